/** Timelines of ticks that are played at once: derives from their phases what a timeline shows of every cycle. */
import { membraneOf } from '../../chip/weights.js';
import type { PlayObserver } from '../../chip/cycle.js';
import type { ChipState } from '../../chip/state.js';
import { ticksSoFar } from '../../position/counts.js';
import type { WeightMemory } from '../weight-changes.js';
import type { SliceTrack } from './tracks.js';

/** The tracks of a timeline that a tick is written to; times are in nanoseconds. */
export interface TickTracks {
  readonly slices: Readonly<Record<'tick' | 'state' | 'evt', SliceTrack>>;
  /** Neurons whose membranes are shown. */
  readonly neurons: readonly number[];
  time(cycle: number): number;
  begin(s: ChipState, cycle: number): void;
  tick(cycle: number): void;
  input(time: number, address: number, lost: boolean): void;
  spike(time: number, neuron: number): void;
  membrane(time: number, neuron: number, value: number): void;
  outputValues(s: ChipState, time: number): void;
  weight(time: number, memory: WeightMemory, pre: number, post: number, before: number, after: number): void;
}

/** Shows ticks that are played. */
export function showPlayed(tracks: TickTracks): PlayObserver {
  const { slices } = tracks;
  const time = (cycle: number): number => tracks.time(cycle);
  return {
    resting: (s, cycle) => {
      tracks.begin(s, cycle);
      slices.state.set(time(cycle), 'PROP');
      slices.evt.set(time(cycle), 'WAIT');
    },
    event: (s, cycle) => tracks.input(time(cycle), s.pins.aerAddress, false),
    tick: (s, cycle) => {
      slices.tick.set(time(cycle), `tick ${ticksSoFar(s) + 1}`);
      tracks.tick(cycle);
    },
    stepped: (s, cycle) => {
      slices.state.set(time(cycle), 'STEP');
      showNeurons(tracks, s, cycle);
    },
    done: (s) => {
      slices.state.set(time(s.cycle), 'SDONE');
      tracks.outputValues(s, time(s.cycle));
    },
    learning: (_s, cycle) => slices.state.set(time(cycle), 'EPROP'),
    weights: (_s, { cycle, memory, pre, post, before, after }) => {
      for (let n = 0; n < after.length; n++)
        if (before[n] !== after[n]) tracks.weight(time(cycle), memory, pre, post + n, before[n]!, after[n]!);
    },
    scanning: (s, cycle) => showScan(tracks, s, cycle),
  };
}

/** Spikes and membranes of a step from `cycle` on: a pair is written in the second of its two cycles. */
function showNeurons(tracks: TickTracks, s: ChipState, cycle: number): void {
  const { z, derived } = s;
  const end = (derived.lastStep + 1) & ~1;
  const written = (neuron: number): number => tracks.time(cycle + (neuron | 1));
  for (let neuron = 0; neuron < end; neuron++) if (z[neuron] !== 0) tracks.spike(written(neuron), neuron);
  for (const neuron of tracks.neurons)
    if (neuron < end) tracks.membrane(written(neuron), neuron, membraneOf(s, neuron));
}

/** States of the event controller in a scan from `cycle` on. */
function showScan(tracks: TickTracks, s: ChipState, cycle: number): void {
  const { config: c, derived: d, inNow, z } = s;
  const { evt, state } = tracks.slices;
  const visit = 2 * ((c.NUM_REC >> 1) + 1);
  state.set(tracks.time(cycle), 'PROP');
  evt.set(tracks.time(cycle), 'CNT');
  let at = cycle;
  for (let pre = 0; pre <= d.lastNeuron; pre++) {
    at++;
    if ((inNow[pre]! | z[pre]!) === 0) continue;
    evt.set(tracks.time(at), 'EVT');
    at += visit;
    if (inNow[pre] !== 0 && pre > c.NUM_REC && d.inputTraces !== 0) {
      evt.set(tracks.time(at), 'SUPP');
      at += 2;
    }
    if (pre < d.lastNeuron) evt.set(tracks.time(at), 'CNT');
  }
  evt.set(tracks.time(at), 'WAIT');
}
