/** A recorded text file against which produced lines are compared, both streamed. */
import type { LineBatch, LineSource } from '../text/lines.js';

export interface LineMismatch {
  /** Line of the recorded file, from 1. */
  line: number;
  /** Undefined: the file has no such line. */
  expected: string | undefined;
  /** Undefined: nothing more was produced. */
  actual: string | undefined;
}

/** Lines remembered before a mismatch. */
const CONTEXT = 3;

export class ExpectedLines {
  /** The last matching lines. */
  before: string[] = [];
  /** Name of the recorded file. */
  readonly name: string;
  private readonly batches: AsyncGenerator<LineBatch, void>;
  private lines: readonly string[] = [];
  private at = 0;
  private line = 0;
  private offered: string[] = [];

  /** @param adapt changes recorded lines before they are compared. */
  constructor(
    source: LineSource,
    private readonly adapt?: (line: string) => string,
  ) {
    this.name = source.name;
    this.batches = source.lines();
  }

  /** True when produced lines wait to be compared. */
  get pending(): boolean {
    return this.offered.length > 0;
  }

  /** Takes produced text: whole lines with their newlines. */
  offer(text: string): void {
    this.offered.push(text);
  }

  /** The next recorded line, undefined at the end. */
  async next(): Promise<string | undefined> {
    while (this.at >= this.lines.length) {
      const batch = await this.batches.next();
      if (batch.done === true) return undefined;
      this.lines = batch.value.lines;
      this.at = 0;
    }
    this.line++;
    return this.lines[this.at++];
  }

  /** Compares the lines that were offered so far. */
  async compare(): Promise<LineMismatch | undefined> {
    for (const text of this.offered.splice(0)) {
      let from = 0;
      for (let to = text.indexOf('\n'); to >= 0; from = to + 1, to = text.indexOf('\n', from)) {
        const actual = text.slice(from, to);
        const recorded = this.at < this.lines.length ? this.advance() : await this.next();
        const expected = recorded === undefined ? undefined : (this.adapt?.(recorded) ?? recorded);
        if (expected !== actual)
          return { line: expected === undefined ? this.line + 1 : this.line, expected, actual };
        this.remember(actual);
      }
    }
    return undefined;
  }

  /** At the end of the run: nothing may be left in the file. */
  async end(): Promise<LineMismatch | undefined> {
    const expected = await this.next();
    return expected === undefined ? undefined : { line: this.line, expected, actual: undefined };
  }

  async close(): Promise<void> {
    await this.batches.return();
  }

  private advance(): string {
    this.line++;
    return this.lines[this.at++]!;
  }

  private remember(line: string): void {
    if (this.before.length === CONTEXT) this.before.shift();
    this.before.push(line);
  }
}
