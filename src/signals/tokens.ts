/** Splits conditions into tokens. */
import { SelectionError } from '../text/selection-error.js';

export interface Token {
  readonly text: string;
  /** Index of its first character. */
  readonly at: number;
}

const TOKEN =
  /\s*(==|!=|<=|>=|&&|\|\||[<>!()]|-?0x[0-9a-fA-F]+|-?\d+(?:\.\d+)?[fpnum]?J\b|-?\d+|[A-Za-z_][\w.]*(?:\[\d+\]){0,2})/y;

/** @throws SelectionError at a character that begins no token. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const at = text.length - text.slice(TOKEN.lastIndex).trimStart().length;
    const match = TOKEN.exec(text);
    if (!match)
      throw new SelectionError(
        `condition '${text}': cannot read '${text.slice(at).trim()}' (column ${at + 1})`,
      );
    tokens.push({ text: match[1]!, at });
  }
  return tokens;
}
