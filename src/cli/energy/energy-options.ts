/** Options that price a run, the same for every command that runs something; energy-run.ts does what they ask for. */
import { Option, type Command } from 'commander';
import type { Every } from '../../energy/log/log.js';
import { usageError } from '../../text/errors.js';
import { addPricingOptions, type PricingOptions } from './pricing-options.js';
import { addOnce } from '../shared-options.js';
import { addWindowOptions, type WindowOptions } from '../trace/window-options.js';

const EVERY = ['cycle', 'tick', 'sample'] as const satisfies readonly Every[];

export interface EnergyOptions extends PricingOptions, WindowOptions {
  energy?: boolean;
  energyLog?: string;
  every: Every;
}

/** Adds the options of a run that is priced as a whole. */
export function addEnergyOption(command: Command): Command {
  addOnce(
    command,
    new Option('--energy', 'say what the run costs on silicon; with -o, energy.json and energy.html'),
  );
  return addPricingOptions(command);
}

/** Adds the options of a run that is priced, row by row if need be. */
export function addEnergyOptions(command: Command): Command {
  addEnergyOption(command);
  addOnce(
    command,
    new Option('--energy-log <file>', 'write energy by component, row by row (.csv, .csv.gz or .parquet)'),
  );
  addOnce(command, new Option('--every <what>', 'rows of the energy log').choices(EVERY).default('tick'));
  return addWindowOptions(command);
}

/** @throws UserError for options that ask for nothing, or for a log of no known format. */
export function checkEnergyOptions({ energy, energyLog, table, vdd }: Omit<EnergyOptions, 'every'>): void {
  if (energy !== true && energyLog === undefined && (table ?? vdd) !== undefined)
    throw usageError('--table and --vdd price a run: add --energy');
  if (energyLog !== undefined && !/\.(csv|csv\.gz|parquet)$/.test(energyLog))
    throw usageError(`--energy-log ${energyLog}: a .csv, .csv.gz or .parquet file is needed`);
}

/** Whether the options ask for anything that energy-run.ts does: an output directory keeps what pricing later needs. */
export const wantsEnergy = (options: Omit<EnergyOptions, 'every'> & { output?: string }): boolean =>
  options.energy === true || options.energyLog !== undefined || options.output !== undefined;
