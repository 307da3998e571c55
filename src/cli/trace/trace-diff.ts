/** `sextant trace diff`: the first difference of two recorded traces, or of two runs. */
import { Command } from 'commander';
import { diffRuns, INTERVAL, type RunDiff } from '../../compare/run-diff.js';
import type { RunSpec } from '../../compare/run-side.js';
import { designDifference } from '../../design/design.js';
import { DeclaredFiles } from '../../files/declared-files.js';
import { badInput, EXIT, usageError } from '../../text/errors.js';
import type { RecordedTrace } from '../../trace/recorded/model.js';
import { diffRecorded, type RecordedDiff } from '../../trace/recorded/diff.js';
import { chipGiven } from '../chip-option.js';
import { Progress } from '../progress.js';
import { readRunSpecs, runSpecOptions, type RunSpecOptions } from './run-specs.js';
import { integer, jsonOption, quietOption, timeoutOption, type ReportOptions } from '../options.js';
import { Report } from '../report.js';
import { catchInterrupts, wasInterrupted } from '../shell.js';
import { withTrace } from './trace-file.js';

interface DiffOptions extends RunSpecOptions, ReportOptions {
  readonly follow: number;
  readonly horizon: number;
  readonly interval: number;
  readonly timeout: number;
}

const HELP = `
Options of runs: --engine, --define, --data, --seed and --set are for both runs; with -a or -b after the name they are
for one, as in --engine-b turbo.

Exit code 0: the same; 1: they differ; 2: they are the same because a setting (--set, --flip) had no effect; others as for
every command (sextant --help).

Example:
  sextant trace diff traces/golden/learn_out_a1.rows.csv.gz traces/golden/learn_out_a2.rows.csv.gz
  sextant trace diff traces/golden/learn_out_a1.host.gz traces/golden/learn_out_a2.host.gz
  sextant trace diff firmware/blink.s firmware/blink.s --set-b FP_LOC_WINP=1
  sextant trace diff firmware/blink.s firmware/blink.s --flip 'winp[0][1].3@sample=1'
  sextant trace diff firmware/blink.s firmware/blink.s --engine-a cycle --engine-b turbo`;

