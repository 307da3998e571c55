/** The files that `sextant train -o` writes, again after every epoch. */
import { totalActivity } from '../../chip/activity.js';
import type { Chip } from '../../chip/chip.js';
import { formatWeights } from '../../data/dat.js';
import { sizesText, type Task, type Weights } from '../../data/task.js';
import type { TaskSource } from '../../data/tasks/load-task.js';
import type { DeclaredOutput, OutputDirectory } from '../../files/declared-files.js';
import { formatFaults } from '../../faults/fault-text.js';
import { formatRegisterSetting, type RegisterSetting } from '../../host/register-settings.js';
import { accuracySvg } from '../../plot/accuracy-chart.js';
import { bestEpoch } from '../../training/best-epoch.js';
import type { Checkpoint } from '../../training/checkpoint.js';
import { confusionOf } from '../../training/confusion.js';
import { summarise, type EpochResult } from '../../training/epochs.js';
import { RECORDED_TABLES } from '../../training/sample-recorder.js';
import type { SampleOutcome } from '../../training/outcome.js';
import { weightsOf } from '../../training/training.js';
import { commandLine } from '../command-line.js';
import type { FaultOptions } from '../options.js';
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

/** Where the training stands, for --resume. */
export const CHECKPOINT = 'checkpoint.bin';
const BEST = 'weights_best';
const WEIGHT_FILES = ['weights', 'weights_before', BEST].flatMap((name) =>
  ['inp', 'rec', 'out'].map((bank) => `${name}_${bank}.dat`),
);
const FILES = [
  'summary.json',
  'samples.csv',
  'accuracy.svg',
  CHECKPOINT,
  ...WEIGHT_FILES,
  ...RECORDED_TABLES,
];

/** The files, by name. */
export type TrainResults = ReadonlyMap<string, DeclaredOutput>;

export const declareResults = (directory: OutputDirectory): TrainResults =>
  new Map(FILES.map((name) => [name, directory.writes(name)]));

/** A training so far. */
export interface TrainingSoFar extends TaskSource {
  readonly options: FaultOptions & { readonly clock?: number };
  readonly set: readonly RegisterSetting[];
  readonly chip: Chip;
  readonly outcomes: readonly SampleOutcome[];
  /** Epochs that are complete. */
  readonly completed: readonly EpochResult[];
  /** Wall-clock time, since it was resumed where it was. */
  readonly seconds: number;
  /** Whether it ended because the score had not become better for long enough. */
  readonly stalled: boolean;
  readonly from?: Checkpoint<unknown>;
}

export type TrainSummary = ReturnType<typeof summaryOf>;

export function summaryOf(training: TrainingSoFar) {
  const { task, data, seed, generator, options, set, chip, outcomes, completed, seconds, stalled, from } =
    training;
  const clock = options.clock ?? NOMINAL_CLOCK_HZ;
  const best = bestEpoch(completed);
  const confusion = confusionOf(outcomes, completed.length, task.sizes.outputs);
  const validation = task.validation ? { validation: task.validation.length } : {};
  return {
    sextant: VERSION,
    task: task.name,
    sizes: task.sizes,
    data,
    ...(seed === undefined ? {} : { seed }),
    ...(generator === undefined ? {} : { generator }),
    ...(chip.state.design.isReference ? {} : { chip: chip.state.design.name }),
    ...(set.length > 0 ? { set: set.map(formatRegisterSetting) } : {}),
    ...(options.fault ? { fault: formatFaults(options.fault) } : {}),
    samples: { train: task.train.length, ...validation, test: task.test.length },
    interrupted: wasInterrupted(),
    stalled,
    ...(from ? { resumedAfter: (from.outcomes.at(-1)?.epoch ?? -1) + 1 } : {}),
    cycles: chip.cycle,
    clock,
    chipSeconds: chip.cycle / clock,
    seconds,
    engineCycles: chip.cyclesByEngine,
    cyclesPerSecond: Math.round((chip.cycle - (from ? cycleAt(from) : 0)) / seconds),
    epochs: summarise(outcomes, task.sizes.neurons),
    ...(best ? { best } : {}),
    ...(confusion ? { confusion } : {}),
    activity: totalActivity(chip.state.activity),
    warnings: chip.warnings(),
  };
}

/** Cycle of the chip when a training was resumed, at least. */
const cycleAt = ({ outcomes }: Checkpoint<unknown>): number => outcomes.at(-1)?.cycle ?? 0;

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

/** Writes the weights of the best epoch so far. */
export function writeBestWeights(results: TrainResults, chip: Chip, task: Task): void {
  for (const [name, text] of Object.entries(weightFiles(BEST, weightsOf(chip, task), task)))
    results.get(name)?.write(text);
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
  const regression = outcomes.some((o) => o.error !== undefined);
  const columns = regression ? [...CSV_COLUMNS, 'error' as const] : CSV_COLUMNS;
  const rows = outcomes.map((o) => {
    const error = o.error && (o.error.squares / Math.max(1, o.error.variance)).toFixed(6);
    const row = { ...o, epoch: o.epoch + 1, correct: regression ? '' : Number(o.output === o.label), error };
    return csvLine(columns.map((c) => row[c] ?? ''));
  });
  return csvLine(columns) + rows.join('');
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
