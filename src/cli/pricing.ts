/** Prices and their report for a terminal: all that pricing a run again needs. */
import type { Assessment } from '../energy/assess.js';
import { calibrate } from '../energy/calibration.js';
import { OperatingPointError, operatingPoint, pricesAt, type Prices } from '../energy/prices.js';
import { calibrationText, reportText } from '../energy/report-text.js';
import { loadCalibration, loadTable } from '../host/energy-files.js';
import { usageError } from '../io/errors.js';
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

/** Report and calibration table for a terminal. */
export const fullText = (assessment: Assessment, prices: Prices): string =>
  `${reportText(assessment)}\n\n${calibrationText(calibrate(prices.table, loadCalibration()), prices.table)}`;
