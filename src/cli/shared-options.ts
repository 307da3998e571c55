/** Options that several groups of options bring, each declared once. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseQuantity, type Quantity } from '../energy/quantities.js';
import { SelectionError } from '../trace/expression.js';
import { parsePosition, type Position } from '../trace/selection.js';

/** A stretch of a run. */
export interface WindowOptions {
  from?: Position;
  /** First position that is left out. */
  to?: Position;
}

/** Adds an option unless another group has brought it. */
export function addOnce(command: Command, option: Option): void {
  if (!command.options.some((o) => o.long === option.long)) command.addOption(option);
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

/** Parser of a quantity above 0; a bare number has the unit `bare`. */
export const quantity =
  (kind: Quantity, bare: string) =>
  (text: string): number => {
    try {
      const value = parseQuantity(kind, text, bare);
      if (value > 0) return value;
      throw new RangeError(`'${text}' must exceed 0`);
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message);
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

/** Adds `--clock`, in Hz. */
export function addClockOption(command: Command): Command {
  addOnce(
    command,
    new Option('--clock <Hz>', 'clock of the chip, such as 13MHz (a bare number is MHz)').argParser(
      quantity('frequency', 'MHz'),
    ),
  );
  return command;
}
