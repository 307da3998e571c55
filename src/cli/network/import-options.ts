/** Options of `sextant import` that concern networks. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { ImportOptions } from '../../inference/import-network.js';
import { DECISIONS, type Decision } from '../../inference/samples.js';
import { ALLOWANCES, OUTPUT_KINDS, type Allowance, type OutputKind } from '../../network/approximate.js';
import { RESETS, type Reset } from '../../network/float-network.js';
import { BIAS_KINDS, type BiasKind } from '../../network/place.js';
import { SCALINGS, type Scaling } from '../../network/membrane-scale.js';
import { closest } from '../../text/closest.js';
import { usageError } from '../../text/errors.js';
import { integer, timeStepOption } from '../options.js';

export interface NetworkOptions {
  readonly dt?: number;
  readonly reset?: Reset;
  readonly quantise?: Scaling;
  readonly outputs?: OutputKind;
  readonly bias?: BiasKind;
  readonly allow?: ReadonlySet<Allowance>;
  readonly headroom?: number;
  readonly clip?: number;
  readonly data?: string;
  readonly samples?: number;
  readonly decide?: Decision;
}

const NAMES = Object.keys(ALLOWANCES) as Allowance[];
const DEFAULT_HEADROOM = 8;

/** What `--allow` takes, for the help. */
export const ALLOWANCE_HELP = `
What --allow takes:
${NAMES.map((name) => `  ${name.padEnd(14)} ${ALLOWANCES[name]}`).join('\n')}`;

export function addNetworkOptions(command: Command): Command {
  return command
    .addOption(timeStepOption('network: length of a time step, such as 1ms, which the file does not hold'))
    .addOption(new Option('--reset <how>', 'network: how a spike resets its membrane').choices(RESETS))
    .addOption(
      new Option(
        '--quantise <scale>',
        'network: one scale of the weights, or one for each pair of neurons',
      ).choices(SCALINGS),
    )
    .addOption(
      new Option('--outputs <what>', 'network: how outputs that spike are mapped').choices(OUTPUT_KINDS),
    )
    .addOption(
      new Option(
        '--bias <means>',
        'network: whether a constant current takes an input or two neurons',
      ).choices(BIAS_KINDS),
    )
    .addOption(
      new Option(
        '--allow <changes>',
        'network: approximations that may be made, by name, separated by commas',
      ).argParser(allowances),
    )
    .addOption(
      new Option(
        '--headroom <n>',
        `network: range of the membranes, in thresholds (default: ${DEFAULT_HEADROOM})`,
      ).argParser(integer(1, 1000)),
    )
    .addOption(
      new Option(
        '--clip <percent>',
        'network: percentage of the weights that the scale fits; larger ones saturate (default: 100)',
      ).argParser(percent),
    )
    .option('--data <file>', 'network: samples on which it is compared with floating point')
    .option('--samples <n>', 'network: samples to compare, at most', integer(1, 1_000_000))
    .addOption(
      new Option(
        '--decide <when>',
        'network: the answer is the largest output in the last step, or in most steps',
      ).choices(DECISIONS),
    );
}

function allowances(text: string, before: ReadonlySet<Allowance> = new Set()): Set<Allowance> {
  const all = new Set(before);
  for (const name of text.split(',').map((n) => n.trim())) {
    const found = NAMES.find((n) => n === name);
    if (found === undefined)
      throw new InvalidArgumentError(`'${name}' is not one of ${NAMES.join(', ')}${closest(name, NAMES)}.`);
    all.add(found);
  }
  return all;
}

function percent(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value > 0 && value <= 100))
    throw new InvalidArgumentError('a number above 0 and up to 100 is needed.');
  return value;
}

/** The options of an import. @throws UserError when the time step or the reset is missing. */
export function importOptionsOf(options: NetworkOptions): ImportOptions {
  const { dt, reset, quantise = 'global', outputs, bias, allow = new Set(), headroom, clip } = options;
  if (dt === undefined)
    throw usageError(
      'a network needs --dt, the time of a step: NIR files do not hold it, and every tool has its own',
    );
  if (reset === undefined)
    throw usageError(
      `a network needs --reset, one of ${RESETS.join(', ')}: NIR files do not hold it, and tools differ`,
    );
  return {
    dt,
    reset,
    scaling: quantise,
    allow,
    headroom: headroom ?? DEFAULT_HEADROOM,
    clip: clip ?? 100,
    ...(outputs && { outputs }),
    ...(bias && { bias }),
  };
}
