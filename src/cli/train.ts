/** `sextant train`: trains the chip on a task, on chip, and tests it epoch by epoch. */
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { totalActivity } from '../chip/activity.js';
import { Chip, type Engine } from '../chip/chip.js';
import { generateCueAccumulation, loadCueAccumulation } from '../data/cue-accumulation.js';
import { formatWeights } from '../data/dat.js';
import type { Task, Weights } from '../data/task.js';
import { DEFAULT_TIMEOUT } from '../host/executor.js';
import { EXIT } from '../text/errors.js';
import { writeWhole } from '../files/output.js';
import { accuracyChart } from '../plot/accuracy-chart.js';
import { summarise, type EpochResult, type PhaseResult } from '../training/epochs.js';
import type { SampleRecorder } from '../training/sample-recorder.js';
import { train, weightsOf, type SampleOutcome } from '../training/training.js';
import { addEnergyOption, checkEnergyOptions, wantsEnergy } from './energy/energy-options.js';
import type { PricingOptions } from './energy/pricing-options.js';
import { formatCount, NOMINAL_CLOCK_HZ, Progress } from './progress.js';
import {
  catchInterrupts,
  engineOption,
  integer,
  print,
  printJson,
  VERSION,
  wasInterrupted,
} from './shell.js';
import { printWarnings } from './warnings.js';

interface TrainOptions extends PricingOptions {
  energy?: boolean;
  task: string;
  data?: string;
  epochs: number;
  samples: number;
  seed: string;
  output?: string;
  engine: Engine;
  timeout: number;
  json?: boolean;
  quiet?: boolean;
}

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

export function trainCommand(): Command {
  const command = new Command('train')
    .description('train the chip on a task, on chip, and test it after every epoch')
    .addOption(
      new Option('--task <name>', 'what to learn').choices(['cue-accumulation']).default('cue-accumulation'),
    )
    .option(
      '--data <dir>',
      'dataset_{train,test}.dat and weights_{inp,rec,out}.dat instead of generated ones',
    )
    .option('--epochs <n>', 'passes over the training set', integer(1, 10_000), 3)
    .option('--samples <n>', 'samples of each set', integer(1, 100_000), 50)
    .option('--seed <text>', 'seed of the generated data and weights', '1')
    .option(
      '-o, --output <dir>',
      'write results there: summary, samples, chart, weights, and what sextant plot shows',
    )
    .addOption(engineOption())
    .option('--timeout <cycles>', 'longest single wait', integer(1, 2 ** 40), DEFAULT_TIMEOUT)
    .option('--json', 'print the summary as JSON')
    .option('-q, --quiet', 'no warnings, no progress')
    .action(trainAction);
  return addEnergyOption(command).addHelpText(
    'after',
    '\nExample:\n  sextant train --epochs 5 --samples 50 --energy -o out/cues',
  );
}

async function trainAction(options: TrainOptions): Promise<void> {
  catchInterrupts();
  checkEnergyOptions(options);
  // Loaded when it is needed, as in a run.
  const energy = wantsEnergy(options)
    ? await (await import('./energy/energy-run.js')).EnergyRun.priced(options)
    : undefined;
  const task =
    options.data === undefined
      ? generateCueAccumulation(options.samples, options.seed)
      : await loadCueAccumulation(options.data, options.samples);
  const chip = new Chip(undefined, { engine: options.engine });
  energy?.begin(chip);
  const talk = options.json !== true;
  if (talk) announce(task, options);
  const progress = new Progress('train', options.quiet !== true);
  const outcomes: SampleOutcome[] = [];
  const perEpoch = task.train.length + task.test.length;
  const start = performance.now();
  const clock = { wall: start, cycle: 0 };
  const hooks = { onProgress: (done: number) => progress.update(done, chip.cycle), stopped: wasInterrupted };
  const recorder = options.output === undefined ? undefined : await newRecorder(chip, task, options);
  const summary = () => summaryOf(task, options, chip, outcomes, (performance.now() - start) / 1000);
  try {
    for await (const outcome of train(chip, task, {
      epochs: options.epochs,
      ...(recorder ? { watcher: recorder } : {}),
      timeout: options.timeout,
      hooks,
    })) {
      outcomes.push(outcome);
      if (outcomes.length % perEpoch !== 0) continue;
      progress.clear();
      const now = performance.now();
      const speed = (chip.cycle - clock.cycle) / ((now - clock.wall) / 1000);
      Object.assign(clock, { wall: now, cycle: chip.cycle });
      if (talk) printEpoch(summarise(outcomes.slice(-perEpoch), task.sizes.neurons)[0]!, speed);
      if (options.output !== undefined)
        writeResults(options.output, task, chip, outcomes, summary(), recorder?.tables);
    }
  } finally {
    progress.stop();
  }
  const result = summary();
  const priced = await energy?.finish(chip, {
    program: `train ${task.name}`,
    interrupted: result.interrupted,
    ...accuracyOf(result),
  });
  if (options.output !== undefined) {
    writeResults(options.output, task, chip, outcomes, result, recorder?.tables);
    await priced?.write(options.output);
  }
  if (talk) printEnd(result, options);
  else printJson({ ...result, ...(priced?.assessment ? { energy: priced.assessment } : {}) });
  if (talk && priced?.text !== undefined) print(`\n${priced.text}`);
  if (options.quiet !== true) printWarnings(result.warnings);
  if (result.interrupted) process.exitCode = EXIT.INTERRUPTED;
}

