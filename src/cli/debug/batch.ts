/** Commands of the debugger from a file or the command line, without a terminal. */
import { refusalOf, type CommandWorld, type Result } from '../../debug/commands/command.js';
import { runLine } from '../../debug/commands/index.js';
import { badInput, EXIT, usageError, UserError, type Place } from '../../text/errors.js';
import { SelectionError } from '../../text/selection-error.js';
import type { Report } from '../report.js';
import { wasInterrupted, type Ending } from '../shell.js';
import { drive } from './driver.js';

/** A command with its place, if it comes from a file. */
export interface BatchLine {
  readonly text: string;
  readonly place?: Place;
}

/** Lines of a file of commands. */
export const linesOfFile = (file: string, text: string): BatchLine[] =>
  text.split(/\r?\n/).map((line, i) => ({ text: line, place: { file, line: i + 1 } }));

/** The record of a command, with --json. */
interface CommandRecord {
  readonly command: string;
  readonly value?: unknown;
  readonly lines: readonly string[];
  /** Texts of stops that log, if there were any. */
  readonly log?: readonly string[];
}

/**
 * Carries the commands out, up to an expectation that does not hold.
 * @param takeLog gives the texts that stops have logged since it was called last.
 * @throws UserError for a command that means nothing.
 */
export async function runBatch(
  lines: readonly BatchLine[],
  world: CommandWorld,
  report: Report,
  takeLog: () => readonly string[],
): Promise<Ending> {
  const records: CommandRecord[] = [];
  let ending: Ending = { exitCode: EXIT.OK };
  for (const line of lines) {
    if (line.text.trim() === 'quit') break;
    const result = await carryOut(line, world);
    if (!result) {
      ending = { exitCode: EXIT.INTERRUPTED };
      break;
    }
    report.text(...result.lines);
    const log = takeLog();
    if (line.text.trim() !== '')
      records.push({
        command: line.text.trim(),
        value: result.value,
        lines: result.lines,
        ...(log.length > 0 ? { log } : {}),
      });
    if (result.failed !== undefined) {
      ending = { exitCode: EXIT.FAILED, error: new UserError(result.failed, EXIT.FAILED, line.place) };
      break;
    }
  }
  report.json(records);
  return ending;
}

async function carryOut(line: BatchLine, world: CommandWorld): Promise<Result | undefined> {
  try {
    return await drive(world.session, runLine(line.text, world), { stopped: wasInterrupted });
  } catch (error) {
    if (!(error instanceof SelectionError)) throw error;
    const message = refusalOf(error);
    throw line.place ? badInput(message, line.place) : usageError(message);
  }
}
