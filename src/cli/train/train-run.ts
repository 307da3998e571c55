/** Executes a planned training. */
import { Chip } from '../../chip/chip.js';
import { taskImage } from '../../data/task-image.js';
import { samplesPerEpoch } from '../../data/task.js';
import { REFERENCE } from '../../design/design.js';
import { recordedChip } from '../../design/recorded-chip.js';
import { RegisterOverride } from '../../host/register-settings.js';
import { bestEpoch, hasStalled } from '../../training/best-epoch.js';
import { checkpointBytes } from '../../training/checkpoint.js';
import { summarise, type EpochResult } from '../../training/epochs.js';
import type { SampleOutcome } from '../../training/outcome.js';
import { SampleRecorder } from '../../training/sample-recorder.js';
import { Training, type TrainingOptions } from '../../training/training.js';
import { EnergyRun, type EnergyResult } from '../energy/energy-run.js';
import { DEFAULT_NEURONS } from '../options.js';
import { NOMINAL_CLOCK_HZ, Progress } from '../progress.js';
import type { Report } from '../report.js';
import { wasInterrupted } from '../shell.js';
import { VERSION } from '../version.js';
import { courseOf, type TrainPlan } from './train-plan.js';
import { announcement, epochLine, epochHeader } from './train-report.js';
import { summaryOf, writeBestWeights, writeResults, CHECKPOINT, type TrainSummary } from './train-results.js';

/** The result of a training. */
export interface TrainResult {
  readonly summary: TrainSummary;
  readonly energy: EnergyResult;
  /** Registers of `--set` that the program never wrote. */
  readonly unusedSettings: readonly string[];
}

/** Trains, reporting and writing the results after every epoch. */
export async function executeTraining(plan: TrainPlan, report: Report): Promise<TrainResult> {
  const { task, options, from } = plan;
  const chip = new Chip(plan.design, { engine: options.engine });
  chip.injectFaults(options.fault);
  const energyRun = new EnergyRun(plan.energy);
  energyRun.begin(chip);
  const recorder = newRecorder(plan, chip);
  const override = new RegisterOverride(plan.set, plan.design);
  const progress = new Progress('train', options.quiet !== true);
  const image = await taskImage(task, options.epochs);
  const trainingOptions: TrainingOptions = {
    epochs: options.epochs,
    ...(recorder ? { watcher: recorder } : {}),
    timeout: options.timeout,
    replace: override.apply,
    hooks: { onProgress: (done) => progress.update(done, chip.cycle), stopped: wasInterrupted },
  };
  const training = new Training(chip, task, image, trainingOptions, from?.state);
  report.text(announcement(plan), epochHeader(task));
  const session = new Session(plan, chip, training, recorder);
  try {
    for await (const outcome of training.outcomes()) {
      const epoch = session.take(outcome);
      if (!epoch) continue;
      progress.clear();
      report.text(epochLine(epoch.result, epoch.speed));
      session.write();
      if (session.hasStalled) break;
    }
  } finally {
    progress.stop();
  }
  const summary = session.summary();
  const energy = await energyRun.finish(chip, {
    program: `train ${task.name}`,
    interrupted: summary.interrupted,
    ...accuracyOf(summary),
  });
  session.writeSummary(summary);
  return { summary, energy, unusedSettings: override.unused };
}

/** A training under way: its outcomes, epochs and files. */
class Session {
  private readonly outcomes: SampleOutcome[];
  private readonly epochs: EpochResult[];
  private readonly start = performance.now();
  private last: { seconds: number; cycle: number };

  constructor(
    private readonly plan: TrainPlan,
    private readonly chip: Chip,
    private readonly training: Training,
    private readonly recorder: SampleRecorder | undefined,
  ) {
    this.outcomes = [...(plan.from?.outcomes ?? [])];
    this.epochs = summarise(this.outcomes, plan.task.sizes.neurons);
    this.last = { seconds: 0, cycle: chip.cycle };
  }

  private get seconds(): number {
    return (performance.now() - this.start) / 1000;
  }

  /** Takes an outcome. @returns the epoch that it completes, and the speed in cycles/s. */
  take(outcome: SampleOutcome): { result: EpochResult; speed: number } | undefined {
    const { task } = this.plan;
    this.outcomes.push(outcome);
    const perEpoch = samplesPerEpoch(task);
    if (this.outcomes.length % perEpoch !== 0) return undefined;
    const result = summarise(this.outcomes.slice(-perEpoch), task.sizes.neurons)[0]!;
    this.epochs.push(result);
    const now = { seconds: this.seconds, cycle: this.chip.cycle };
    const speed = (now.cycle - this.last.cycle) / (now.seconds - this.last.seconds);
    this.last = now;
    return { result, speed };
  }

  /** Whether `--early-stop` ends the training. */
  get hasStalled(): boolean {
    const { earlyStop } = this.plan.options;
    return earlyStop !== undefined && hasStalled(this.epochs, earlyStop);
  }

  summary(): TrainSummary {
    const { outcomes, epochs, chip, plan, seconds, hasStalled: stalled } = this;
    return summaryOf({ ...plan, chip, outcomes, completed: epochs, seconds, stalled });
  }

  /** Writes the results of the epochs so far, and where to go on. */
  write(): void {
    const { plan, chip, outcomes } = this;
    const { results, task, options, taskSha256 = '' } = plan;
    if (!results) return;
    this.writeSummary(this.summary());
    if (options.saveBest === true && bestEpoch(this.epochs)?.epoch === this.epochs.at(-1)?.epoch)
      writeBestWeights(results, chip, task);
    const state = this.training.checkpoint();
    results
      .get(CHECKPOINT)
      ?.write(checkpointBytes({ taskSha256, options: courseOf(options, plan), state, outcomes }));
  }

  writeSummary(summary: TrainSummary): void {
    const { plan, chip, outcomes, recorder } = this;
    const { results, task } = plan;
    if (results) writeResults(results, { task, chip, outcomes, summary, tables: recorder?.tables });
  }
}

/** Records the samples that a picture of the training shows. */
function newRecorder({ task, options, results, prices }: TrainPlan, chip: Chip): SampleRecorder | undefined {
  if (!results || !prices) return undefined;
  const periodPs = Math.round(1e12 / (options.clock ?? NOMINAL_CLOCK_HZ));
  const meta = {
    periodPs,
    version: VERSION,
    source: `train ${task.name}`,
    ...recordedChip(task.design ?? REFERENCE),
  };
  const { epochs, neurons = DEFAULT_NEURONS, earlyStop } = options;
  return new SampleRecorder(chip, task, {
    epochs,
    mayEndEarly: earlyStop !== undefined,
    meta,
    prices,
    neurons,
  });
}

/** Test accuracy of the last complete epoch. */
function accuracyOf({ epochs }: TrainSummary): { accuracy?: number } {
  const test = epochs.at(-1)?.test;
  return test?.accuracy !== undefined && test.samples > 0 ? { accuracy: test.accuracy } : {};
}