type Summary = ReturnType<typeof summaryOf>;

/** Test accuracy of the last whole epoch. */
function accuracyOf({ epochs }: Summary): { accuracy?: number } {
  const test = epochs.at(-1)?.test;
  return test && test.samples > 0 ? { accuracy: test.accuracy } : {};
}

function summaryOf(
  task: Task,
  options: TrainOptions,
  chip: Chip,
  outcomes: readonly SampleOutcome[],
  seconds: number,
) {
  return {
    sextant: VERSION,
    task: task.name,
    sizes: task.sizes,
    data: options.data ?? 'generated',
    ...(options.data === undefined ? { seed: options.seed } : {}),
    samples: { train: task.train.length, test: task.test.length },
    interrupted: wasInterrupted(),
    cycles: chip.cycle,
    chipSeconds: chip.cycle / NOMINAL_CLOCK_HZ,
    seconds,
    engineCycles: chip.cyclesByEngine,
    cyclesPerSecond: Math.round(chip.cycle / seconds),
    epochs: summarise(outcomes, task.sizes.neurons),
    activity: totalActivity(chip.state.activity),
    warnings: chip.warnings(),
  };
}

function writeResults(
  dir: string,
  task: Task,
  chip: Chip,
  outcomes: readonly SampleOutcome[],
  summary: Summary,
  tables: Record<string, string> = {},
): void {
  const rows = outcomes.map((o) => {
    const row = { ...o, epoch: o.epoch + 1, correct: o.output === o.label ? 1 : 0 };
    return CSV_COLUMNS.map((c) => row[c]).join();
  });
  const files: Record<string, string> = {
    'summary.json': `${JSON.stringify(summary, null, 2)}\n`,
    'samples.csv': `${[CSV_COLUMNS.join(), ...rows].join('\n')}\n`,
    'accuracy.svg': accuracyChart(`${task.name}, ${sizesText(task)}, on-chip e-prop`, summary.epochs),
    ...weightFiles('weights', weightsOf(chip, task), task),
    ...weightFiles('weights_before', task.weights, task),
    ...tables,
  };
  for (const [name, text] of Object.entries(files)) writeWhole(join(dir, name), text);
}

function weightFiles(
  name: string,
  weights: Weights,
  { sizes: { neurons, outputs } }: Task,
): Record<string, string> {
  return {
    [`${name}_inp.dat`]: formatWeights(weights.inp, neurons),
    [`${name}_rec.dat`]: formatWeights(weights.rec, neurons),
    [`${name}_out.dat`]: formatWeights(weights.out, outputs),
  };
}

/** Keeps what a picture of the training is made of. */
async function newRecorder(chip: Chip, task: Task, options: TrainOptions): Promise<SampleRecorder> {
  const [{ SampleRecorder: Recorder }, { pricesOf }] = await Promise.all([
    import('../training/sample-recorder.js'),
    import('./energy/pricing.js'),
  ]);
  const periodPs = Math.round(1e12 / (options.clock ?? NOMINAL_CLOCK_HZ));
  const meta = { periodPs, version: VERSION, source: `train ${task.name}` };
  return new Recorder(chip, task, options.epochs, meta, await pricesOf(options));
}

const sizesText = ({ sizes: s }: Task): string => `${s.inputs}-${s.neurons}-${s.outputs} neurons`;

function announce(task: Task, options: TrainOptions): void {
  const source = options.data ?? `generated, seed '${options.seed}'`;
  print(
    `${task.name}: ${sizesText(task)}; ${task.train.length} training and ${task.test.length} test samples (${source})`,
  );
  print('epoch   training       test   cycles  emulated/s   spikes  silent   syn. ops  weights changed');
}

function printEpoch({ epoch, train: t, test: e }: EpochResult, speed: number): void {
  const share = (p: PhaseResult): string => `${p.correct}/${p.samples}`.padStart(10);
  const count = (n: number, width: number): string => formatCount(n).padStart(width);
  const silent = `${(100 * e.sparsity).toFixed(1)} %`.padStart(7);
  print(
    `${String(epoch).padStart(5)} ${share(t)} ${share(e)} ${count(t.cycles + e.cycles, 8)} ${count(speed, 11)} ` +
      `${count(t.spikes + e.spikes, 8)} ${silent} ${count(t.synapticOps + e.synapticOps, 10)} ${count(t.weightsChanged, 10)}`,
  );
}

function printEnd(summary: Summary, options: TrainOptions): void {
  const last = summary.epochs.at(-1);
  print(
    `${formatCount(summary.cycles)} cycles in ${summary.seconds.toFixed(1)} s (${formatCount(summary.cyclesPerSecond)} cycles/s); ` +
      `${summary.chipSeconds.toFixed(2)} s on the chip at 13 MHz`,
  );
  if (summary.interrupted) print('interrupted: the epochs above are complete');
  if (last && last.test.samples > 0) print(`test accuracy ${(100 * last.test.accuracy).toFixed(0)} %`);
  if (options.output !== undefined)
    print(
      `results in ${options.output}: see accuracy.svg, summary.json, samples.csv, and sextant plot ${options.output}`,
    );
}
