/** The energy of a recorded run at an operating point: breakdowns, and the figures by which chips are compared. */
import { ACT, ACTIVITIES, activityBase, type Activity } from '../chip/activity.js';
import { STATE_NAMES, State } from '../chip/states.js';
import { NEURON_WORD_BITS } from '../../isa/memories.js';
import { REFERENCE, type Design } from '../design/design.js';
import { areaOf, extrapolatedBlocks } from './design-table.js';
import type { EnergyTable } from './table/table.js';
import { price, uncertainty, type Breakdown, type Prices } from './prices.js';
import type { Profile, SampleSum, StepRange, StepRecord } from './profile.js';
import { designOfRecord, type ActivityRecord } from './record.js';
import { COMPONENTS, PHASES, type Component, type Phase } from './table/vocabulary.js';

export const ASSESSMENT_FORMAT = 'sextant-energy';
export const ASSESSMENT_VERSION = 1;
/** Time step of the published real-time figures, in s. */
export const DEFAULT_STEP_PERIOD = 1e-3;

/** Phases that are the network's work; the rest is loading and waiting for a sample. */
const WORK: readonly Phase[] = ['propagation', 'step', 'learning', 'output'];
const WORK_STATES = [State.PROP, State.STEP, State.SDONE, State.GET_TAR, State.EPROP, State.SEND] as const;

/** Energies in pJ, powers in µW, times in s, unless a name says otherwise. */
export interface Assessment {
  readonly format: typeof ASSESSMENT_FORMAT;
  readonly version: typeof ASSESSMENT_VERSION;
  readonly program: string;
  readonly interrupted: boolean;
  readonly table: { name: string; title: string; technology: string };
  readonly point: { vdd: number; clockHz: number; fastestHz: number };
  /**
   * The chip: its name, whether it is another than the public design, and the components of which prices or leakage are
   * extrapolated for it.
   */
  readonly chip: { name: string; isExtrapolated: boolean; extrapolated: readonly Component[] };
  /** Area of the core; null for a table that gives none. */
  readonly area: AreaFigures | null;
  /** Warnings about how these numbers may mislead. */
  readonly cautions: readonly string[];
  readonly cycles: number;
  readonly seconds: number;
  readonly energyPj: number;
  /** One standard deviation. */
  readonly uncertaintyPj: number;
  readonly leakagePj: number;
  readonly staticPowerUw: number;
  readonly averagePowerUw: number;
  readonly components: Record<Component, number>;
  readonly phases: Record<Phase, number>;
  readonly byPhase: Record<Phase, Record<Component, number>>;
  /** Propagation, step, learning and output, leakage of their cycles included. */
  readonly work: { energyPj: number; cycles: number; seconds: number; powerUw: number };
  readonly synapticOps: number;
  /** Switching energy of propagation over synaptic operations; null without any. */
  readonly pjPerSynapticOp: number | null;
  readonly steps: number;
  readonly njPerStep: number | null;
  readonly stepRange: { inference: StepCost[] | null; learning: StepCost[] | null };
  /** Mean of the samples without a learning pass; null if there were none or the run recorded no profile. */
  readonly perInference: SampleCost | null;
  readonly perLearningSample: SampleCost | null;
  /** Learning phase over weights changed and over weights evaluated. */
  readonly pjPerWeightChange: number | null;
  readonly pjPerWeightEvaluation: number | null;
  /** One step in each `stepPeriod`, with leakage in between. */
  readonly realTime: { stepPeriod: number; powerUw: number | null; fits: boolean | null };
  /** Energy times time of the whole run, in J s. */
  readonly energyDelayJs: number;
  readonly axes: Axes;
}

/** Area, and what it makes of power and energy. */
export interface AreaFigures {
  readonly mm2: number;
  /** One standard deviation; 0 for the published core. */
  readonly uncertaintyMm2: number;
  /** Average power over area. */
  readonly uwPerMm2: number;
  /** Energy of the run times area. */
  readonly energyAreaPjMm2: number;
}

/** The figures by which neuromorphic benchmarks compare systems. */
export interface Axes {
  readonly accuracy: number | null;
  readonly energyPerInferencePj: number | null;
  readonly latencyPerInference: number | null;
  /** Memory that the enabled network occupies, in bytes. */
  readonly memoryBytes: number;
  readonly synapticOpsPerStep: number | null;
  /** Share of neurons that do not spike in a step. */
  readonly activationSparsity: number | null;
}

/** Mean cost of a sample. */
export interface SampleCost {
  readonly samples: number;
  readonly energyPj: number;
  /** Time of the work in a sample. */
  readonly seconds: number;
  readonly energyDelayJs: number;
}

