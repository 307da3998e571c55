/** The operations of a host script, read as they are needed. */
import { OPERATION } from '../chip/turbo/play-list.js';
import type { Design } from '../design/design.js';
import { isChipComment } from '../design/read-design.js';
import { OperationList } from '../host/operation-list.js';
import { OperationError, parseOperation, type Operation } from '../host/operations.js';
import { badInput } from '../text/errors.js';
import type { LineBatch, LineSource } from '../text/lines.js';

/** Operations that arrived together: an entry for each line, from line {@link first} on. */
export interface OperationBatch {
  readonly first: number;
  readonly list: OperationList;
}

export class ScriptReader {
  /** Line of the last operation, from 1; 0 before the first. */
  line = 0;
  /** Share of the script read so far, 0..1. */
  progress = 0;
  private readonly batches: AsyncGenerator<LineBatch, void>;
  private batch: OperationBatch = { first: 1, list: new OperationList(0) };
  private index = 0;
  private isEmpty = true;
  /** The error in the line after the batch, if there is one. */
  private failure: Error | undefined;

  /** @param design of the chip that the script is for. */
  constructor(
    private readonly script: LineSource,
    private readonly design: Design,
  ) {
    this.batches = script.lines();
  }

  /**
   * The next operation, undefined at the end; a promise only where more of the script has to be read.
   * @throws UserError with name and line, for a line that is not an operation and a script that has none.
   */
  next(): Operation | undefined | Promise<Operation | undefined> {
    const { first, list } = this.batch;
    while (this.index < list.length) {
      const operation = list.at(this.index++);
      if (operation === undefined) continue;
      this.line = first + this.index - 1;
      return operation;
    }
    return this.nextBatch().then((batch) => {
      if (!batch) return undefined;
      this.batch = batch;
      this.index = 0;
      return this.next();
    });
  }

  /**
   * All operations that are read together, undefined at the end.
   * @throws UserError as {@link next}.
   */
  async nextBatch(): Promise<OperationBatch | undefined> {
    if (this.failure !== undefined) throw this.failure;
    const { value } = await this.batches.next();
    if (value) {
      this.progress = value.progress ?? this.progress;
      return { first: value.first, list: this.parse(value) };
    }
    if (this.isEmpty)
      throw badInput('no operation in it: is this a host script?', { file: this.script.name, line: 1 });
    return undefined;
  }

  /** Ends the reading. */
  async close(): Promise<void> {
    await this.batches.return();
  }

  /** @returns the operations up to the first line that is not one. */
  private parse(batch: LineBatch): OperationList {
    const list = new OperationList(batch.lines.length);
    for (const line of batch.lines) {
      const code = shortCode(line, this.design.addressMask);
      if (code === OPERATION.OTHER) {
        const number = batch.first + list.length;
        try {
          if (number > 1 && isChipComment(line))
            throw new OperationError('the comment that names the chip must be the first line');
          list.add(parseOperation(line, this.design));
        } catch (error) {
          this.failure = this.described(error, number);
          return list;
        }
      } else list.addCode(code);
      if (this.isEmpty && list.codes[list.length - 1] !== OPERATION.NONE) this.isEmpty = false;
    }
    return list;
  }

  /** @throws the error itself if it is not about the line. */
  private described(error: unknown, line: number): Error {
    if (!(error instanceof OperationError)) throw error;
    return badInput(error.message, { file: this.script.name, line });
  }
}

const ZERO = 48;
/** Characters of `aer `, and most characters that follow it. */
const AER = 'aer '.length;
const AER_DIGITS = 3;

/**
 * Code of a tick or an event as scripts are written, without any further blank; otherwise {@link OPERATION.OTHER}.
 * @param most largest address of the chip.
 */
function shortCode(line: string, most: number): number {
  if (line === 'tick') return OPERATION.TICK;
  if (line.length > AER + AER_DIGITS || !line.startsWith('aer ') || line.length === AER)
    return OPERATION.OTHER;
  let address = 0;
  for (let i = AER; i < line.length; i++) {
    const digit = line.charCodeAt(i) - ZERO;
    if (digit < 0 || digit > 9) return OPERATION.OTHER;
    address = 10 * address + digit;
  }
  return address <= most ? address : OPERATION.OTHER;
}
