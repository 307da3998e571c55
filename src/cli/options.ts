/** Option parsers, and options that several commands share. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ENGINES } from '../chip/engines.js';
import type { Faults } from '../faults/fault-map.js';
import { parseFaults } from '../faults/fault-text.js';
import { parseQuantity, type Quantity } from '../energy/table/quantities.js';
import { DEFAULT_TIMEOUT } from '../host/executor.js';
import { WIDEST, type Design } from '../design/design.js';
import { parseRegisterSetting, type RegisterSetting } from '../host/register-settings.js';
import { parsePosition, type Position } from '../position/position.js';
import { forDesign, type ForDesign } from './for-design.js';
import { usageError } from '../text/errors.js';
import { SelectionError } from '../text/selection-error.js';

/** Adds an option unless the command has it already. */
export function addOnce(command: Command, option: Option): void {
  if (!command.options.some((o) => o.long === option.long)) command.addOption(option);
}

/** A parser whose errors become errors of the command line. */
const refusing =
  <T>(parse: (text: string) => T, isUsage: (error: unknown) => error is Error) =>
  (text: string): T => {
    try {
      return parse(text);
    } catch (error) {
      throw isUsage(error) ? new InvalidArgumentError(error.message) : error;
    }
  };

/** Parser of a position, condition or selection. */
export const selection = <T>(parse: (text: string) => T): ((text: string) => T) =>
  refusing(parse, (error) => error instanceof SelectionError);

/** Parser of an option that may be repeated: all its values. */
export const repeated =
  <T>(parse: (text: string) => T) =>
  (text: string, before: readonly T[] = []): T[] => [...before, parse(text)];

/** Parser of an integer from `min` to `max`. */
export const integer =
  (min: number, max: number) =>
  (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (!(value >= min && value <= max))
      throw new InvalidArgumentError(`a whole number from ${min} to ${max} is needed.`);
    return value;
  };

/** Parser of a quantity above 0; a number without a unit is in `bare`. */
const quantity = (kind: Quantity, bare: string): ((text: string) => number) =>
  refusing(
    (text) => {
      const value = parseQuantity(kind, text, bare);
      if (value > 0) return value;
      throw new RangeError(`'${text}' must exceed 0`);
    },
    (error) => error instanceof RangeError,
  );

/** `-q, --quiet` and `--json`. */
export interface ReportOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const jsonOption = (): Option => new Option('--json', 'print the result as JSON');
export const quietOption = (): Option =>
  new Option('-q, --quiet', 'print nothing but errors, and the result if --json asks for it');

/** Option that chooses the engine. */
export const engineOption = (): Option =>
  new Option(
    '--engine <name>',
    'auto: phases at once where that is exact; cycle: every cycle; turbo: auto, never traced',
  )
    .choices(ENGINES)
    .default('auto');

/** Longest single wait, in cycles. */
export const timeoutOption = (): Option =>
  new Option('--timeout <cycles>', 'cycles that a single wait may take')
    .argParser(integer(1, 2 ** 40))
    .default(DEFAULT_TIMEOUT);

/** `--set`: registers set from outside the program. */
export interface SetOptions {
  readonly set?: readonly ForDesign<RegisterSetting>[];
}

export const setOption = (): Option =>
  new Option(
    '--set <register=value>',
    'give the register this value wherever the program writes it, such as KAPPA=48; may be repeated',
  ).argParser(repeated(forDesign(parseRegisterSetting)));

/** `--fault`: faulty cells of the memories. */
export interface FaultOptions {
  readonly fault?: Faults;
}

export const faultOption = (): Option =>
  new Option(
    '--fault <list>',
    'faulty bits of the memories: rate=1e-3,kind=stuck-at-0 and, if wanted, pattern=columns, banks=winp+wrec, seed=7',
  ).argParser(selection(parseFaults));

export const seedOption = (): Option =>
  new Option('--seed <text>', 'random contents of the SRAMs at power-up, as on silicon, instead of 0');

/** Neurons of a picture unless the command line names others. */
export const DEFAULT_NEURONS: readonly number[] = [0, 1, 2, 3];

function parseNeurons(text: string): number[] {
  const numbers = text
    .split(',')
    .map((part) => (/^\d{1,3}$/.test(part.trim()) ? Number(part) : WIDEST.neurons));
  if (numbers.some((n) => n >= WIDEST.neurons))
    throw new InvalidArgumentError(
      `neurons from 0 to ${WIDEST.neurons - 1}, separated by commas, are needed.`,
    );
  return numbers;
}

/** @throws UserError (exit code 2) for neurons that the chip does not have. */
export function checkNeurons(chosen: readonly number[], { neurons, name }: Design): readonly number[] {
  const missing = chosen.find((n) => n >= neurons);
  if (missing !== undefined)
    throw usageError(`--neurons: neuron ${missing} is not one of the ${neurons} of the chip (${name})`);
  return chosen;
}

/** Chosen neurons. @param what is done with them. */
export const neuronsOption = (what: string): Option =>
  new Option('--neurons <list>', `neurons whose membranes are ${what}, such as 0,17`).argParser(parseNeurons);

/** Clock of the chip, in Hz. */
export const clockOption = (): Option =>
  new Option('--clock <Hz>', 'clock of the chip, such as 13MHz (a bare number is MHz)').argParser(
    quantity('frequency', 'MHz'),
  );

export const voltageOption = (): Option =>
  new Option('--vdd <V>', 'supply voltage, such as 0.5V').argParser(quantity('voltage', 'V'));

export const stepPeriodOption = (): Option =>
  new Option('--step-period <time>', 'time between steps in real-time operation (default: 1ms)').argParser(
    quantity('time', 's'),
  );

/** Length of a time step, in seconds. */
export const timeStepOption = (what: string): Option =>
  new Option('--dt <time>', what).argParser(quantity('time', 's'));

/** A part of a run. */
export interface WindowOptions {
  readonly from?: Position;
  /** First position that is left out. */
  readonly to?: Position;
}

/** Adds `--from` and `--to`. @param what names in the help what the window selects. */
export function addWindowOptions(command: Command, what: string): void {
  const position = 'a cycle, tick=N, sample=N or sample=N.tick=M';
  addOnce(
    command,
    new Option('--from <position>', `start of ${what}: ${position}`).argParser(selection(parsePosition)),
  );
  addOnce(
    command,
    new Option('--to <position>', `end of ${what}; this position is left out`).argParser(
      selection(parsePosition),
    ),
  );
}
