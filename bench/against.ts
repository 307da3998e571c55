/**
 * This tree and another revision of it, both as whole processes in turn: the ratio of their processor time. Neighbouring
 * processes meet the same state of the machine, so that ratios hold on a busy one, too.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packagePath } from '../src/files/package-root.js';
import { formatOperation, type Operation } from '../src/host/operations.js';
import { measureProcess, withDirectory } from './processes.js';
import { buildIn, buildRevision, isTree, removeRevision, type Build } from './revision.js';
import { formatMean, meanOfRatios, median, type Mean } from './statistics.js';
import { OWN, REFERENCE, TEN_EPOCHS, workloads } from './workloads.js';

/** Samples of a script of full size: so many that loading its weights hardly counts. */
const FULL_SIZE_SAMPLES = 60;

/** A command that both revisions run. */
interface Command {
  readonly name: string;
  readonly args: readonly string[];
  /** Its processor time is compared less that of this one, which is also measured. */
  readonly less?: string;
}

export interface AgainstResult {
  readonly name: string;
  /** Processor seconds of this tree and of the other revision, process by process. */
  readonly here: readonly number[];
  readonly there: readonly number[];
  /** Time there over time here: how many times as fast this tree is. */
  readonly ratio: Mean;
  /** Share of the cycles that passed in lists of ticks and events, 0..1. */
  readonly playedShare?: number;
}

/**
 * Compares with another revision.
 * @param revision of git, or a directory in which one is built already. @param chosen whether a workload of a name is run.
 */
export async function compareWith(
  revision: string,
  runs: number,
  chosen: (name: string) => boolean,
): Promise<{ revision: string; results: AgainstResult[] }> {
  const scripts = await workloads();
  return withDirectory((directory) => {
    const tree = join(directory, 'revision');
    try {
      const there = isTree(revision) ? buildIn(revision) : buildRevision(revision, tree);
      const here = { name: 'here', program: packagePath('dist/sextant.js') };
      const commands = commandsIn(directory, scripts).filter(({ name }) => chosen(name));
      return { revision: there.name, results: measureAll(commands, { here, there }, runs) };
    } finally {
      removeRevision(tree);
    }
  });
}

/** A result for people. */
export function againstLine({ name, here, there, ratio, playedShare }: AgainstResult): string {
  const seconds = (values: readonly number[]): string => `${median(values).toFixed(3)} s`.padStart(9);
  const played = playedShare === undefined ? '' : `  ${(100 * playedShare).toFixed(0)} % played`;
  return `${name.padEnd(36)} here ${seconds(here)}  there ${seconds(there)}  ${formatMean(ratio, 2)} times as fast${played}`;
}

type Scripts = Awaited<ReturnType<typeof workloads>>;

function commandsIn(directory: string, scripts: Scripts): Command[] {
  const run = (name: string, file: string, ...options: string[]): Command => ({
    name,
    args: ['run', file, '-q', '--json', ...options],
  });
  const fullSize = scripts.filter(({ name }) => name.startsWith('full-size'));
  const files = fullSize.map(({ name, setup, timed }) => {
    const file = join(directory, `${name}.host`);
    const text = (operations: readonly Operation[]): string =>
      operations.map((operation) => `${formatOperation(operation)}\n`).join('');
    writeFileSync(file, text(setup) + text(timed).repeat(FULL_SIZE_SAMPLES));
    return run(`run: ${name}`, file);
  });
  const one = 'run: one reference epoch';
  return [
    ...(existsSync(REFERENCE) ? [run(one, REFERENCE)] : []),
    ...(existsSync(TEN_EPOCHS)
      ? [
          run('run: ten reference epochs', TEN_EPOCHS),
          { ...run('nine further epochs', TEN_EPOCHS), ...(existsSync(REFERENCE) ? { less: one } : {}) },
        ]
      : []),
    {
      name: 'train: 8 epochs, with -o',
      args: ['train', '--epochs', '8', '-q', '--json', '-o', join(directory, 'training')],
    },
    ...files,
    run('start: run firmware/blink.s', packagePath('firmware/blink.s')),
    run('cycle engine: own epoch', OWN, '--engine', 'cycle'),
    run('perfetto: own epoch', OWN, '--trace', `perfetto:${join(directory, 'run.pftrace')}`),
  ];
}

function measureAll(
  commands: readonly Command[],
  builds: Readonly<Record<'here' | 'there', Build>>,
  runs: number,
): AgainstResult[] {
  const results = commands.map((command) => ({
    command,
    here: [] as number[],
    there: [] as number[],
    share: 0,
  }));
  for (let n = 0; n < runs; n++) {
    const order = n % 2 === 0 ? (['here', 'there'] as const) : (['there', 'here'] as const);
    for (const result of results)
      for (const side of order) {
        const { seconds, output } = measureProcess(builds[side].program, ...result.command.args);
        result[side].push(seconds);
        if (side === 'here') result.share = playedShareOf(output);
      }
  }
  return results.map(({ command, here, there, share }) => {
    const base = results.find((r) => r.command.name === command.less);
    const less = (values: readonly number[], of: readonly number[] | undefined): number[] =>
      values.map((value, i) => value - (of?.[i] ?? 0));
    const ours = less(here, base?.here);
    const theirs = less(there, base?.there);
    return {
      name: command.name,
      here: ours,
      there: theirs,
      ratio: meanOfRatios(ours.map((seconds, i) => theirs[i]! / seconds)),
      playedShare: share,
    };
  });
}

/** @param output of a command with `--json`. */
function playedShareOf(output: string): number {
  const { cycles, engineCycles } = JSON.parse(output) as {
    cycles: number;
    engineCycles: { played: number };
  };
  return engineCycles.played / cycles;
}
