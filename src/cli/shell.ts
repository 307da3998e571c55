/** Errors of a command as one line with an exit code, and its reaction to signals. */
import { CommanderError, type Command } from 'commander';
import { AssemblyError } from '../asm/diagnostics.js';
import { fileError } from '../files/file-error.js';
import { EXIT, UserError } from '../text/errors.js';
import { EXIT_CODES } from '../text/exit-codes.js';
import { VERSION } from './version.js';

const EXIT_HELP = `
Exit codes: ${EXIT_CODES.map(({ code, meaning }) => `${code} ${meaning}`).join('; ')}.`;

/** Runs the program on the process's arguments and sets its exit code. */
export async function runMain(program: Command): Promise<void> {
  program.version(VERSION).addHelpText('after', EXIT_HELP);
  forAll(program, (command) => command.exitOverride().configureOutput({ outputError: usageLine }));
  watchStandardStreams();
  let ended = false;
  process.on('exit', () => {
    if (ended || process.exitCode !== undefined) return;
    // Node ends the process when the event loop has nothing left, whatever is still being awaited.
    process.exitCode = report(new Error('the work was not finished'));
  });
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
  ended = true;
}

function forAll(command: Command, change: (command: Command) => void): void {
  change(command);
  for (const below of command.commands) forAll(below, change);
}

/** A reader that goes away (`| head`) ends the command quietly; any other failure of standard output is an error. */
function watchStandardStreams(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.OK : report(fileError(error, { file: 'standard output' })));
  });
  // An error of standard error cannot be reported anywhere.
  process.stderr.on('error', () => undefined);
}

/** A wrong command line, as one line. */
function usageLine(text: string, write: (line: string) => void): void {
  const message = text
    .replace(/^error: /, '')
    .replace(/\s+/g, ' ')
    .trim();
  write(`sextant: ${message.replace(/\.$/, '')}; --help shows the options and an example\n`);
}

/** Prints an error. @returns its exit code. */
function report(error: unknown): number {
  if (error instanceof AssemblyError) {
    process.stderr.write(`${error.message}\n`);
    return EXIT.BAD_INPUT;
  }
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.OK : EXIT.USAGE;
  if (error instanceof UserError) {
    process.stderr.write(`sextant: ${error.message.replace(/\s*\n\s*/g, ' ')}\n`);
    return error.exitCode;
  }
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  process.stderr.write(`sextant: internal fault, please report it: ${text.split('\n')[0] ?? ''}\n`);
  if (process.env['SEXTANT_DEBUG'] && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  return EXIT.INTERNAL;
}

/** The end of a command that has reported its results: its exit code, and its error if there was one. */
export interface Ending {
  readonly exitCode: number;
  /** The error, if there was one. */
  readonly error?: UserError;
}

/** Ends the command. @throws UserError the ending's error. */
export function endWith({ exitCode, error }: Ending): void {
  if (error) throw error;
  process.exitCode = exitCode;
}

let interrupted = false;

/** From now on Ctrl-C and signals that end a process ask the work to stop; a second Ctrl-C ends it at once. */
export function catchInterrupts(): void {
  process.on('SIGINT', () => {
    if (interrupted) process.exit(EXIT.INTERRUPTED);
    interrupted = true;
  });
  // Grid Engine and LSF warn of the end with SIGUSR2.
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGUSR2'] as const)
    process.on(signal, () => {
      interrupted = true;
    });
}

/** Whether a signal has requested the end of the work. */
export const wasInterrupted = (): boolean => interrupted;
