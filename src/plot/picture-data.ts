/** What a picture of a run shows, gathered while it runs: numbers by tick, ready to be written into a page. */
import { ACT, activityBase } from '../chip/activity.js';
import type { CycleObserver } from '../chip/cycle.js';
import { CLASS_TARGET } from '../chip/neuron.js';
import { LANES } from '../chip/geometry.js';
import type { ChipState } from '../chip/state.js';
import { State, STATE_NAMES } from '../chip/states.js';
import { SYNC } from '../chip/synchronisers.js';
import { EnergyMeter } from '../energy/meter.js';
import type { Prices } from '../energy/prices.js';
import { COMPONENTS } from '../energy/table/vocabulary.js';
import type { EventRecord } from '../trace/events/record.js';
import { samplesSoFar, ticksSoFar } from '../position/counts.js';

/** Events beyond these are left out, and the page says so: it must stay small enough to open. */
const MAX_EVENTS = 4_000_000;

/** Events of one layer: tick and neuron. */
export interface Raster {
  ticks: number[];
  neurons: number[];
}

/** One answered sample. */
export interface Answer {
  /** Tick of the answer. */
  tick: number;
  /** Undefined: no target was given. */
  label: number | undefined;
  output: number;
}

export interface PictureData {
  title: string;
  inputs: Raster;
  spikes: Raster;
  /** By output: its membrane at the end of each tick of `outputTicks`. */
  outputs: number[][];
  outputTicks: number[];
  /** By tick of `outputTicks`: the target's output, -1 without one. */
  targets: number[];
  /** Membrane that stands for "this output" and for "another". */
  targetLevels: [number, number];
  /** By learning pass: tick, mean and largest magnitude of the learning signals. */
  learning: { ticks: number[]; mean: number[]; max: number[] };
  /** By tick: cycles of the chip and synaptic operations. */
  effort: { ticks: number[]; cycles: number[]; synapticOps: number[] };
  /** By tick: energy in nJ, of everything and by part; no parts where no prices were given. */
  energy: { ticks: number[]; total: number[]; parts: { name: string; values: number[] }[] };
  /** First tick of each sample. */
  samples: number[];
  answers: Answer[];
  /** Counts of weights -128..127 by memory, before and after. */
  weights: { name: string; before: number[]; after: number[] }[];
  /** Share of samples answered correctly by epoch, where a training was recorded. */
  accuracy: { epoch: number; train: number; test: number }[];
  notes: string[];
}

export const emptyPicture = (title: string): PictureData => ({
  title,
  inputs: { ticks: [], neurons: [] },
  spikes: { ticks: [], neurons: [] },
  outputs: [],
  outputTicks: [],
  targets: [],
  targetLevels: [CLASS_TARGET, 0],
  learning: { ticks: [], mean: [], max: [] },
  effort: { ticks: [], cycles: [], synapticOps: [] },
  energy: { ticks: [], total: [], parts: [] },
  samples: [],
  answers: [],
  weights: [],
  accuracy: [],
  notes: [],
});

/** Gathers a picture from the cycles of a run. */
export class PictureCollector {
  readonly data: PictureData;
  private before: number[][] | undefined;
  private labelled: number | undefined;
  private last = { tick: 0, cycles: 0, ops: 0 };
  private full = false;

  private readonly meter: EnergyMeter | undefined;
  private readonly spent = new Float64Array(COMPONENTS.length);

  /** @param prices what energy is told by; absent: none is told. */
  constructor(
    title: string,
    private readonly state: ChipState,
    prices?: Prices,
  ) {
    this.data = emptyPicture(title);
    if (!prices) return;
    this.meter = new EnergyMeter(state.activity, prices);
    this.data.energy.parts = COMPONENTS.map((name) => ({ name, values: [] }));
  }