export function diffCommand(): Command {
  const command = new Command('diff')
    .description('find the first divergence of two recorded traces, or of two runs, and what follows from it')
    .argument(
      '<a>',
      'trace (VCD, rows, events; plain or gzip), host script, firmware image (.sxi) or source (.s)',
    )
    .argument('<b>', 'another trace, or another program')
    .option('--follow <n>', 'differences printed after the first', integer(0, 1000), 8);
  return runSpecOptions(command)
    .option(
      '--horizon <cycles>',
      'runs: cycles in which effects are looked for, SPI transfers not counted',
      integer(0, 2 ** 40),
      3_000_000,
    )
    .option(
      '--interval <cycles>',
      'runs: cycles between comparisons of their states; a difference that vanishes in between is not found',
      integer(1, 2 ** 40),
      INTERVAL,
    )
    .addOption(timeoutOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', HELP)
    .action(diffAction);
}

async function diffAction(a: string, b: string, options: DiffOptions): Promise<void> {
  catchInterrupts();
  const runs = await readRunSpecs(a, b, options);
  if (runs) return compareRuns(runs, options);
  const given = await chipGiven(options, new DeclaredFiles());
  const result = await withTrace(a, { given }, (traceA) =>
    withTrace(b, { given }, (traceB) => {
      requireSameChip([a, traceA], [b, traceB]);
      return diffRecorded(traceA, traceB, options.follow);
    }),
  );
  const report = new Report(options);
  report.json(result);
  report.text(...recordedLines(result));
  process.exitCode = result.differences.length > 0 ? EXIT.FAILED : EXIT.OK;
}

/** @throws UserError for traces that name two chips. */
function requireSameChip(
  [fileA, { design: a }]: readonly [string, RecordedTrace],
  [fileB, { design: b }]: readonly [string, RecordedTrace],
): void {
  if (a && b && a.hash !== b.hash)
    throw badInput(`this is for another chip than ${fileA}: ${designDifference(b, a)}`, { file: fileB });
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
  const report = new Report(options);
  report.json(result);
  const [ineffective] = ineffectiveSettings(result);
  if (ineffective !== undefined && !result.interrupted && !result.divergence)
    throw usageError(`the runs are the same, because a setting has no effect: ${ineffective}`);
  report.text(...runLines(result, runs, options.follow));
  process.exitCode = result.interrupted ? EXIT.INTERRUPTED : result.divergence ? EXIT.FAILED : EXIT.OK;
}

/** Settings without effect, because the program never reached them. */
const ineffectiveSettings = ({ unused, unreached }: RunDiff): string[] =>
  (['a', 'b'] as const).flatMap((side) => [
    ...unused[side].map((register) => `run ${side.toUpperCase()} never writes ${register}`),
    ...unreached[side].map((intervention) => `run ${side.toUpperCase()} never reaches ${intervention}`),
  ]);

function runLines(result: RunDiff, runs: [RunSpec, RunSpec], follow: number): string[] {
  const { divergence: d, operations, effects, cycles, checkpoints, interrupted, between } = result;
  if (interrupted)
    return [
      between
        ? `interrupted: the first difference lies between cycles ${between.from} and ${between.to}`
        : `interrupted after ${cycles.a} cycles, the same so far`,
    ];
  const ineffective = ineffectiveSettings(result);
  if (!d) {
    const compared =
      checkpoints > 0 ? `state compared at ${checkpoints} checkpoints` : 'operation by operation';
    return [...ineffective, `the runs are the same: ${cycles.a} cycles, ${compared}`];
  }
  return [
    ...ineffective,
    `first divergence: cycle ${d.cycle}, ${d.signal}: A ${d.a}, B ${d.b}`,
    ...(d.others.length > 0 ? [`  in the same cycle: ${shortList(d.others)}`] : []),
    ...(d.engine ? [engineLine(d.engine, runs)] : []),
    ...(operations
      ? [`  host operation of A  ${operations.a}`, `                 of B  ${operations.b}`]
      : []),
    ...effectLines(effects, follow),
  ];
}

type EngineFault = NonNullable<NonNullable<RunDiff['divergence']>['engine']>;

function engineLine({ wrong, from, to }: EngineFault, runs: [RunSpec, RunSpec]): string {
  const engines = runs.map((run) => run.engine ?? 'auto');
  const subject =
    wrong === 'both'
      ? 'both engines leave'
      : `the engine of ${wrong} (${engines[wrong === 'A' ? 0 : 1]!}) leaves`;
  return `  watched cycle by cycle the runs are alike: ${subject} the cycle engine between cycles ${from} and ${to}`;
}

function effectLines(effects: RunDiff['effects'], follow: number): string[] {
  if (effects.length === 0) return ['nothing else differs within the horizon (--horizon)'];
  const cycleOf = ({ cycleA, cycleB }: RunDiff['effects'][number]): string =>
    cycleA === cycleB || cycleB === undefined
      ? `cycle ${String(cycleA)}`
      : `cycle ${String(cycleA ?? '-')} / ${cycleB}`;
  return [
    'then:',
    ...effects.slice(0, follow).map((e) => `  ${cycleOf(e).padEnd(24)} ${e.name}: A ${e.a}, B ${e.b}`),
  ];
}

function recordedLines({ shared, timeUnit, from, to, differences, ends }: RecordedDiff): string[] {
  const [first, ...then] = differences;
  const at = (time: number): string =>
    timeUnit === 'cycle' ? `cycle ${time}` : `time ${time}${timeUnit === 'ps' ? ' ps' : ''}`;
  if (!first) {
    const span = timeUnit === 'cycle' ? `cycles ${from} to ${to}` : `${at(from)} to ${to}`;
    return [`the traces agree: ${shared} shared signals, ${span}`];
  }
  const values = ({ signal, a = 'none', b = 'none' }: typeof first): string => `${signal}: A ${a}, B ${b}`;
  return [
    `first divergence: ${at(first.time)}, ${values(first)}`,
    ...(ends.a < first.time ? [`  A has nothing after ${at(ends.a)}`] : []),
    ...(ends.b < first.time ? [`  B has nothing after ${at(ends.b)}`] : []),
    ...(then.length > 0 ? ['then:'] : []),
    ...then.map((d) => `  ${at(d.time).padEnd(24)} ${values(d)}`),
  ];
}

const shortList = (names: readonly string[]): string =>
  names.slice(0, 6).join(', ') + (names.length > 6 ? ` and ${names.length - 6} more` : '');
