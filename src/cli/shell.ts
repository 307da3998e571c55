/** What every command needs of the shell: errors as one line, exit codes, Ctrl-C, version, options in common. */
import { readFileSync } from 'node:fs';
import { CommanderError, InvalidArgumentError, Option, type Command } from 'commander';
import { ENGINES } from '../chip/engines.js';
import { AssemblyError } from '../asm/diagnostics.js';
import { packagePath } from '../files/package-root.js';
import { EXIT, UserError } from '../text/errors.js';

/** Version of this package. */
export const VERSION = (JSON.parse(readFileSync(packagePath('package.json'), 'utf8')) as { version: string })
  .version;

const EXIT_CODES = `
Exit codes: 0 done; 1 a comparison or expectation failed; 2 wrong command line; 3 a file's contents are wrong;
4 a file cannot be read or written; 5 a firmware program trapped; 42 a wait in simulated time ran out; 70 a fault of sextant; 130 interrupted.`;

/** Runs the program on the process's arguments and sets its exit code. */
export async function runMain(program: Command): Promise<void> {
  program.version(VERSION).addHelpText('after', EXIT_CODES);
  forAll(program, (command) => command.exitOverride().configureOutput({ outputError: usageLine }));
  // A reader that goes away (`| head`) ends the run quietly.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? EXIT.OK : EXIT.FILE);
  });
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
}

function forAll(command: Command, change: (command: Command) => void): void {
  change(command);
  for (const below of command.commands) forAll(below, change);
}

/** A wrong command line, as one line. */
function usageLine(text: string, write: (line: string) => void): void {
  const message = text
    .replace(/^error: /, '')
    .replace(/\s+/g, ' ')
    .trim();
  write(`sextant: ${message.replace(/\.$/, '')}; --help shows the options and an example\n`);
}

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

let interrupted = false;

/** From now on Ctrl-C asks the work to stop; a second one ends at once. */
export function catchInterrupts(): void {
  process.on('SIGINT', () => {
    if (interrupted) process.exit(EXIT.INTERRUPTED);
    interrupted = true;
  });
  process.on('SIGTERM', () => {
    interrupted = true;
  });
}

/** Whether Ctrl-C was pressed. */
export const wasInterrupted = (): boolean => interrupted;

/** Parser of an integer option within limits. */
export function integer(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max))
      throw new InvalidArgumentError(`a whole number from ${min} to ${max} is needed.`);
    return value;
  };
}

/** Option that chooses the engine. */
export const engineOption = (): Option =>
  new Option(
    '--engine <name>',
    'auto: phases at once where that is exact; cycle: every cycle; turbo: auto, never traced',
  )
    .choices(ENGINES)
    .default('auto');

/** Text to the terminal or a pipe. */
export const print = (text: string): void => void process.stdout.write(`${text}\n`);

/** A result for machines. */
export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));
