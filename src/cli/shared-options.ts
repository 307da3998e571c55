/** Options that several groups of options bring, each declared once. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { parseQuantity, type Quantity } from '../energy/table/quantities.js';

/** Adds an option unless another group has brought it. */
export function addOnce(command: Command, option: Option): void {
  if (!command.options.some((o) => o.long === option.long)) command.addOption(option);
}

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
