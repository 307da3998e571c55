/** Executes a planned training. */
import { Chip } from '../../chip/chip.js';
import { REFERENCE } from '../../design/design.js';
import { RegisterOverride } from '../../host/register-settings.js';
import { summarise } from '../../training/epochs.js';
import { SampleRecorder } from '../../training/sample-recorder.js';
import { train, type SampleOutcome } from '../../training/training.js';
import { EnergyRun, type EnergyResult } from '../energy/energy-run.js';
import { DEFAULT_NEURONS } from '../options.js';
import { NOMINAL_CLOCK_HZ, Progress } from '../progress.js';
import type { Report } from '../report.js';
import { wasInterrupted } from '../shell.js';
import { VERSION } from '../version.js';
import type { TrainPlan } from './train-plan.js';
import { announcement, epochLine, EPOCH_HEADER } from './train-report.js';
import { summaryOf, writeResults, type TrainSummary } from './train-results.js';

/** The result of a training. */
export interface TrainResult {
  readonly summary: TrainSummary;
  readonly energy: EnergyResult;
  /** Registers of `--set` that the program never wrote. */
  readonly unusedSettings: readonly string[];
}

/** Trains, reporting and writing the results after every epoch. */
export async function executeTraining(plan: TrainPlan, report: Report): Promise<TrainResult> {
  const { task, options, results } = plan;
  const chip = new Chip(undefined, { engine: options.engine });
  const energyRun = new EnergyRun(plan.energy);
  energyRun.begin(chip);
  const recorder = newRecorder(plan, chip);
  const override = new RegisterOverride(options.set ?? [], REFERENCE);
  const progress = new Progress('train', options.quiet !== true);
  const outcomes: SampleOutcome[] = [];
  const perEpoch = task.train.length + task.test.length;
  const start = performance.now();
  const seconds = (): number => (performance.now() - start) / 1000;
  const summary = (): TrainSummary => summaryOf({ task, options, chip, outcomes, seconds: seconds() });
  let last = { seconds: 0, cycle: 0 };
  report.text(announcement(task, options), EPOCH_HEADER);
  try {
    for await (const outcome of train(chip, task, {
      epochs: options.epochs,
      ...(recorder ? { watcher: recorder } : {}),
      timeout: options.timeout,
      replace: override.apply,
      hooks: { onProgress: (done) => progress.update(done, chip.cycle), stopped: wasInterrupted },
    })) {
      outcomes.push(outcome);
      if (outcomes.length % perEpoch !== 0) continue;
      const now = { seconds: seconds(), cycle: chip.cycle };
      const speed = (now.cycle - last.cycle) / (now.seconds - last.seconds);
      last = now;
      progress.clear();
      report.text(epochLine(summarise(outcomes.slice(-perEpoch), task.sizes.neurons)[0]!, speed));
      if (results)
        writeResults(results, { task, chip, outcomes, summary: summary(), tables: recorder?.tables });
    }
  } finally {
    progress.stop();
  }
  const end = summary();
  const energy = await energyRun.finish(chip, {
    program: `train ${task.name}`,
    interrupted: end.interrupted,
    ...accuracyOf(end),
  });
  if (results) writeResults(results, { task, chip, outcomes, summary: end, tables: recorder?.tables });
  return { summary: end, energy, unusedSettings: override.unused };
}

/** Records the samples that a picture of the training shows. */
function newRecorder({ task, options, results, prices }: TrainPlan, chip: Chip): SampleRecorder | undefined {
  if (!results || !prices) return undefined;
  const periodPs = Math.round(1e12 / (options.clock ?? NOMINAL_CLOCK_HZ));
  const meta = { periodPs, version: VERSION, source: `train ${task.name}` };
  return new SampleRecorder(chip, task, {
    epochs: options.epochs,
    meta,
    prices,
    neurons: options.neurons ?? DEFAULT_NEURONS,
  });
}

/** Test accuracy of the last complete epoch. */
function accuracyOf({ epochs }: TrainSummary): { accuracy?: number } {
  const test = epochs.at(-1)?.test;
  return test && test.samples > 0 ? { accuracy: test.accuracy } : {};
}
