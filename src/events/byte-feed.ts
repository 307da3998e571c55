/**
 * Feeds bytes to a decoder as they arrive.
 *
 * A decoder is a generator that says what it needs next and is resumed when that much has arrived, so a format reads
 * like a list of its parts while the file is streamed in pieces of any size.
 */
import { badInput } from '../text/errors.js';

/** What a decoder needs next. */
export type Need =
  /** Exactly this number of bytes. */
  | { readonly exactly: number }
  /** Whole records of this size, as many as have arrived. */
  | { readonly records: number }
  /** A look at the next bytes without taking them; fewer at the end of the file. */
  | { readonly peek: number }
  /** A line of a text header, with its newline. */
  | 'line';

/** Bytes, and where in the file the first of them is. */
export interface Block {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** Yields what it needs, and is resumed with those bytes, or with undefined if the file has ended. */
export type Decoding = Generator<Need, void, Block | undefined>;

/** Longest line of a header; a longer one means that the file is not text. */
const MAX_LINE = 1 << 16;

const NEWLINE = 10;

export class ByteFeed {
  private pending: Uint8Array[] = [];
  private held = 0;
  private consumed = 0;
  private need: Need | undefined;

  /** @param file name for messages. */
  constructor(
    private readonly file: string,
    private readonly decoding: Decoding,
  ) {
    this.resume(undefined);
  }

  /** Takes the next bytes of the file. @throws UserError naming the byte at which the file is wrong. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.pending.push(bytes);
    this.held += bytes.length;
    this.run(false);
  }

  /** The file has ended. @throws UserError when it ends too early. */
  end(): void {
    this.run(true);
  }

  private resume(block: Block | undefined): void {
    const step = this.decoding.next(block);
    this.need = step.done === true ? undefined : step.value;
  }

  private run(ended: boolean): void {
    while (this.need !== undefined) {
      const length = this.lengthOf(this.need, ended);
      if (length === undefined) return;
      const at = this.consumed;
      const taken = typeof this.need === 'object' && 'peek' in this.need;
      this.resume(length === 0 ? undefined : { bytes: this.take(length, taken), at });
      if (length === 0 && ended && !taken) return;
    }
  }

  /** Bytes that satisfy a need: 0 at the end of the file, undefined while more must arrive. */
  private lengthOf(need: Need, ended: boolean): number | undefined {
    if (need === 'line') return this.lineLength(ended);
    if ('peek' in need) return this.held >= need.peek ? need.peek : ended ? this.held : undefined;
    const size = 'records' in need ? need.records : need.exactly;
    if (this.held >= size) return 'records' in need ? this.held - (this.held % size) : size;
    if (!ended) return undefined;
    if (this.held === 0) return 0;
    throw badInput(`the file ends within ${size} bytes that belong together`, {
      file: this.file,
      byte: this.consumed + this.held,
    });
  }

  private lineLength(ended: boolean): number | undefined {
    const end = this.joined().indexOf(NEWLINE);
    if (end >= 0 && end < MAX_LINE) return end + 1;
    const place = { file: this.file, byte: this.consumed };
    if (end >= 0 || this.held >= MAX_LINE)
      throw badInput(`a line of the header exceeds ${MAX_LINE} bytes`, place);
    if (!ended) return undefined;
    if (this.held > 0) throw badInput('the file ends within its header', place);
    return 0;
  }

  private joined(): Uint8Array {
    if (this.pending.length === 1) return this.pending[0]!;
    const all = new Uint8Array(this.held);
    let at = 0;
    for (const part of this.pending) {
      all.set(part, at);
      at += part.length;
    }
    this.pending = [all];
    return all;
  }

  private take(length: number, keep: boolean): Uint8Array {
    const all = this.joined();
    if (keep) return all.subarray(0, length);
    this.pending = length === all.length ? [] : [all.subarray(length)];
    this.held -= length;
    this.consumed += length;
    return all.subarray(0, length);
  }
}

/** A view for reading numbers. */
export const viewOf = ({ buffer, byteOffset, length }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, length);

/** Text of bytes in which every byte is a character. */
export const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);

/**
 * The lines at the start of a file that begin with a character.
 * @returns the lines without their ends.
 */
export function* headerLines(mark: string): Generator<Need, string[], Block | undefined> {
  const lines: string[] = [];
  for (;;) {
    const next = yield { peek: 1 };
    if (next?.bytes[0] !== mark.charCodeAt(0)) return lines;
    const line = yield 'line';
    if (line) lines.push(latin1(line.bytes).trimEnd());
  }
}
