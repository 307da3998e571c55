/** What watching a run costs: nothing while nobody watches, and little for what the fast engine tells by itself. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chip } from '../src/chip/chip.js';
import { combineSources } from '../src/chip/observers.js';
import { packagePath } from '../src/files/package-root.js';
import { Executor, type ExecutorOptions } from '../src/host/executor.js';
import { meanOfRatios, type Mean } from './statistics.js';
import { OWN, TEN_EPOCHS, type Workload } from './workloads.js';

/** One way of doing the same work, against the first of its table. */
export interface Comparison {
  name: string;
  /** Seconds of each run, ascending. */
  seconds: number[];
  /** Of the best runs, of the medians, and of the runs of each round, side by side. */
  ratio: { best: number; median: number; pairs: Mean };
  /** Size of what it wrote, where it wrote. */
  bytes?: number;
}

/** Runs all ways in turn, again and again, so that what else the machine does falls on all of them. */
function interleaved(
  ways: readonly { name: string; run: () => { seconds: number; bytes?: number } }[],
  runs: number,
): Comparison[] {
  const results = ways.map(({ name }): Comparison => ({
    name,
    seconds: [],
    ratio: { best: 1, median: 1, pairs: { mean: 1 } },
  }));
  for (let n = 0; n < runs; n++)
    for (let turn = 0; turn < ways.length; turn++) {
      // There and back, so that none is always the first.
      const i = n % 2 === 0 ? turn : ways.length - 1 - turn;
      const { seconds, bytes } = ways[i]!.run();
      results[i]!.seconds.push(seconds);
      if (bytes !== undefined) results[i]!.bytes = bytes;
    }
  const rounds = results[0]!.seconds.slice();
  for (const { seconds, ratio } of results) {
    ratio.pairs = meanOfRatios(seconds.map((time, n) => time / rounds[n]!));
    seconds.sort((a, b) => a - b);
  }
  const first = results[0]!.seconds;
  for (const { seconds, ratio } of results) {
    ratio.best = seconds[0]! / first[0]!;
    ratio.median = seconds[runs >> 1]! / first[runs >> 1]!;
  }
  return results;
}

/** Seconds of processor time that a measurement should last. */
const LONG_ENOUGH = 1;

/**
 * A chip that nothing is attached to, against one that is driven as `sextant run` drives it when nothing is to be traced:
 * there is a source of observers, and it gives none. Processor seconds of this process.
 */
export function untraced(workload: Workload, runs: number): Comparison[] {
  // What comes of the operations is made either way.
  const onEvent = (): void => undefined;
  const asked: ExecutorOptions = {
    onEvent,
    observer: combineSources(undefined, { observer: undefined }, undefined),
  };
  const once = (options: ExecutorOptions): number => {
    const host = new Executor(new Chip(), options);
    for (const operation of workload.setup) host.run(operation);
    const spent = process.cpuUsage();
    for (const operation of workload.timed) host.run(operation);
    const { user, system } = process.cpuUsage(spent);
    return (user + system) / 1e6;
  };
  // Short workloads are run several times over; the first, which the compiler disturbs, does not count.
  once(asked);
  const times = Math.max(1, Math.round(LONG_ENOUGH / once({ onEvent })));
  const run = (options: ExecutorOptions) => (): { seconds: number } => {
    let seconds = 0;
    for (let n = 0; n < times; n++) seconds += once(options);
    return { seconds };
  };
  const ways = [
    { name: 'nothing attached', run: run({ onEvent }) },
    { name: 'tracing there, not asked for', run: run(asked) },
  ];
  return interleaved(ways, runs);
}

/** The script that {@link recorded} runs. */
export const recordedScript = (): string => (existsSync(TEN_EPOCHS) ? TEN_EPOCHS : OWN);

/** What can be recorded while the fast engine runs: an option of `sextant run`, and what its file is called. */
export interface Recording {
  readonly name: string;
  readonly option: string;
  readonly prefix: string;
  readonly file: string;
}
export const RECORDINGS: readonly Recording[] = [
  { name: 'spikes to Parquet', option: '--trace', prefix: 'spikes:', file: 'spikes.parquet' },
  { name: 'outputs to Parquet', option: '--trace', prefix: 'outputs:', file: 'outputs.parquet' },
  { name: 'energy by tick to CSV', option: '--energy-log', prefix: '', file: 'energy.csv' },
  { name: 'energy by tick to Parquet', option: '--energy-log', prefix: '', file: 'energy.parquet' },
];

/** Arguments of node: the command line, which runs the script, untraced or with a recording to a file of a directory. */
export const runArguments = (recording: Recording | undefined, directory: string): string[] => [
  packagePath('dist/sextant.js'),
  'run',
  recordedScript(),
  '--quiet',
  ...(recording ? [recording.option, recording.prefix + join(directory, recording.file)] : []),
];

/** A directory that is there for as long as `work` takes. */
export async function withDirectory<T>(work: (directory: string) => T | Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'sextant-bench-'));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The command line untraced, and with all recordings. Seconds on the wall, start to end. */
export const recorded = (runs: number): Promise<Comparison[]> =>
  withDirectory((directory) => {
    const way = (recording?: Recording) => {
      const name = recording?.name ?? 'untraced';
      const run = (): { seconds: number; bytes?: number } => {
        const start = performance.now();
        const { status, stderr } = spawnSync(process.execPath, runArguments(recording, directory), {
          encoding: 'utf8',
        });
        const seconds = (performance.now() - start) / 1000;
        if (status !== 0) throw new Error(`${name}: ${stderr}`);
        return { seconds, ...(recording && { bytes: statSync(join(directory, recording.file)).size }) };
      };
      return { name, run };
    };
    return interleaved([way(), ...RECORDINGS.map(way)], runs);
  });
