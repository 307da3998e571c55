/** The files that `sextant train -o` writes, again after every epoch. */
import { totalActivity } from '../../chip/activity.js';
import type { Chip } from '../../chip/chip.js';
import { formatWeights } from '../../data/dat.js';
import { sizesText, type Task, type Weights } from '../../data/task.js';
import type { DeclaredOutput, OutputDirectory } from '../../files/declared-files.js';
import { formatRegisterSetting } from '../../host/register-settings.js';
import { accuracySvg } from '../../plot/accuracy-chart.js';
import { summarise } from '../../training/epochs.js';
import { RECORDED_TABLES } from '../../training/sample-recorder.js';
import { weightsOf, type SampleOutcome } from '../../training/training.js';
import { commandLine } from '../command-line.js';
import type { SetOptions } from '../options.js';
import { NOMINAL_CLOCK_HZ } from '../progress.js';
import { wasInterrupted } from '../shell.js';
import { csvLine } from '../../table/csv.js';
import { VERSION } from '../version.js';

const CSV_COLUMNS = [
  'epoch',
  'phase',
  'index',
  'label',
  'output',
  'correct',
  'cycle',
  'cycles',
  'ticks',
  'inputEvents',
  'spikes',
  'synapticOps',
  'weightsChanged',
] as const;

const WEIGHT_FILES = ['inp', 'rec', 'out'].flatMap((bank) => [
  `weights_${bank}.dat`,
  `weights_before_${bank}.dat`,
]);
const FILES = ['summary.json', 'samples.csv', 'accuracy.svg', ...WEIGHT_FILES, ...RECORDED_TABLES];

/** The files, by name. */
export type TrainResults = ReadonlyMap<string, DeclaredOutput>;

export const declareResults = (directory: OutputDirectory): TrainResults =>
  new Map(FILES.map((name) => [name, directory.writes(name)]));

/** A training so far. */
export interface TrainingSoFar {
  readonly task: Task;
  readonly options: SetOptions & { readonly data?: string; readonly seed: string; readonly clock?: number };
  readonly chip: Chip;
  readonly outcomes: readonly SampleOutcome[];
  /** Wall-clock time. */
  readonly seconds: number;
}

export type TrainSummary = ReturnType<typeof summaryOf>;

export function summaryOf({ task, options, chip, outcomes, seconds }: TrainingSoFar) {
  const clock = options.clock ?? NOMINAL_CLOCK_HZ;
  return {
    sextant: VERSION,
    task: task.name,
    sizes: task.sizes,
    data: options.data ?? 'generated',
    ...(options.data === undefined ? { seed: options.seed } : {}),
    ...(options.set ? { set: options.set.map(formatRegisterSetting) } : {}),
    samples: { train: task.train.length, test: task.test.length },
    interrupted: wasInterrupted(),
    cycles: chip.cycle,
    clock,
    chipSeconds: chip.cycle / clock,
    seconds,
    engineCycles: chip.cyclesByEngine,
    cyclesPerSecond: Math.round(chip.cycle / seconds),
    epochs: summarise(outcomes, task.sizes.neurons),
    activity: totalActivity(chip.state.activity),
    warnings: chip.warnings(),
  };
}

/** What the files are made from. */
export interface ResultData {
  readonly task: Task;
  readonly chip: Chip;
  readonly outcomes: readonly SampleOutcome[];
  readonly summary: TrainSummary;
  /** Tables of the recorded samples, by file name. */
  readonly tables?: Readonly<Record<string, string>> | undefined;
}

export function writeResults(results: TrainResults, data: ResultData): void {
  const { task, chip, outcomes, summary, tables } = data;
  const texts: Record<string, string> = {
    'summary.json': `${JSON.stringify(summary, null, 2)}\n`,
    'samples.csv': samplesCsv(outcomes),
    'accuracy.svg': accuracyFigure(data),
    ...weightFiles('weights', weightsOf(chip, task), task),
    ...weightFiles('weights_before', task.weights, task),
    ...tables,
  };
  for (const [name, text] of Object.entries(texts)) results.get(name)?.write(text);
}

function accuracyFigure({ task, outcomes, summary }: ResultData): string {
  const data = summary.seed === undefined ? summary.data : `${summary.data}, seed '${summary.seed}'`;
  return accuracySvg({
    title: `${task.name}, ${sizesText(task.sizes)}, on-chip e-prop`,
    outcome: summary.epochs,
    classes: new Set(outcomes.map(({ label }) => label)).size,
    origin: `sextant ${VERSION}; data ${data}; ${commandLine()}`,
  });
}

function samplesCsv(outcomes: readonly SampleOutcome[]): string {
  const rows = outcomes.map((o) => {
    const row = { ...o, epoch: o.epoch + 1, correct: o.output === o.label ? 1 : 0 };
    return csvLine(CSV_COLUMNS.map((c) => row[c]));
  });
  return csvLine(CSV_COLUMNS) + rows.join('');
}

const weightFiles = (
  name: string,
  weights: Weights,
  { sizes: { neurons, outputs } }: Task,
): Record<string, string> => ({
  [`${name}_inp.dat`]: formatWeights(weights.inp, neurons),
  [`${name}_rec.dat`]: formatWeights(weights.rec, neurons),
  [`${name}_out.dat`]: formatWeights(weights.out, outputs),
});
