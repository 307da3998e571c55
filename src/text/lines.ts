/** Text that arrives in batches of lines, as the readers of long files take it. */

/** Lines that arrived together, without their line ends. */
export interface LineBatch {
  /** Number of the first line, from 1. */
  readonly first: number;
  readonly lines: readonly string[];
  /** Share of the text read so far, 0..1, where that is known. */
  readonly progress?: number;
}

/** The lines of a batch with their numbers. */
export function* numbered(batch: LineBatch): Generator<[line: string, number: number]> {
  for (let i = 0; i < batch.lines.length; i++) yield [batch.lines[i]!, batch.first + i];
}

/** A text in lines, which can be read any number of times. */
export interface LineSource {
  /** Name for messages: mostly that of the file. */
  readonly name: string;
  readonly lines: () => AsyncGenerator<LineBatch, void>;
}
