/** The tracks of a timeline, and what a run puts on them. */
import { errorOf } from '../../chip/outputs.js';
import { Q } from '../../chip/sram.js';
import type { ChipState } from '../../chip/state.js';
import { EVT_NAMES, State, STATE_NAMES } from '../../chip/states.js';
import type { Wires } from '../../chip/wires.js';
import { sampleOf, tickOf } from '../../position/counts.js';
import type { EventRecord } from '../events/record.js';
import type { PowerSource, TraceMeta } from '../sink.js';
import { forEachWeightChange, type WeightMemory } from '../weight-changes.js';
import type { TickTracks } from './played.js';
import type { PerfettoStream } from './stream.js';
import { chipTrack, CounterTrack, PowerTracks, SliceTrack } from './tracks.js';

/** Tracks that are declared at the start, by group. */
interface Layout {
  readonly slices: Record<'sample' | 'tick' | 'state' | 'evt', SliceTrack>;
  /** Ids of the tracks of instants. */
  readonly instants: Record<'inputs' | 'spikes' | 'targets' | 'host' | WeightMemory, number>;
  /** Counts by tick. */
  readonly rates: Record<'inputs' | 'spikes' | 'weights' | 'firing', CounterTrack>;
  readonly membranes: ReadonlyMap<number, CounterTrack>;
  /** Id of the group in which outputs get their tracks when they are first seen. */
  readonly outputs: number;
  readonly power: PowerTracks | undefined;
}

/** Declares the tracks; children of a group stand in the order of their declaration. */
function declareTracks(
  stream: PerfettoStream,
  neurons: readonly number[],
  meta: TraceMeta,
  power: PowerSource | undefined,
): Layout {
  // Perfetto sorts tracks without a parent by name, and the children of a track by rank: all groups need a root.
  const chip = stream.track(chipTrack(meta));
  const group = (name: string): number => stream.track(name, chip);
  const slice = (name: string, parent: number, isNumbered = false): SliceTrack =>
    new SliceTrack(stream, stream.track(name, parent), name, isNumbered);
  const counter = (name: string, parent: number, unit: string): CounterTrack =>
    new CounterTrack(stream, stream.track(name, parent, unit));
  const [time, controllers, activity] = [group('Time'), group('Controllers'), group('Activity')];
  const [outputs, learning, membranes] = [group('Outputs'), group('Learning'), group('Membranes')];
  return {
    slices: {
      sample: slice('sample', time, true),
      tick: slice('tick', time, true),
      state: slice('global controller', controllers),
      evt: slice('event controller', controllers),
    },
    instants: {
      inputs: stream.track('input events', activity),
      spikes: stream.track('spikes', activity),
      targets: stream.track('targets', learning),
      host: stream.track('host', time),
      winp: stream.track('input weights', learning),
      wrec: stream.track('recurrent weights', learning),
      wout: stream.track('output weights', learning),
    },
    rates: {
      inputs: counter('input events a tick', activity, 'events'),
      spikes: counter('spikes a tick', activity, 'spikes'),
      weights: counter('weights changed a tick', learning, 'weights'),
      firing: counter('firing rate', activity, 'spikes a neuron in 1000 ticks'),
    },
    membranes: new Map(neurons.map((n) => [n, counter(`neuron ${n}`, membranes, 'lsb')])),
    outputs,
    power: power && powerTracks(power),
  };

  function powerTracks(source: PowerSource): PowerTracks {
    const energy = group('Energy');
    return new PowerTracks(source, meta.periodPs, (name) => counter(name, energy, 'nW'));
  }
}

/** The tracks of a run, filled as it goes on. */
export class Timeline implements TickTracks {
  private readonly tracks: Layout;
  private readonly outputs: CounterTrack[] = [];
  private readonly errors: CounterTrack[] = [];
  /** Counts since the tick began. */
  private readonly count = { inputs: 0, spikes: 0, weights: 0 };
  private tickBegan: number | undefined;
  /** Neurons that can fire, as last seen. */
  private neuronsInUse = 0;

  constructor(
    private readonly stream: PerfettoStream,
    readonly neurons: readonly number[],
    private readonly meta: TraceMeta,
    power?: PowerSource,
  ) {
    this.tracks = declareTracks(stream, neurons, meta, power);
  }

  get slices(): Layout['slices'] {
    return this.tracks.slices;
  }

