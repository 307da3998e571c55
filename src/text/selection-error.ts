/** A position, signal selection or condition that cannot be understood; the message says what to write instead. */
export class SelectionError extends Error {
  override name = 'SelectionError';
}