/** Cost of one time step. */
export interface StepCost {
  readonly tick: number;
  readonly events: number;
  readonly cycles: number;
  /** Leakage included. */
  readonly energyPj: number;
}

/** Sum of one count over the states. */
export function countOf(counts: Float64Array, activity: Activity): number {
  return STATE_NAMES.reduce((sum, _, s) => sum + counts[activityBase(s) + ACT[activity]]!, 0);
}

const workCycles = (counts: Float64Array): number =>
  WORK_STATES.reduce((sum, s) => sum + counts[activityBase(s) + ACT.cycles]!, 0);

const workEnergy = (b: Breakdown): number => WORK.reduce((sum, phase) => sum + b.phase(phase), 0);

const per = (amount: number, n: number): number | null => (n > 0 ? amount / n : null);

/**
 * Assesses a run.
 * @param stepPeriod time between steps in real-time operation, in s.
 */
export function assess(record: ActivityRecord, prices: Prices, stepPeriod = DEFAULT_STEP_PERIOD): Assessment {
  const { counts, profile, sizes } = record;
  const { table, point } = prices;
  const b = price(counts, prices);
  const totals = totalsOf(record, b, prices);
  const work = workOf(counts, b, prices);
  const steps = counts[activityBase(State.SDONE) + ACT.cycles]!;
  const ops = countOf(counts, 'synapticOps');
  const perInference = profile ? sampleCost(profile.inference, prices) : null;
  const realTime = realTimeOf(work, steps, stepPeriod, prices);
  return {
    format: ASSESSMENT_FORMAT,
    version: ASSESSMENT_VERSION,
    program: record.program,
    interrupted: record.interrupted,
    table: { name: table.name, title: table.title, technology: table.technology },
    point: { vdd: point.vdd, clockHz: point.clock, fastestHz: prices.fastest },
    chip: {
      name: designOfRecord(record).name,
      isExtrapolated: record.chip !== undefined,
      extrapolated: extrapolatedBlocks(table),
    },
    area: areaFigures(table, designOfRecord(record), totals),
    cautions: [...cautionsOf(record, prices, realTime)],
    ...totals,
    work,
    synapticOps: ops,
    pjPerSynapticOp: per(b.phase('propagation') - b.at('propagation', 'leakage'), ops),
    steps,
    njPerStep: per(work.energyPj / 1e3, steps),
    stepRange: {
      inference: rangeCost(profile?.inferenceSteps, prices),
      learning: rangeCost(profile?.learningSteps, prices),
    },
    perInference,
    perLearningSample: profile ? sampleCost(profile.learning, prices) : null,
    pjPerWeightChange: per(b.phase('learning'), countOf(counts, 'lanesChanged')),
    pjPerWeightEvaluation: per(b.phase('learning'), countOf(counts, 'lanesEvaluated')),
    realTime,
    energyDelayJs: totals.energyPj * 1e-12 * totals.seconds,
    axes: {
      accuracy: record.accuracy ?? null,
      energyPerInferencePj: perInference?.energyPj ?? null,
      latencyPerInference: perInference?.seconds ?? null,
      memoryBytes: memoryBytes(sizes, designOfRecord(record)),
      synapticOpsPerStep: per(ops, steps),
      activationSparsity: steps > 0 ? 1 - countOf(counts, 'spikes') / (steps * sizes.neurons) : null,
    },
  };
}

/** Energy, time and power of the whole run, by component and phase. */
function totalsOf({ counts, cycles }: ActivityRecord, b: Breakdown, prices: Prices) {
  const seconds = cycles / prices.point.clock;
  return {
    cycles,
    seconds,
    energyPj: b.total,
    uncertaintyPj: uncertainty(counts, prices),
    leakagePj: b.component('leakage'),
    staticPowerUw: prices.staticPower * 1e6,
    averagePowerUw: seconds > 0 ? (b.total / seconds) * 1e-6 : 0,
    components: byName(COMPONENTS, (c) => b.component(c)),
    phases: byName(PHASES, (p) => b.phase(p)),
    byPhase: byName(PHASES, (p) => byName(COMPONENTS, (c) => b.at(p, c))),
  };
}

function areaFigures(
  table: EnergyTable,
  design: Design,
  { averagePowerUw, energyPj }: { averagePowerUw: number; energyPj: number },
): AreaFigures | null {
  const area = areaOf(table, design);
  return area
    ? {
        mm2: area.total,
        uncertaintyMm2: area.uncertainty,
        uwPerMm2: averagePowerUw / area.total,
        energyAreaPjMm2: energyPj * area.total,
      }
    : null;
}

