/** Prices and their report for a terminal: all that pricing a run again needs. */
import { Option, type Command } from 'commander';
import { DEFAULT_STEP_PERIOD, type Assessment } from '../energy/assess.js';
import { calibrate } from '../energy/calibration.js';
import { OperatingPointError, operatingPoint, pricesAt, type Prices } from '../energy/prices.js';
import { calibrationText, reportText } from '../energy/report-text.js';
import { loadCalibration, loadTable } from '../host/energy-files.js';
import { usageError } from '../io/errors.js';
import { addClockOption, addOnce, quantity } from './shared-options.js';

/** How to price: the same for a run and for a run that is over. */
export interface PricingOptions {
  table?: string;
  vdd?: number;
  clock?: number;
  stepPeriod: number;
}

/** Adds the options of pricing. */
export function addPricingOptions(command: Command): Command {
  addOnce(command, new Option('--table <name>', 'energy table: a built-in name or a YAML file'));
  addOnce(
    command,
    new Option('--vdd <V>', 'supply voltage, such as 0.5V').argParser(quantity('voltage', 'V')),
  );
  addClockOption(command);
  addOnce(
    command,
    new Option('--step-period <time>', 'time between steps in real-time operation')
      .argParser(quantity('time', 's'))
      .default(DEFAULT_STEP_PERIOD, '1ms'),
  );
  return command;
}

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
