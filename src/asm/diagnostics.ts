/** What is wrong with a source, where, shown with its line and a caret. */

import { printable } from '../text/quote.js';

/** A line of source. */
export interface SourcePlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** The macro call it comes from. */
  readonly from?: SourcePlace | undefined;
}

/** One finding of the assembler. */
export interface Diagnostic {
  readonly place: SourcePlace;
  /** From 1. */
  readonly column: number;
  /** Characters the caret covers, at least 1. */
  readonly length: number;
  readonly message: string;
}

/** Something wrong at a column of the line at hand; becomes a diagnostic. */
export class Fault extends Error {
  override name = 'Fault';
  constructor(
    message: string,
    /** From 0. */
    readonly column: number,
    readonly length = 1,
  ) {
    super(message);
  }
}

/** Characters of a source line shown at most. */
const LONGEST_LINE = 200;
/** Errors shown at most; what follows are mostly consequences. */
const MAX_SHOWN = 50;

/** All that is wrong with a source. */
export class AssemblyError extends Error {
  override name = 'AssemblyError';
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    const shown = diagnostics.slice(0, MAX_SHOWN).map(formatDiagnostic);
    const more = diagnostics.length - shown.length;
    super(shown.join('\n') + (more > 0 ? `\n... and ${more} more` : ''));
  }
}

/** `file:line:column: message`, the line, a caret. */
export function formatDiagnostic({ place, column, length, message }: Diagnostic): string {
  const at = `${place.file}:${place.line}:${column}: ${message}`;
  if (place.text === '') return at;
  // Of a long line, what is around the column.
  const from = column > LONGEST_LINE ? column - LONGEST_LINE / 2 : 0;
  const text = printable(place.text.slice(from, from + LONGEST_LINE));
  const start = text.slice(0, column - 1 - from).replace(/[^\t]/g, ' ');
  const caret = '^'.repeat(Math.max(1, Math.min(length, text.length - start.length)));
  const caller = place.from ? `\n  in a macro called at ${place.from.file}:${place.from.line}` : '';
  return `${at}\n  ${text}\n  ${start}${caret}${caller}`;
}

/** Collects diagnostics. */
export class Diagnostics {
  readonly list: Diagnostic[] = [];
  readonly notes: string[] = [];

  /** Adds a note, which is not an error. */
  note({ file, line }: SourcePlace, message: string): void {
    this.notes.push(`${file}:${line}: ${message}`);
  }

  add(place: SourcePlace, fault: Fault): void {
    this.list.push({ place, column: fault.column + 1, length: fault.length, message: fault.message });
  }

  /** Runs an action for a line; a fault that it throws becomes a diagnostic. */
  guard(place: SourcePlace, action: () => void): void {
    try {
      action();
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      this.add(place, error);
    }
  }

  /** @throws AssemblyError when anything was wrong. */
  check(): void {
    if (this.list.length > 0) throw new AssemblyError(this.inOrder());
  }

  /** The diagnostics by line within a file; the passes over a source find them in another order. */
  private inOrder(): Diagnostic[] {
    const files = [...new Set(this.list.map((d) => d.place.file))];
    const rank = ({ place, column }: Diagnostic): number[] => [files.indexOf(place.file), place.line, column];
    return [...this.list].sort((a, b) => {
      const [left, right] = [rank(a), rank(b)];
      const at = left.findIndex((value, i) => value !== right[i]);
      return at < 0 ? 0 : left[at]! - right[at]!;
    });
  }
}
