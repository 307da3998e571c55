/** Gathers the data of a picture from the cycles of a run. */
import { ACT, activityBase } from '../chip/activity.js';
import type { CycleObserver } from '../chip/cycle.js';
import { rowLength } from '../chip/sram.js';
import type { ChipState } from '../chip/state.js';
import { State, STATE_NAMES } from '../chip/states.js';
import { SYNC } from '../chip/synchronisers.js';
import { membraneOf } from '../chip/weights.js';
import { EnergyMeter } from '../energy/meter.js';
import type { Prices } from '../energy/prices.js';
import { COMPONENTS } from '../energy/table/vocabulary.js';
import { samplesSoFar, ticksSoFar } from '../position/counts.js';
import type { EventRecord } from '../trace/events/record.js';
import { emptyEnergyParts, emptyPicture, type PictureData, type Raster } from './picture-data.js';

/**
 * Most events of a picture, so that the page stays small enough to open. Later ones are left out, and the page says so.
 */
const MAX_EVENTS = 4_000_000;

export interface CollectorOptions {
  /** Neurons whose membranes are shown; those that the run does not enable are left out. */
  readonly neurons?: readonly number[];
  /** Prices of the energy; absent: no energy is shown. */
  readonly prices?: Prices;
}

export class PictureCollector {
  readonly data: PictureData;
  private readonly neurons: readonly number[];
  private readonly meter: EnergyMeter | undefined;
  private readonly spent = new Float64Array(COMPONENTS.length);
  private before: number[][] | undefined;
  private labelled: number | undefined;
  private last = { tick: 0, cycles: 0, ops: 0 };
  private full = false;
  private sendsMembranes = false;

  constructor(
    title: string,
    private readonly state: ChipState,
    { neurons = [], prices }: CollectorOptions = {},
  ) {
    this.data = emptyPicture(title);
    this.neurons = neurons;
    if (!prices) return;
    this.meter = new EnergyMeter(state.activity, prices);
    this.data.energy.parts = emptyEnergyParts();
    this.data.time.clockHz = prices.point.clock;
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
      this.membranes(s);
    }
    if (k.state === State.EPROP && k.posts === 0 && k.ePre === 0) this.signals(s);
    if (k.state === State.IDLE && w.nextState === State.PROP) {
      // Weights loaded over SPI are complete when a sample begins.
      this.before ??= histograms(s);
      this.labelled = undefined;
      data.samples.push({ tick: ticksSoFar(s) + 1, name: `sample ${samplesSoFar(s) + 1}` });
    }
  };

  readonly onEvent = (record: EventRecord): void => {
    if (!('out' in record) || this.data.samples.length === 0) return;
    if (this.state.config.SEND_LABEL_ONLY === 0) this.sendsMembranes = true;
    else this.data.answers.push({ tick: ticksSoFar(this.state), label: this.labelled, output: record.out });
  };

  /** The picture, once the run has ended. */
  finish(): PictureData {
    const after = histograms(this.state);
    const { data, before = after } = this;
    data.weights = WEIGHTS.map(({ title }, i) => ({ name: title, before: before[i]!, after: after[i]! }));
    if (this.sendsMembranes)
      data.notes.push(
        'The chip sends its output membranes and not the winner (SEND_LABEL_ONLY is 0): its bytes are not answers.',
      );
    if (this.full)
      data.notes.push(
        `Events beyond the first ${MAX_EVENTS} of a layer are left out: choose a window with --from and --to.`,
      );
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

  private membranes(s: ChipState): void {
    const { membranes } = this.data;
    if (membranes.length === 0)
      for (const neuron of this.neurons)
        if (neuron <= s.config.NUM_REC) membranes.push({ neuron, threshold: 0, values: [] });
    for (const shown of membranes) {
      shown.values.push(membraneOf(s, shown.neuron));
      shown.threshold = s.neur.threshold[shown.neuron >> 1]!;
    }
  }

  private tick(s: ChipState): void {
    const { data, last } = this;
    let ops = 0;
    for (let state = 0; state < STATE_NAMES.length; state++)
      ops += s.activity[activityBase(state) + ACT.synapticOps]!;
    const tick = ticksSoFar(s);
    data.time.ticks.push(tick + 1);
    data.time.cycles.push(s.cycle);
    // Read at every tick, also at those not shown: a reading gives what was spent since the last.
    this.meter?.read(this.spent, 0);
    if (tick > 0 && samplesSoFar(s) > 0 && last.tick > 0) {
      if (this.meter) this.energy(tick);
      data.effort.ticks.push(tick);
      data.effort.cycles.push(s.cycle - last.cycles);
      data.effort.synapticOps.push(ops - last.ops);
    }
    this.last = { tick: tick + 1, cycles: s.cycle, ops };
  }

  private energy(tick: number): void {
    const { ticks, parts } = this.data.energy;
    ticks.push(tick);
    // An attojoule is a millionth of a picojoule.
    parts.forEach(({ values }, i) => values.push(this.spent[i]! / 1e6));
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
    const { lanes } = s.design;
    for (let n = 0; n < lanes && lanes * s.ctl.blk + n < neurons; n++) {
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
    const posts = rowLength(s[bank]);
    for (let pre = 0; pre <= size[bank][0]; pre++)
      for (let post = 0; post <= size[bank][1]; post++) counts[s[bank].bytes[pre * posts + post]! + 128]!++;
    return counts;
  });
}
