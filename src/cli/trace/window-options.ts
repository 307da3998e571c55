/** Options that select from a run, by position. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { SelectionError } from '../../text/selection-error.js';
import { parsePosition, type Position } from '../../position/position.js';
import { addOnce } from '../shared-options.js';

/** A stretch of a run. */
export interface WindowOptions {
  from?: Position;
  /** First position that is left out. */
  to?: Position;
}

/** Runs a parser of selections where a wrong text is a wrong command line. */
export const parsed =
  <T>(parse: (text: string) => T) =>
  (text: string): T => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof SelectionError ? new InvalidArgumentError(error.message) : error;
    }
  };

/** Adds `--from` and `--to`. */
export function addWindowOptions(command: Command): Command {
  const position = 'a cycle, tick=N, sample=N or sample=N.tick=M';
  addOnce(
    command,
    new Option('--from <position>', `start of traces and energy log: ${position}`).argParser(
      parsed(parsePosition),
    ),
  );
  addOnce(
    command,
    new Option('--to <position>', 'their end, itself left out').argParser(parsed(parsePosition)),
  );
  return command;
}
