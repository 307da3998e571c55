/** `sextant trace diff`: where two recorded traces, or two runs, part. */
import { Command } from 'commander';
import { diffRuns, INTERVAL, type RunDiff } from '../../compare/run-diff.js';
import type { RunSpec } from '../../compare/run-side.js';
import { DEFAULT_TIMEOUT } from '../../host/executor.js';
import { EXIT } from '../../text/errors.js';
import { diffRecorded, type RecordedDiff } from '../../trace/recorded/diff.js';
import { Progress } from '../progress.js';
import { readRunSpecs, runSpecOptions, type RunSpecOptions } from '../run/run-specs.js';
import { catchInterrupts, integer, print, printJson, wasInterrupted } from '../shell.js';
import { withTrace } from './trace-file.js';

interface DiffOptions extends RunSpecOptions {
  follow: number;
  horizon: number;
  interval: number;
  timeout: number;
  json?: boolean;
  quiet?: boolean;
}

const HELP = `
Options of runs: --engine, --define, --data, --seed and --set are for both runs; with -a or -b behind the name they are
for one, as in --engine-b turbo.

Exit code 0: the same; 1: they differ; others as for every command (sextant --help).

Example:
  sextant trace diff good.vcd bad.vcd
  sextant trace diff good.host bad.host
  sextant trace diff run.host run.host --flip 'winp[3][5].0@sample=2'
  sextant trace diff learn.s learn.s --data-b other-data
  sextant trace diff learn.s learn.s --define EPOCHS=3 --set-b KAPPA=0x60
  sextant trace diff learn.sxi learn.sxi --engine-a cycle --engine-b turbo`;

export function diffCommand(): Command {
  const command = new Command('diff')
    .description('find the first divergence of two recorded traces, or of two runs, and what follows from it')
    .argument(
      '<a>',
      'trace (VCD, rows, events; plain or gzip), host script, firmware image (.sxi) or source (.s)',
    )
    .argument('<b>', 'a trace as well, or a program as well')
    .option('--follow <n>', 'differences told after the first', integer(0, 1000), 8);
  return runSpecOptions(command)
    .option(
      '--horizon <cycles>',
      'runs: how far to look for what follows, SPI transfers not counted',
      integer(0, 2 ** 40),
      3_000_000,
    )
    .option(
      '--interval <cycles>',
      'runs: how often their states are compared; a difference that leaves no trace in between is not seen',
      integer(1, 2 ** 40),
      INTERVAL,
    )
    .option('--timeout <cycles>', 'runs: longest single wait', integer(1, 2 ** 40), DEFAULT_TIMEOUT)
    .option('--json', 'print the result as JSON')
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', HELP)
    .action(diffAction);
}

async function diffAction(a: string, b: string, options: DiffOptions): Promise<void> {
  catchInterrupts();
  const runs = await readRunSpecs(a, b, options);
  if (runs) return compareRuns(runs, options);
  const result = await withTrace(a, (traceA) =>
    withTrace(b, (traceB) => diffRecorded(traceA, traceB, options.follow)),
  );
  if (options.json === true) printJson(result);
  else printRecordedDiff(result);
  process.exitCode = result.differences.length > 0 ? EXIT.FAILED : EXIT.OK;
}

async function compareRuns(runs: [RunSpec, RunSpec], options: DiffOptions): Promise<void> {
  const progress = new Progress('compare', options.quiet !== true);
  const result = await diffRuns(...runs, {
    timeout: options.timeout,
    horizon: options.horizon,
    interval: options.interval,
    stopped: wasInterrupted,
    onProgress: (done, cycle) => progress.update(done, cycle),
  }).finally(() => progress.stop());
  if (options.json === true) printJson(result);
  else printRunDiff(result, runs, options.follow);
  process.exitCode = result.interrupted ? EXIT.INTERRUPTED : result.divergence ? EXIT.FAILED : EXIT.OK;
}

function printRunDiff(result: RunDiff, runs: [RunSpec, RunSpec], follow: number): void {
  const { divergence: d, operations, effects, cycles, checkpoints, interrupted, between } = result;
  if (interrupted) {
    print(
      between
        ? `interrupted: the runs part between cycles ${between.from} and ${between.to}`
        : `interrupted after ${cycles.a} cycles, the same so far`,
    );
    return;
  }
  for (const side of ['a', 'b'] as const)
    if (result.unused[side].length > 0)
      print(`run ${side.toUpperCase()} never writes ${result.unused[side].join(', ')}`);
  if (!d) {
    print(
      `the runs are the same: ${cycles.a} cycles${checkpoints > 0 ? `, state compared at ${checkpoints} checkpoints` : ', operation by operation'}`,
    );
    return;
  }
  print(`first divergence: cycle ${d.cycle}, ${d.signal}: A ${d.a}, B ${d.b}`);
  if (d.others.length > 0) print(`  in the same cycle: ${shortList(d.others)}`);
  if (d.engine) {
    const { wrong, from, to } = d.engine;
    const engines = runs.map((run) => run.engine ?? 'auto');
    const who =
      wrong === 'both'
        ? 'both engines leave'
        : `the engine of ${wrong} (${engines[wrong === 'A' ? 0 : 1]!}) leaves`;
    print(
      `  watched cycle by cycle the runs are alike: ${who} the cycle engine between cycles ${from} and ${to}`,
    );
  }
  if (operations) {
    print(`  host operation of A  ${operations.a}`);
    print(`                 of B  ${operations.b}`);
  }
  printEffects(effects, follow);
}

function printEffects(effects: RunDiff['effects'], follow: number): void {
  if (effects.length === 0) print('nothing else differs within the horizon (--horizon)');
  else print('then:');
  for (const e of effects.slice(0, follow)) {
    const cycle =
      e.cycleA === e.cycleB || e.cycleB === undefined
        ? `cycle ${String(e.cycleA)}`
        : `cycle ${String(e.cycleA ?? '-')} / ${e.cycleB}`;
    print(`  ${cycle.padEnd(24)} ${e.name}: A ${e.a}, B ${e.b}`);
  }
}

function printRecordedDiff({ shared, from, to, differences, ends }: RecordedDiff): void {
  const [first, ...then] = differences;
  if (!first) {
    print(`the traces agree: ${shared} shared signals, cycles ${from} to ${to}`);
    return;
  }
  print(
    `first divergence: cycle ${first.cycle}, ${first.signal}: A ${String(first.a ?? 'none')}, B ${String(first.b ?? 'none')}`,
  );
  if (ends.a < first.cycle) print(`  A has nothing after cycle ${ends.a}`);
  if (ends.b < first.cycle) print(`  B has nothing after cycle ${ends.b}`);
  if (then.length > 0) print('then:');
  for (const d of then)
    print(
      `  ${`cycle ${d.cycle}`.padEnd(24)} ${d.signal}: A ${String(d.a ?? 'none')}, B ${String(d.b ?? 'none')}`,
    );
}

const shortList = (names: readonly string[]): string =>
  names.slice(0, 6).join(', ') + (names.length > 6 ? ` and ${names.length - 6} more` : '');
