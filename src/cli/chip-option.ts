/** `--chip`: the design that a command works on. */
import { Option } from 'commander';
import { designDifference, REFERENCE, type Design } from '../design/design.js';
import type { DeclaredFiles } from '../files/declared-files.js';
import { loadDesign } from '../data/design-files.js';
import { badInput } from '../text/errors.js';

export interface ChipOption {
  /** As given: a design, a file, `key=value`, separated by commas. */
  readonly chip?: string;
}

/** The option, which may be given several times. */
export const chipOption = (): Option =>
  new Option(
    '--chip <design>',
    'the chip: a design of designs/, a file, key=value such as neurons=64, or several, with commas',
  ).argParser((text: string, before: string | undefined) =>
    before === undefined ? text : `${before},${text}`,
  );

/**
 * The chip that the option names; undefined without it.
 * @throws UserError for a chip that cannot be.
 */
export async function chipGiven({ chip }: ChipOption, files: DeclaredFiles): Promise<Design | undefined> {
  if (chip === undefined) return undefined;
  return loadDesign(chip, { declare: (file) => files.reads(file, 'the design of the chip') });
}

/** The chip that the option names, else the public design. @throws UserError for a chip that cannot be. */
export const chipOr = async (option: ChipOption, files: DeclaredFiles): Promise<Design> =>
  (await chipGiven(option, files)) ?? REFERENCE;

/** @throws UserError (exit code 3) unless what a file holds is for the chip that the option names. */
export function requireChip(actual: Design, given: Design | undefined, file: string): void {
  if (given && given.hash !== actual.hash)
    throw badInput(`this is for another chip than --chip: ${designDifference(actual, given)}`, { file });
}