  /** The observer to run the chip with. */
  readonly observe: CycleObserver = (s, w) => {
    const { data } = this;
    const k = s.ctl;
    if (w.timeTick) this.tick(s);
    if (w.aerNew && !w.timeTick) this.event(data.inputs, ticksSoFar(s) + 1, s.pins.aerAddress);
    if (w.tarNew && s.config.REGRESSION === 0) this.labelled = s.pins.aerAddress & 15;
    if (w.stepWrite) {
      const even = k.step & 0xfe;
      if (w.spike0 !== 0) this.event(data.spikes, ticksSoFar(s), even);
      if (w.spike1 !== 0) this.event(data.spikes, ticksSoFar(s), even + 1);
    }
    if (k.state === State.SDONE) {
      data.outputTicks.push(ticksSoFar(s));
      for (let n = 0; n <= s.config.NUM_OUT; n++) (data.outputs[n] ??= []).push(s.vOut[n]!);
      data.targets.push((w.sync & SYNC.TARGET_VALID) !== 0 && s.config.REGRESSION === 0 ? k.classLabel : -1);
    }
    if (k.state === State.EPROP && k.posts === 0 && k.ePre === 0) this.signals(s);
    if (k.state === State.IDLE && w.nextState === State.PROP) {
      // Weights loaded over SPI are complete when a sample begins.
      this.before ??= histograms(s);
      this.labelled = undefined;
      data.samples.push(ticksSoFar(s) + 1);
    }
  };

  readonly onEvent = (record: EventRecord): void => {
    if ('out' in record && this.data.samples.length > 0)
      this.data.answers.push({ tick: ticksSoFar(this.state), label: this.labelled, output: record.out });
  };

  /** The picture, once the run has ended. */
  finish(): PictureData {
    const after = histograms(this.state);
    const { data, before = after } = this;
    data.weights = WEIGHTS.map(({ title }, i) => ({ name: title, before: before[i]!, after: after[i]! }));
    if (this.full)
      data.notes.push(`events beyond ${MAX_EVENTS} are left out: choose a window with --from and --to`);
    return data;
  }

  private event({ ticks, neurons }: Raster, tick: number, neuron: number): void {
    if (ticks.length >= MAX_EVENTS) {
      this.full = true;
      return;
    }
    ticks.push(tick);
    neurons.push(neuron);
  }

  private tick(s: ChipState): void {
    let ops = 0;
    for (let state = 0; state < STATE_NAMES.length; state++)
      ops += s.activity[activityBase(state) + ACT.synapticOps]!;
    const tick = ticksSoFar(s);
    // Read at every tick, also at those not shown: a reading tells what was spent since the last.
    this.meter?.read(this.spent, 0);
    if (tick > 0 && samplesSoFar(s) > 0 && this.last.tick > 0) {
      if (this.meter) this.energy(tick);
      this.data.effort.ticks.push(tick);
      this.data.effort.cycles.push(s.cycle - this.last.cycles);
      this.data.effort.synapticOps.push(ops - this.last.ops);
    }
    this.last = { tick: tick + 1, cycles: s.cycle, ops };
  }

  private energy(tick: number): void {
    const { ticks, total, parts } = this.data.energy;
    const nanojoules = (attojoules: number): number => Math.round(attojoules / 1e5) / 1e4;
    ticks.push(tick);
    total.push(nanojoules(this.spent.reduce((sum, part) => sum + part, 0)));
    parts.forEach(({ values }, i) => values.push(nanojoules(this.spent[i]!)));
  }

  /** A block's learning signals, added to those of its pass. */
  private signals(s: ChipState): void {
    const { ticks, mean, max } = this.data.learning;
    const tick = ticksSoFar(s);
    if (ticks.at(-1) !== tick) {
      ticks.push(tick);
      mean.push(0);
      max.push(0);
    }
    const at = ticks.length - 1;
    const neurons = s.config.NUM_REC + 1;
    for (let n = 0; n < LANES && LANES * s.ctl.blk + n < neurons; n++) {
      const magnitude = Math.abs(s.learningSignal[n]!);
      mean[at]! += magnitude / neurons;
      if (magnitude > max[at]!) max[at] = magnitude;
    }
  }
}

const WEIGHTS = [
  { title: 'input weights', bank: 'winp' },
  { title: 'recurrent weights', bank: 'wrec' },
  { title: 'output weights', bank: 'wout' },
] as const;

/** Counts of each value -128..127 over the enabled neurons. */
function histograms(s: ChipState): number[][] {
  const { NUM_INP, NUM_REC, NUM_OUT } = s.config;
  const size = { winp: [NUM_INP, NUM_REC], wrec: [NUM_REC, NUM_REC], wout: [NUM_REC, NUM_OUT] } as const;
  return WEIGHTS.map(({ bank }) => {
    const counts = new Array<number>(256).fill(0);
    const posts = bank === 'wout' ? s.geometry.outputs : s.geometry.neurons;
    for (let pre = 0; pre <= size[bank][0]; pre++)
      for (let post = 0; post <= size[bank][1]; post++) counts[s[bank].bytes[pre * posts + post]! + 128]!++;
    return counts;
  });
}
