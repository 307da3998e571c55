/** Simulates one point: trains its task, and gathers what the chip did. */
import { ACTIVITY_LENGTH } from '../chip/activity.js';
import { Chip } from '../chip/chip.js';
import type { Engine } from '../chip/engines.js';
import { samplesPerEpoch, testedSamples, type Task } from '../data/task.js';
import { REFERENCE } from '../design/design.js';
import { RegisterOverride, type RegisterSetting } from '../host/register-settings.js';
import type { SimulationSettings } from '../study/points/settings.js';
import type { EpochOutcome, PhaseOutcome, SampleCounts, SimulationResult } from '../study/outcomes/result.js';
import type { SampleOutcome } from '../training/outcome.js';
import { Training, type SampleWatcher, type TrainingCheckpoint } from '../training/training.js';
import type { TrainableTask } from './task-source.js';
import { deviceTests, faultyTests, type TestMemories } from './test-memories.js';
import { canStartWarm, loadedTraining, writeRegisters } from './warm-start.js';

/** A point that was trained for some epochs, with all that is needed to train it further. */
export interface TrainedPoint {
  readonly training: TrainingCheckpoint;
  readonly epochs: readonly EpochOutcome[];
  readonly counters: SampleCounters['state'];
}

/** Which point is simulated. */
export interface SimulatedPoint {
  /** Canonical JSON, for the result. */
  readonly point: string;
  /** Of the run; faults without a seed of their own have it. */
  readonly seed: string;
}

export interface SimulateOptions {
  readonly engine?: Engine;
  /** Where a shorter training of the same point ended; absent: the training begins. */
  readonly from?: TrainedPoint;
  /** Whether the chip is loaded over its SPI port even where a loaded one would do. */
  readonly startsCold?: boolean;
  /** Read between epochs; true ends the training early. */
  readonly stopped?: () => boolean;
}

/** A simulation that ended. */
export interface Simulation {
  /** Absent if it was stopped. */
  readonly result?: SimulationResult;
  readonly trained: () => TrainedPoint;
}

/**
 * Simulates a point.
 * @throws UserError when the program traps or the chip does not answer.
 */
export async function simulate(
  trainable: TrainableTask,
  settings: SimulationSettings,
  { point, seed }: SimulatedPoint,
  { engine = 'auto', from, startsCold = false, stopped = () => false }: SimulateOptions = {},
): Promise<Simulation> {
  const { task, image } = trainable;
  const chip = new Chip(task.design, { engine });
  const registers = registersOf(settings);
  const override = new RegisterOverride(registers, task.design ?? REFERENCE);
  const faults = settings.faults && settings.faults.rate > 0 ? settings.faults : undefined;
  const isFaulty = faults !== undefined && faults.during !== 'tests';
  const isWarm = !from && !startsCold && !isFaulty && canStartWarm(registers);
  if (isFaulty) chip.injectFaults({ seed, ...faults });
  const inTests = testMemories(chip, task, settings, seed);
  const counters = new SampleCounters(chip, task, from?.counters, inTests);
  const training = new Training(
    chip,
    task,
    image,
    { epochs: settings.epochs, watcher: counters, replace: override.apply },
    from?.training ?? (isWarm ? await loadedTraining(trainable) : undefined),
  );
  if (isWarm) writeRegisters(chip, registers);
  const epochs = [...(from?.epochs ?? [])];
  const perEpoch = samplesPerEpoch(task);
  let outcomes: SampleOutcome[] = [];
  const trained = (): TrainedPoint => ({
    training: training.checkpoint(),
    epochs,
    counters: counters.state,
  });
  for await (const outcome of training.outcomes()) {
    outcomes.push(outcome);
    if (outcomes.length < perEpoch) continue;
    epochs.push({ train: phaseOf(outcomes, 'train'), test: phaseOf(outcomes, 'test') });
    outcomes = [];
    if (epochs.length === settings.epochs) break;
    if (stopped()) return { trained };
  }
  const { sizes } = task;
  const warnings = chip.warnings().map(({ name, count }) => ({ name, count }));
  const result: SimulationResult = {
    point,
    sizes,
    weightBits: (task.design ?? REFERENCE).weightBits,
    cycles: chip.cycle,
    epochs,
    counts: chip.state.activity.slice(),
    ...counters.sums,
    warnings,
  };
  return { result, trained };
}

/** The memories of the tests; undefined if they are those with which the chip learns. */
function testMemories(
  chip: Chip,
  { sizes }: Task,
  { faults, devices }: SimulationSettings,
  seed: string,
): TestMemories | undefined {
  if (devices) return deviceTests(chip, { seed, ...devices }, sizes);
  return faults?.during === 'tests' && faults.rate > 0 ? faultyTests(chip, { seed, ...faults }) : undefined;
}

const registersOf = ({ registers }: SimulationSettings): RegisterSetting[] =>
  Object.entries(registers).map(([register, value]) => ({ register, value }) as RegisterSetting);

function phaseOf(outcomes: readonly SampleOutcome[], phase: SampleOutcome['phase']): PhaseOutcome {
  const list = outcomes.filter((o) => o.phase === phase);
  const sum = (value: (o: SampleOutcome) => number): number => list.reduce((total, o) => total + value(o), 0);
  return {
    samples: list.length,
    correct: sum((o) => (o.output === o.label ? 1 : 0)),
    cycles: sum((o) => o.cycles),
    spikes: sum((o) => o.spikes),
    synapticOps: sum((o) => o.synapticOps),
    ticks: sum((o) => o.ticks),
    weightsChanged: sum((o) => o.weightsChanged),
  };
}

/** Sums the activity of the samples of an epoch, those that learn apart from those that only test. */
class SampleCounters implements SampleWatcher {
  readonly observer = undefined;
  private readonly before = new Float64Array(ACTIVITY_LENGTH);
  private learning = new Float64Array(ACTIVITY_LENGTH);
  private inference = new Float64Array(ACTIVITY_LENGTH);
  /** Samples of an epoch that learn, and that test. */
  private readonly trained: number;
  private readonly tested: number;

  /** @param memories of the tests. */
  constructor(
    private readonly chip: Chip,
    task: Task,
    from?: { readonly learning: Float64Array; readonly inference: Float64Array },
    private readonly memories?: TestMemories,
  ) {
    this.trained = task.train.length;
    this.tested = testedSamples(task).length;
    if (!from) return;
    this.learning.set(from.learning);
    this.inference.set(from.inference);
  }

  begin(number: number): void {
    const perEpoch = this.trained + this.tested;
    const inEpoch = number % perEpoch;
    if (inEpoch === this.trained) this.memories?.begin(Math.floor(number / perEpoch));
    this.before.set(this.chip.state.activity);
    if (inEpoch === 0) {
      this.learning.fill(0);
      this.inference.fill(0);
    }
  }

  end(number: number): Promise<void> {
    const { activity } = this.chip.state;
    const inEpoch = number % (this.trained + this.tested);
    const sum = inEpoch < this.trained ? this.learning : this.inference;
    for (let i = 0; i < sum.length; i++) sum[i]! += activity[i]! - this.before[i]!;
    if (inEpoch === this.trained + this.tested - 1) this.memories?.end();
    return Promise.resolve();
  }

  get state(): { learning: Float64Array; inference: Float64Array } {
    return { learning: this.learning.slice(), inference: this.inference.slice() };
  }

  get sums(): { readonly learning: SampleCounts; readonly inference: SampleCounts } {
    const { learning, inference } = this.state;
    return {
      learning: { samples: this.trained, counts: learning },
      inference: { samples: this.tested, counts: inference },
    };
  }
}
