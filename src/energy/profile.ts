/**
 * The activity of a run, in a bounded amount of memory: enough to price it later under any table, charts included.
 *
 * No prices are needed here. Totals are the chip's counters; time is cut into at most {@link MAX_SPANS} spans of equally
 * many ticks; of the time steps, the least and the most active are recorded whole, and every n-th, at most
 * {@link MAX_STEPS}; samples are summed, those that learned apart from the others.
 */
import { ACT, ACTIVITY_LENGTH, activityBase } from '../chip/activity.js';
import type { ChipState } from '../chip/state.js';
import { State } from '../chip/states.js';
import type { ChipWatcher } from '../chip/watcher.js';

export const MAX_SPANS = 256;
export const MAX_STEPS = 512;

const PROP = activityBase(State.PROP);
const INPUT_EVENTS = PROP + ACT.inputEvents;
const SPIKE_EVENTS = PROP + ACT.recurrentEvents;
const SCANS = PROP + ACT.scanCycles;
const STEPS = activityBase(State.SDONE) + ACT.cycles;
const LEARNING = activityBase(State.EPROP) + ACT.cycles;
/** States of a step that does not learn; their counters are next to each other. */
const STEPPING = [State.PROP, State.STEP, State.SDONE].map((s) => activityBase(s) + ACT.cycles);
const [STEPPING_FROM, STEPPING_TO] = [activityBase(State.PROP), activityBase(State.SDONE + 1)];

/** Counts of one time step, from a tick to the next: step, learning if any, propagation. */
export interface StepRecord {
  /** Number of the tick at which it began, from 1. */
  tick: number;
  counts: Float64Array;
}

/** Sum of the samples of a kind, each from one rise of SAMPLE to the next. */
export interface SampleSum {
  samples: number;
  counts: Float64Array;
}

/** The whole steps of a kind with the fewest and the most events; of several, the first. */
export interface StepRange {
  least: StepRecord;
  most: StepRecord;
}

/** The activity of a run by sample and step. */
export interface Profile {
  ticks: number;
  /** Counts since the start at the end of each span of `ticksPerSpan` ticks, and its cycle; the last span is the rest. */
  ticksPerSpan: number;
  spans: { cycle: number; counts: Float64Array }[];
  /** Every n-th step. */
  stepStride: number;
  steps: StepRecord[];
  inferenceSteps: StepRange | undefined;
  learningSteps: StepRange | undefined;
  inference: SampleSum;
  learning: SampleSum;
}

const zero = (): Float64Array => new Float64Array(ACTIVITY_LENGTH);
const emptySum = (): SampleSum => ({ samples: 0, counts: zero() });
const activityOf = (record: StepRecord): number =>
  record.counts[INPUT_EVENTS]! + record.counts[SPIKE_EVENTS]!;

/** Records the activity of a run by sample and step. */
export class Profiler implements ChipWatcher {
  private readonly counts: Float64Array;
  /** Counts at the beginning of the run, of the step (copied only for steps that are kept) and of the sample. */
  private readonly atStep = zero();
  private readonly atSample = zero();
  private readonly stepping: Float64Array;
  private readonly atStepping: Float64Array;
  private stepCycle: number;
  private inSample = false;
  private ticks = 0;
  private ticksPerSpan = 1;
  private spans: Profile['spans'] = [];
  private stepStride = 1;
  private steps: StepRecord[] = [];
  private untilSpan = 1;
  private untilStep = 0;
  private readonly ranges: [StepRange | undefined, StepRange | undefined] = [undefined, undefined];
  private readonly sums = [emptySum(), emptySum()] as const;

  constructor(private readonly chip: ChipState) {
    this.counts = chip.activity;
    this.stepping = this.counts.subarray(STEPPING_FROM, STEPPING_TO);
    this.atStepping = this.atStep.subarray(STEPPING_FROM, STEPPING_TO);
    this.stepCycle = chip.cycle;
    this.atStep.set(this.counts);
    this.atSample.set(this.counts);
  }

  tick(): void {
    this.endStep();
    this.beginStep();
    this.ticks++;
    if (--this.untilSpan === 0) this.endSpan();
  }

  sample(): void {
    this.endSample();
    this.inSample = true;
  }

  /** Ends the run. The profile shares nothing with the profiler. */
  finish(): Profile {
    this.endStep();
    this.endSample();
    const last = this.spans[this.spans.length - 1];
    if (this.chip.cycle > (last?.cycle ?? 0)) this.mark();
    const [inferenceSteps, learningSteps] = this.ranges;
    const { ticks, ticksPerSpan, spans, stepStride, steps } = this;
    const [inference, learning] = this.sums;
    return {
      ticks,
      ticksPerSpan,
      spans,
      stepStride,
      steps,
      inferenceSteps,
      learningSteps,
      inference,
      learning,
    };
  }

  private since(from: Float64Array): Float64Array {
    const spent = this.counts.slice();
    for (let i = 0; i < spent.length; i++) spent[i]! -= from[i]!;
    return spent;
  }

  private endSpan(): void {
    this.mark();
    if (this.spans.length === MAX_SPANS) {
      this.spans = this.spans.filter((_, i) => i % 2 === 1);
      this.ticksPerSpan *= 2;
    }
    this.untilSpan = this.ticksPerSpan;
  }

  private mark(): void {
    this.spans.push({ cycle: this.chip.cycle, counts: this.counts.slice() });
  }

  /** Copies the counters, or only those that can have changed. */
  private beginStep(): void {
    const { counts, atStep, chip } = this;
    let cycles = 0;
    for (const i of STEPPING) cycles += counts[i]! - atStep[i]!;
    if (cycles === chip.cycle - this.stepCycle) this.atStepping.set(this.stepping);
    else atStep.set(counts);
    this.stepCycle = chip.cycle;
  }

  /** Records whole steps only: the neurons were stepped once, and then events were propagated. */
  private endStep(): void {
    const { counts, atStep } = this;
    if (counts[STEPS]! - atStep[STEPS]! !== 1 || counts[SCANS] === atStep[SCANS]) return;
    const kind = counts[LEARNING] === atStep[LEARNING] ? 0 : 1;
    const events =
      counts[INPUT_EVENTS]! - atStep[INPUT_EVENTS]! + counts[SPIKE_EVENTS]! - atStep[SPIKE_EVENTS]!;
    const range = this.ranges[kind];
    const isLeast = range === undefined || events < activityOf(range.least);
    const isMost = range === undefined || events > activityOf(range.most);
    const isKept = this.untilStep === 0;
    this.untilStep = isKept ? this.stepStride - 1 : this.untilStep - 1;
    if (!isLeast && !isMost && !isKept) return;
    const record = { tick: this.ticks, counts: this.since(atStep) };
    if (range === undefined) this.ranges[kind] = { least: record, most: record };
    else if (isLeast) range.least = record;
    else if (isMost) range.most = record;
    if (isKept) this.keep(record);
  }

  private keep(record: StepRecord): void {
    this.steps.push(record);
    if (this.steps.length < MAX_STEPS) return;
    this.steps = this.steps.filter((_, i) => i % 2 === 0);
    this.stepStride *= 2;
    this.untilStep = this.stepStride - 1;
  }

  private endSample(): void {
    const { counts, atSample } = this;
    if (this.inSample) {
      const sum = this.sums[counts[LEARNING] === atSample[LEARNING] ? 0 : 1];
      sum.samples++;
      for (let i = 0; i < counts.length; i++) sum.counts[i]! += counts[i]! - atSample[i]!;
    }
    atSample.set(counts);
  }
}