  /** Shows a cycle, before its edge. */
  cycle(s: ChipState, w: Wires): void {
    const time = this.time(s.cycle);
    const k = s.ctl;
    const { slices } = this;
    slices.sample.set(time, `sample ${sampleOf(s, w)}`);
    slices.tick.set(time, `tick ${tickOf(s, w)}`);
    slices.state.set(time, STATE_NAMES[k.state]!);
    slices.evt.set(time, EVT_NAMES[k.evt]!);
    this.begin(s, s.cycle);
    if (w.timeTick) this.tick(s.cycle);
    if (w.aerNew) this.input(time, s.pins.aerAddress, w.timeTick);
    if (w.tarNew)
      this.stream.instant(time, this.tracks.instants.targets, 'target', 'learning', {
        value: s.pins.aerAddress,
      });
    if (w.stepWrite) this.step(s, w, time);
    if (k.state === State.SDONE) this.outputValues(s, time);
    forEachWeightChange(s, w, (memory, pre, post, before, after) =>
      this.weight(time, memory, pre, post, before, after),
    );
  }

  /** Shows what the host sees. */
  host(record: EventRecord): void {
    if ('out' in record)
      this.stream.instant(this.time(record.cycle), this.tracks.instants.host, 'output byte', 'host', {
        value: record.out,
      });
  }

  finish(cycle: number): void {
    const time = this.time(cycle);
    this.tick(cycle);
    for (const track of Object.values(this.tracks.slices)) track.close(time);
    this.stream.flush();
  }

  /** Nanoseconds. */
  time(cycle: number): number {
    return Math.round((cycle * this.meta.periodPs) / 1000);
  }

  /** Something is seen in a cycle: of the first one, counts begin. */
  begin(s: ChipState, cycle: number): void {
    this.neuronsInUse = s.config.NUM_REC + 1;
    this.tracks.power?.begin(cycle);
    this.tickBegan ??= this.time(cycle);
  }

  /** Ends a tick: counts are written at its beginning, from where on they hold. */
  tick(cycle: number): void {
    const time = this.time(cycle);
    const began = this.tickBegan ?? time;
    this.tickBegan = time;
    this.tracks.rates.firing.set(
      began,
      this.neuronsInUse && Math.round((1000 * this.count.spikes) / this.neuronsInUse),
    );
    this.tracks.power?.end(cycle, began);
    for (const name of ['inputs', 'spikes', 'weights'] as const) {
      this.tracks.rates[name].set(began, this.count[name]);
      this.count[name] = 0;
    }
  }

  input(time: number, input: number, lost: boolean): void {
    this.count.inputs++;
    this.stream.instant(time, this.tracks.instants.inputs, lost ? 'lost event' : 'event', 'activity', {
      input,
    });
  }

  private step(s: ChipState, w: Wires, time: number): void {
    const even = s.ctl.step & ~1;
    for (let n = 0; n < 2; n++) {
      if ((n === 0 ? w.spike0 : w.spike1) !== 0) this.spike(time, even + n);
    }
    if (!w.neur.we || w.neur.prog || this.tracks.membranes.size === 0) return;
    for (let n = 0; n < 2; n++) this.membrane(time, 2 * w.neur.addr + n, w.neur.data[Q.MEMBRANE + 4 * n]!);
  }

  spike(time: number, neuron: number): void {
    this.count.spikes++;
    this.stream.instant(time, this.tracks.instants.spikes, 'spike', 'activity', { neuron });
  }

  membrane(time: number, neuron: number, value: number): void {
    this.tracks.membranes.get(neuron)?.set(time, value);
  }

  weight(time: number, memory: WeightMemory, pre: number, post: number, before: number, after: number): void {
    this.count.weights++;
    const name = `${memory} ${after > before ? 'up' : 'down'}`;
    this.stream.instant(time, this.tracks.instants[memory], name, 'learning', { pre, post, weight: after });
  }

  outputValues(s: ChipState, time: number): void {
    for (let k = 0; k <= s.config.NUM_OUT; k++) {
      const track = (name: string): CounterTrack =>
        new CounterTrack(this.stream, this.stream.track(name, this.tracks.outputs, 'lsb'));
      (this.outputs[k] ??= track(`output ${k}`)).set(time, s.vOut[k]!);
      (this.errors[k] ??= track(`error ${k}`)).set(time, errorOf(s, k));
    }
  }
}
