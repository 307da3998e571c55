/** Messages of the Debug Adapter Protocol on a stream of bytes: a header with the length, then JSON. */
import { GrowingBytes } from '../table/growing-bytes.js';

/** Longest message, in bytes; longest header. */
const MOST_BYTES = 1 << 24;
const MOST_HEADER = 1 << 10;

/** A stream that does not follow the protocol; nothing can be read from it any more. */
export class FramingError extends Error {
  override name = 'FramingError';
}

const decoder = new TextDecoder('utf-8', { fatal: true });
const encoder = new TextEncoder();

/** Splits a stream into messages. */
export class MessageReader {
  private pending: Uint8Array = new Uint8Array(0);

  /**
   * Takes bytes that arrived.
   * @returns the messages that are complete with them.
   * @throws FramingError
   */
  take(bytes: Uint8Array): unknown[] {
    this.pending = new GrowingBytes(this.pending.length + bytes.length)
      .append(this.pending)
      .append(bytes)
      .take();
    const messages: unknown[] = [];
    for (let message = this.next(); message !== undefined; message = this.next())
      messages.push(message.value);
    return messages;
  }

  private next(): { readonly value: unknown } | undefined {
    const { pending } = this;
    const header = headerEnd(pending);
    if (header < 0) {
      if (pending.length > MOST_HEADER) throw new FramingError('a header is longer than 1 kB');
      return undefined;
    }
    const length = lengthOf(String.fromCharCode(...pending.subarray(0, header)));
    const from = header + 4;
    if (pending.length < from + length) return undefined;
    this.pending = pending.slice(from + length);
    return { value: parse(pending.subarray(from, from + length)) };
  }
}

/** Index of the empty line behind a header; -1 if it is not there yet. */
function headerEnd(bytes: Uint8Array): number {
  const end = Math.min(bytes.length - 3, MOST_HEADER);
  for (let i = 0; i < end; i++)
    if (bytes[i] === 13 && bytes[i + 1] === 10 && bytes[i + 2] === 13 && bytes[i + 3] === 10) return i;
  return -1;
}

function lengthOf(header: string): number {
  const [, digits] = /^content-length:[ \t]*(\d{1,9})[ \t]*$/im.exec(header) ?? [];
  if (digits === undefined) throw new FramingError('a header has no Content-Length');
  if (Number(digits) > MOST_BYTES)
    throw new FramingError(`a message of ${digits} bytes; ${MOST_BYTES} at most`);
  return Number(digits);
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decoder.decode(bytes));
  } catch (error) {
    throw new FramingError(`a message is not JSON: ${(error as Error).message}`);
  }
}

/** A message as bytes. */
export function frame(message: unknown): Uint8Array {
  const body = encoder.encode(JSON.stringify(message));
  const header = encoder.encode(`Content-Length: ${body.length}\r\n\r\n`);
  return new GrowingBytes(header.length + body.length).append(header).append(body).take();
}
