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
    .addOption(timeStepOption('network: time of a step, such as 1ms; the file does not say'))
    .addOption(new Option('--reset <how>', 'network: what a spike does to its membrane').choices(RESETS))
    .addOption(
      new Option(
        '--quantise <scale>',
        'network: one scale of the weights, or one for each pair of neurons',
      ).choices(SCALINGS),
    )
    .addOption(
      new Option('--outputs <what>', 'network: what an output that spikes becomes').choices(OUTPUT_KINDS),
    )
    .addOption(
      new Option('--bias <means>', 'network: what is spent for a constant current').choices(BIAS_KINDS),
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
        `network: thresholds that fit into a membrane (default: ${DEFAULT_HEADROOM})`,
      ).argParser(integer(1, 1000)),
    )
    .addOption(
      new Option(
        '--clip <percent>',
        'network: share of the weights that the scale fits; others saturate (default: 100)',
      ).argParser(percent),
    )
    .option('--data <file>', 'network: samples on which it is compared with floating point')
    .option('--samples <n>', 'network: at most so many of them', integer(1, 1_000_000))
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
    throw usageError(`a network needs --reset, one of ${RESETS.join(', ')}: tools differ in it`);
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
