/** Prices from the options of a command. */
import { OperatingPointError, operatingPoint, pricesAt, type Prices } from '../../energy/prices.js';
import { loadTable } from '../../node/energy-tables.js';
import { usageError } from '../../text/errors.js';
import type { PricingOptions } from './pricing-options.js';

/**
 * Prices of the options' table at their operating point.
 * @throws UserError for a table that cannot be used, or a voltage it does not cover.
 */
export async function pricesOf(options: PricingOptions): Promise<Prices> {
  const table = await loadTable(options.table);
  try {
    return pricesAt(table, operatingPoint(table, options.vdd, options.clock));
  } catch (error) {
    throw error instanceof OperatingPointError ? usageError(error.message) : error;
  }
}
