/** How energy is priced: the options, and the prices they give. */
import { Option, type Command } from 'commander';
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
 * @throws UserError for a table that cannot be used, or a voltage it does not cover.
 */
export async function pricesOf(
  { table: name, vdd, clock }: PricingOptions,
  files: DeclaredFiles,
): Promise<Prices> {
  files.reads(tableFile(name), 'the energy table');
  const table = await loadTable(name);
  try {
    return pricesAt(table, operatingPoint(table, vdd, clock));
  } catch (error) {
    throw error instanceof OperatingPointError ? usageError(error.message) : error;
  }
}
