/** Results of a command: text for people or JSON on standard output; warnings and notes on standard error. */
import { usageError } from '../text/errors.js';
import type { DeclaredFiles } from '../files/declared-files.js';
import type { ReportOptions } from './options.js';

/** Text to standard output. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** A value as JSON, to standard output. */
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

export class Report {
  private readonly out: NodeJS.WritableStream;

  /**
   * @param files of the command; if one of them goes to standard output, text goes to standard error.
   * @throws UserError (exit code 2) if that output and JSON would be mixed.
   */
  constructor(
    private readonly options: ReportOptions,
    files?: DeclaredFiles,
  ) {
    const taken = files?.writesStandardOutput === true;
    if (taken && options.json === true)
      throw usageError('--json prints to standard output, and so does another option: write that to a file');
    this.out = taken ? process.stderr : process.stdout;
  }

  /** Whether lines for people are printed. */
  get isText(): boolean {
    return this.options.json !== true && this.options.quiet !== true;
  }

  /** Lines for people. */
  text(...lines: readonly string[]): void {
    if (this.isText) for (const line of lines) this.out.write(`${line}\n`);
  }

  /** The result, with --json. */
  json(value: unknown): void {
    if (this.options.json === true) printJson(value);
  }

  /** A line about something that may mislead. */
  warning(text: string): void {
    this.note(`warning: ${text}`);
  }

  /** A line about what the command does. */
  note(text: string): void {
    if (this.options.quiet !== true) process.stderr.write(`${text}\n`);
  }
}
