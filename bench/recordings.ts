/** What recording costs a run: nothing where nothing is recorded, and little where the turbo engine may run. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Chip } from '../src/chip/chip.js';
import { combineSources } from '../src/chip/observers.js';
import { Executor, type ExecutorOptions } from '../src/host/executor.js';
import { OperationList } from '../src/host/operation-list.js';
import { runSextant, withDirectory } from './processes.js';
import { formatMean, meanOfRatios, median, type Mean } from './statistics.js';
import { OWN, TEN_EPOCHS, type Workload } from './workloads.js';

/** One way of doing the same work, compared with the first way of its table. */
export interface Comparison {
  readonly name: string;
  readonly seconds: readonly number[];
  /** Of the best runs, of the medians, and of neighbouring runs. */
  readonly ratio: { readonly best: number; readonly median: number; readonly pairs: Mean };
  /** Size of the file that it wrote. */
  readonly bytes?: number;
}

export interface ComparisonTable {
  readonly title: string;
  readonly ways: readonly Comparison[];
}

interface Way {
  readonly name: string;
  /** @returns seconds. */
  readonly run: () => number;
  /** The file that it writes. */
  readonly file?: string;
}

/** The script that is recorded. */
export const recordedScript = (): string => (existsSync(TEN_EPOCHS) ? TEN_EPOCHS : OWN);

/** What can be recorded while the turbo engine runs, by the option of `sextant run` up to the file's path. */
const RECORDINGS = [
  { name: 'spikes to Parquet', option: '--trace=spikes:', file: 'spikes.parquet' },
  { name: 'outputs to Parquet', option: '--trace=outputs:', file: 'outputs.parquet' },
  { name: 'energy by tick to CSV', option: '--energy-log=', file: 'energy.csv' },
  { name: 'energy by tick to Parquet', option: '--energy-log=', file: 'energy.parquet' },
] as const;

/** Every workload with and without the means to record it, then the command line with each recording. */
export function compareRecordings(workloads: readonly Workload[], runs: number): ComparisonTable[] {
  return [
    ...workloads.map((workload) => ({
      title: `${workload.name}, processor seconds`,
      ways: inTurn(unrecorded(workload), runs),
    })),
    withDirectory((directory) => ({
      title: `run ${recordedScript()}, seconds on the wall`,
      ways: inTurn(recorded(directory), runs),
    })),
  ];
}

/** Runs all ways in turn, again and again, so that other work of the machine slows all of them. */
function inTurn(ways: readonly Way[], runs: number): Comparison[] {
  const seconds = ways.map((): number[] => []);
  for (let n = 0; n < runs; n++) {
    const order = ways.map((_, i) => (n % 2 === 0 ? i : ways.length - 1 - i));
    for (const i of order) seconds[i]!.push(ways[i]!.run());
  }
  const first = seconds[0]!;
  return ways.map(({ name, file }, i) => {
    const own = seconds[i]!;
    return {
      name,
      seconds: own,
      ratio: {
        best: Math.min(...own) / Math.min(...first),
        median: median(own) / median(first),
        pairs: meanOfRatios(own.map((time, n) => time / first[n]!)),
      },
      ...(file === undefined ? {} : { bytes: statSync(file).size }),
    };
  });
}

/** Processor seconds that a measurement should last. */
const LONG_ENOUGH = 1;

/** A chip with nothing attached, and one that `sextant run` drives without anything to record. */
function unrecorded(workload: Workload): Way[] {
  // The results of the operations are made either way.
  const onEvent = (): void => undefined;
  const observer = combineSources(undefined, { observer: undefined, isSteady: true }, undefined);
  const [setup, timed] = [OperationList.of(workload.setup), OperationList.of(workload.timed)];
  const once = (options: ExecutorOptions): number => {
    const host = new Executor(new Chip(), options);
    host.runList(setup);
    const spent = process.cpuUsage();
    host.runList(timed);
    const { user, system } = process.cpuUsage(spent);
    return (user + system) / 1e6;
  };
  // Short workloads are repeated. The first run, in which the compiler is at work, does not count.
  once({ onEvent, observer });
  const times = Math.max(1, Math.round(LONG_ENOUGH / once({ onEvent })));
  const repeated = (options: ExecutorOptions): number =>
    Array.from({ length: times }, () => once(options)).reduce((a, b) => a + b);
  return [
    { name: 'nothing attached', run: () => repeated({ onEvent }) },
    { name: 'driven as by sextant run', run: () => repeated({ onEvent, observer }) },
  ];
}

/** Whole processes of `sextant run`: without a recording, and with each. */
function recorded(directory: string): Way[] {
  const run = (...args: string[]): number => runSextant('run', recordedScript(), '--quiet', ...args);
  return [
    { name: 'unrecorded', run: () => run() },
    ...RECORDINGS.map(({ name, option, file }) => {
      const path = join(directory, file);
      return { name, file: path, run: () => run(option + path) };
    }),
  ];
}

/** A result for people. */
export function comparisonLines({ name, seconds, ratio, bytes }: Comparison): string {
  const time = (value: number): string => value.toFixed(3).padStart(8);
  return [
    `  ${name.padEnd(26)} best ${time(Math.min(...seconds))}  median ${time(median(seconds))}`,
    `ratio of best ${ratio.best.toFixed(3)} of medians ${ratio.median.toFixed(3)} of pairs ${formatMean(ratio.pairs, 3)}`,
    ...(bytes === undefined ? [] : [`${(bytes / 1e6).toFixed(1)} MB`]),
  ].join('  ');
}
