/** Options that say how a run is priced. */
import { Option, type Command } from 'commander';
import { addClockOption, addOnce, quantity } from '../shared-options.js';

/** How to price: the same for a run and for a run that is over. */
export interface PricingOptions {
  table?: string;
  vdd?: number;
  clock?: number;
  stepPeriod?: number;
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
    new Option('--step-period <time>', 'time between steps in real-time operation (default: 1ms)').argParser(
      quantity('time', 's'),
    ),
  );
  return command;
}