function workOf(counts: Float64Array, b: Breakdown, prices: Prices): Assessment['work'] {
  const energyPj = workEnergy(b);
  const cycles = workCycles(counts);
  const seconds = cycles / prices.point.clock;
  return { energyPj, cycles, seconds, powerUw: seconds > 0 ? (energyPj / seconds) * 1e-6 : 0 };
}

/** A step in every period: the switching energy of the work, and leakage all the time. */
function realTimeOf(
  work: Assessment['work'],
  steps: number,
  stepPeriod: number,
  { staticPower }: Prices,
): Assessment['realTime'] {
  if (steps === 0) return { stepPeriod, powerUw: null, fits: null };
  const switching = work.energyPj - work.seconds * staticPower * 1e12;
  return {
    stepPeriod,
    powerUw: (switching / (steps * stepPeriod)) * 1e-6 + staticPower * 1e6,
    fits: work.seconds / steps <= stepPeriod,
  };
}

function* cautionsOf(
  record: ActivityRecord,
  prices: Prices,
  { fits, stepPeriod }: Assessment['realTime'],
): Generator<string> {
  const { table, point, fastest } = prices;
  if (point.clock > fastest * 1.000001)
    yield `${formatMegahertz(point.clock)} is above the ${formatMegahertz(fastest)} that table '${table.name}' gives for ${point.vdd} V`;
  if (record.chip !== undefined)
    yield `chip ${record.chip} is not the public design: extrapolated by the laws of table '${table.name}' are the area and the prices or leakage of ${extrapolatedBlocks(table).join(', ')} (sextant chip shows them), and with them all sums; the fastest clock is that of the public design`;
  if (record.interrupted) yield 'the run was interrupted: the figures are those of the part that ran';
  if (!record.profile)
    yield 'the run recorded no profile, hence no figures by step or sample: run it with --energy to get them';
  if (fits === false)
    yield `a step takes longer than ${stepPeriod} s at this clock: the chip cannot keep up in real time`;
}

const formatMegahertz = (hz: number): string => `${Number((hz / 1e6).toPrecision(4))} MHz`;

const byName = <K extends string, V>(names: readonly K[], value: (name: K) => V): Record<K, V> =>
  Object.fromEntries(names.map((name) => [name, value(name)])) as Record<K, V>;

/** Mean cost of a sample: its work, without loading and waiting. @returns null without samples. */
export function sampleCost(sum: Readonly<SampleSum>, prices: Prices): SampleCost | null {
  if (sum.samples === 0) return null;
  const energyPj = workEnergy(price(sum.counts, prices)) / sum.samples;
  const seconds = workCycles(sum.counts) / prices.point.clock / sum.samples;
  return { samples: sum.samples, energyPj, seconds, energyDelayJs: energyPj * 1e-12 * seconds };
}

export function stepCost(step: StepRecord, prices: Prices): StepCost {
  const { counts } = step;
  return {
    tick: step.tick,
    events: countOf(counts, 'inputEvents') + countOf(counts, 'recurrentEvents'),
    cycles: countOf(counts, 'cycles'),
    energyPj: price(counts, prices).total,
  };
}

const rangeCost = (range: StepRange | undefined, prices: Prices): StepCost[] | null =>
  range ? [stepCost(range.least, prices), stepCost(range.most, prices)] : null;

/** Bytes of neuron and weight words that the enabled network occupies. */
export function memoryBytes(
  { inputs, neurons, outputs }: ActivityRecord['sizes'],
  { lanes, weightWordBits, outputWordBits }: Design = REFERENCE,
): number {
  const weightBits = (inputs + neurons) * Math.ceil(neurons / lanes) * weightWordBits;
  const bits = NEURON_WORD_BITS * Math.ceil(neurons / 2) + weightBits + outputWordBits * neurons;
  return bits / 8 + 2 * outputs;
}

/** Energy and activity of the run's spans of time. */
export interface SpanCost {
  /** Begin and end, in s. */
  from: number;
  to: number;
  /** Mean power by component, in µW. */
  powerUw: Record<Component, number>;
}

/** Power over time, from the profile. */
export function spanCosts(profile: Profile, prices: Prices): SpanCost[] {
  const { clock } = prices.point;
  const counts = new Float64Array(STATE_NAMES.length * ACTIVITIES.length);
  let before: { cycle: number; counts: Float64Array } = { cycle: 0, counts: counts.slice() };
  const costs: SpanCost[] = [];
  for (const span of profile.spans) {
    for (let i = 0; i < counts.length; i++) counts[i] = span.counts[i]! - before.counts[i]!;
    const b = price(counts, prices);
    const from = before.cycle / clock;
    const to = span.cycle / clock;
    before = span;
    if (to > from)
      costs.push({ from, to, powerUw: byName(COMPONENTS, (c) => (b.component(c) / (to - from)) * 1e-6) });
  }
  return costs;
}
