/** Quotes text from files and command lines in messages, so that it is short and printable. */

/** Longest quotation, in characters. */
const LONGEST = 40;

/** The text with every character that a terminal would not show replaced by `?`. */
export const printable = (text: string): string => text.replace(/[^\t\x20-\x7e\u00a0-\uffff]/g, '?');

/** The text, cut after `longest` characters, with `...` where something was left out. */
export const shorten = (text: string, longest = LONGEST): string =>
  text.length > longest ? `${text.slice(0, longest)}...` : text;

/** The text in quotes, printable and short. */
export const quote = (text: string, longest = LONGEST): string => `'${printable(shorten(text, longest))}'`;
