/** The operations of a host script, read as they are needed. */
import { OperationError, parseOperation, type Operation } from '../host/operations.js';
import { badInput } from '../text/errors.js';
import type { LineBatch, LineSource } from '../text/lines.js';

export class ScriptReader {
  /** Line of the last operation, from 1; 0 before the first. */
  line = 0;
  /** Operations read so far. */
  operations = 0;
  /** Share of the script read so far, 0..1. */
  progress = 0;
  private readonly batches: AsyncGenerator<LineBatch, void>;
  private batch: LineBatch = { first: 1, lines: [] };
  private index = 0;

  constructor(private readonly script: LineSource) {
    this.batches = script.lines();
  }

  /**
   * The next operation, undefined at the end; a promise only where more of the script has to be read.
   * @throws UserError with name and line, for a line that is not an operation and a script that has none.
   */
  next(): Operation | undefined | Promise<Operation | undefined> {
    const { batch } = this;
    while (this.index < batch.lines.length) {
      const line = batch.first + this.index;
      const operation = this.parse(batch.lines[this.index++]!, line);
      if (operation === undefined) continue;
      this.line = line;
      this.operations++;
      return operation;
    }
    return this.readOn();
  }

  /** Ends the reading. */
  async close(): Promise<void> {
    await this.batches.return();
  }

  private async readOn(): Promise<Operation | undefined> {
    const { value } = await this.batches.next();
    if (value) {
      this.batch = value;
      this.progress = value.progress ?? this.progress;
      this.index = 0;
      return this.next();
    }
    if (this.operations === 0)
      throw badInput('no operation in it: is this a host script?', { file: this.script.name, line: 1 });
    return undefined;
  }

  private parse(text: string, line: number): Operation | undefined {
    try {
      return parseOperation(text);
    } catch (error) {
      throw error instanceof OperationError
        ? badInput(error.message, { file: this.script.name, line })
        : error;
    }
  }
}
