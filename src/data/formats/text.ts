/** Text of event files. */

const BYTE_ORDER_MARK = /^\u00ef\u00bb\u00bf/;

/** Lines of a file that was read whole; a byte-order mark is skipped. */
export const textLines = (bytes: Uint8Array): string[] =>
  new TextDecoder('latin1')
    .decode(bytes)
    .replace(BYTE_ORDER_MARK, '')
    .split(/\r\n|\r|\n/);

/** A whole number from `min` to `max`; undefined for any other text. */
export function integerIn(text: string, min: number, max: number): number | undefined {
  if (!/^-?\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

export const encodeText = (text: string): Uint8Array => new TextEncoder().encode(text);
