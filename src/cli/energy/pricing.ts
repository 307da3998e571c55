/** How energy is priced: the options, and the prices they give. */
import { Option, type Command } from 'commander';
import { REFERENCE, type Design } from '../../design/design.js';
import { FamilyError, tableFor } from '../../energy/design-table.js';
import { OperatingPointError, operatingPoint, pricesAt, type Prices } from '../../energy/prices.js';
import type { DeclaredFiles } from '../../files/declared-files.js';
import { loadTable, tableFile } from '../../node/energy-tables.js';
import { usageError } from '../../text/errors.js';
import { addOnce, clockOption, stepPeriodOption, voltageOption } from '../options.js';

export interface PricingOptions {
  readonly table?: string;
  /** In V. */
  readonly vdd?: number;
  /** In Hz. */
  readonly clock?: number;
  /** In s. */
  readonly stepPeriod?: number;
}

/** Adds the options. */
export function addPricingOptions(command: Command): Command {
  addOnce(command, new Option('--table <name>', 'energy table: a built-in name or a YAML file'));
  addOnce(command, voltageOption());
  addOnce(command, clockOption());
  addOnce(command, stepPeriodOption());
  return command;
}

/**
 * Prices of a table at an operating point.
 * @param design of the chip that is priced.
 * @throws UserError for a table that cannot be used, or a voltage it does not cover.
 */
export async function pricesOf(
  { table: name, vdd, clock }: PricingOptions,
  files: DeclaredFiles,
  design: Design = REFERENCE,
): Promise<Prices> {
  files.reads(tableFile(name), 'the energy table');
  const loaded = await loadTable(name);
  try {
    const table = tableFor(loaded, design);
    return pricesAt(table, operatingPoint(table, vdd, clock));
  } catch (error) {
    throw error instanceof OperatingPointError || error instanceof FamilyError
      ? usageError(error.message)
      : error;
  }
}
