/**
 * Timelines for the Perfetto UI: slices of samples, ticks and controller states; instants of events, spikes and weight
 * changes; counters of output membranes and errors, chosen membranes, firing, learning and power.
 */
import type { ChipState } from '../../chip/state.js';
import { EVT_NAMES, State, STATE_NAMES } from '../../chip/states.js';
import { Q, type WeightPort } from '../../chip/sram.js';
import { errorOf } from '../../chip/outputs.js';
import type { Wires } from '../../chip/wires.js';
import { ByteWriter } from '../../table/byte-writer.js';
import type { EventRecord } from '../events.js';
import { BY_RANK, EVENT_TYPE, packetBytes, SEQUENCE } from './schema.js';
import { sampleOf, tickOf } from '../../position/counts.js';
import { learnt, type TraceMeta, type TraceSink, type WriteBytes } from '../sink.js';

const SEQUENCE_ID = 1;
const CHUNK = 1 << 18;
type Interned = 'eventNames' | 'eventCategories' | 'debugAnnotationNames';

/** Packets on one sequence, with its tables of interned strings. */
export class PerfettoStream {
  private readonly out = new ByteWriter(CHUNK + (1 << 12));
  private readonly strings: Record<Interned, Map<string, number>> = {
    eventNames: new Map(),
    eventCategories: new Map(),
    debugAnnotationNames: new Map(),
  };
  private nextTrack = 1;
  private first = true;

  constructor(private readonly write: WriteBytes) {}

  /** @returns the track's id. */
  track(name: string, parent?: number, counterUnit?: string): number {
    const uuid = this.nextTrack++;
    this.packet({
      trackDescriptor: {
        uuid,
        name,
        siblingOrderRank: uuid,
        childOrdering: BY_RANK,
        ...(parent === undefined ? {} : { parentUuid: parent }),
        ...(counterUnit === undefined ? {} : { counter: { unitName: counterUnit } }),
      },
    });
    return uuid;
  }

  begin(time: number, track: number, name: string, category: string, values?: Record<string, number>): void {
    this.event(time, EVENT_TYPE.SLICE_BEGIN, track, name, category, values);
  }

  end(time: number, track: number): void {
    this.packet({ timestamp: time, trackEvent: { type: EVENT_TYPE.SLICE_END, trackUuid: track } });
  }

  instant(
    time: number,
    track: number,
    name: string,
    category: string,
    values?: Record<string, number>,
  ): void {
    this.event(time, EVENT_TYPE.INSTANT, track, name, category, values);
  }

  counter(time: number, track: number, value: number): void {
    this.packet({
      timestamp: time,
      trackEvent: { type: EVENT_TYPE.COUNTER, trackUuid: track, counterValue: value },
    });
  }

  flush(): void {
    if (this.out.length > 0) this.write(this.out.take());
  }

  private event(
    timestamp: number,
    type: number,
    trackUuid: number,
    name: string,
    category: string,
    values: Record<string, number> = {},
  ): void {
    const internedData: Partial<Record<Interned, { iid: number; name: string }[]>> = {};
    const intern = (kind: Interned, text: string): number => {
      const known = this.strings[kind].get(text);
      if (known !== undefined) return known;
      const iid = this.strings[kind].size + 1;
      this.strings[kind].set(text, iid);
      (internedData[kind] ??= []).push({ iid, name: text });
      return iid;
    };
    const trackEvent = {
      type,
      trackUuid,
      nameIid: intern('eventNames', name),
      categoryIids: [intern('eventCategories', category)],
      debugAnnotations: Object.entries(values).map(([key, intValue]) => ({
        nameIid: intern('debugAnnotationNames', key),
        intValue,
      })),
    };
    const news = Object.keys(internedData).length > 0 ? { internedData } : {};
    this.packet({ timestamp, trackEvent, ...news });
  }

  private packet(fields: Record<string, unknown>): void {
    const flags = this.first ? SEQUENCE.CLEARED | SEQUENCE.NEEDS_STATE : SEQUENCE.NEEDS_STATE;
    this.first = false;
    this.out.append(packetBytes({ ...fields, trustedPacketSequenceId: SEQUENCE_ID, sequenceFlags: flags }));
    if (this.out.length >= CHUNK) this.flush();
  }
}

/** A track on which at most one slice is open; repeats of its name go on. */
class SliceTrack {
  private open: string | undefined;

  constructor(
    private readonly stream: PerfettoStream,
    private readonly track: number,
    private readonly category: string,
  ) {}

  set(time: number, name: string): void {
    if (name === this.open) return;
    if (this.open !== undefined) this.stream.end(time, this.track);
    this.stream.begin(time, this.track, name, this.category);
    this.open = name;
  }

  close(time: number): void {
    if (this.open !== undefined) this.stream.end(time, this.track);
    this.open = undefined;
  }
}

/** A counter that is written when it changes; its times ascend, but may lie before those of other tracks. */
class CounterTrack {
  private last: number | undefined;

  constructor(
    private readonly stream: PerfettoStream,
    private readonly track: number,
  ) {}

  set(time: number, value: number): void {
    if (value === this.last) return;
    this.last = value;
    this.stream.counter(time, this.track, value);
  }
}

/** Tells what a running chip has spent since the last time it was asked. */
export interface PowerSource {
  /** Parts of the energy, by name. */
  readonly parts: readonly string[];
  /** @param into energy by part, aJ; shape [parts.length]. */
  read(into: Float64Array): void;
}

/** Mean power from each tick to the next, nW: of everything, and by part. */
class PowerTracks {
  private readonly spent: Float64Array;
  private readonly total: CounterTrack;
  private readonly parts: CounterTrack[];
  private since: number | undefined;

  constructor(
    private readonly source: PowerSource,
    private readonly periodPs: number,
    makeTrack: (name: string) => CounterTrack,
  ) {
    this.spent = new Float64Array(source.parts.length);
    this.total = makeTrack('power');
    this.parts = source.parts.map((part) => makeTrack(`power: ${part}`));
  }

  /** What was spent before is not told. */
  begin(cycle: number): void {
    if (this.since !== undefined) return;
    this.source.read(this.spent);
    this.since = cycle;
  }

  /** @param time at which the tick that ends began. */
  end(cycle: number, time: number): void {
    if (this.since === undefined || cycle === this.since) return;
    this.source.read(this.spent);
    const period = (cycle - this.since) * this.periodPs;
    this.since = cycle;
    // An attojoule a picosecond is a microwatt.
    const nanowatts = (spent: number): number => Math.round((1000 * spent) / period);
    this.parts.forEach((track, i) => track.set(time, nanowatts(this.spent[i]!)));
    this.total.set(time, nanowatts(this.spent.reduce((sum, spent) => sum + spent, 0)));
  }
}

const BANKS = ['winp', 'wrec', 'wout'] as const;

export class PerfettoWriter implements TraceSink {
  private readonly stream: PerfettoStream;
  private readonly slices: Record<'sample' | 'tick' | 'state' | 'evt', SliceTrack>;
  private readonly instants: Record<
    'inputs' | 'spikes' | 'targets' | 'host' | (typeof BANKS)[number],
    number
  >;
  private readonly rates: Record<'inputs' | 'spikes' | 'weights' | 'firing', CounterTrack>;
  private readonly outputs: CounterTrack[] = [];
  private readonly errors: CounterTrack[] = [];
  private readonly membranes = new Map<number, CounterTrack>();
  private readonly groups: Record<'outputs' | 'membranes', number>;
  private readonly power: PowerTracks | undefined;
  private readonly count = { inputs: 0, spikes: 0, weights: 0 };
  /** When the tick that goes on began. */
  private tickBegan: number | undefined;
  /** Neurons that can fire, as last seen. */
  private neurons = 0;

  /**
   * @param neurons whose membranes get a counter.
   * @param power what the chip spends; absent: no power is shown.
   */
  constructor(
    neurons: readonly number[],
    private readonly meta: TraceMeta,
    write: WriteBytes,
    power?: PowerSource,
  ) {
    const stream = (this.stream = new PerfettoStream(write));
    // Tracks without a parent stand by their names, the children of one by their ranks.
    const chip = stream.track('chip');
    const group = (name: string): number => stream.track(name, chip);
    const slice = (name: string, parent: number): SliceTrack =>
      new SliceTrack(stream, stream.track(name, parent), name);
    const counter = (name: string, parent: number, unit: string): CounterTrack =>
      new CounterTrack(stream, stream.track(name, parent, unit));
    const time = group('Time');
    const controllers = group('Controllers');
    const activity = group('Activity');
    const outputs = group('Outputs');
    const learning = group('Learning');
    const membranes = group('Membranes');
    this.groups = { outputs, membranes };
    this.slices = {
      sample: slice('sample', time),
      tick: slice('tick', time),
      state: slice('global controller', controllers),
      evt: slice('event controller', controllers),
    };
    this.instants = {
      inputs: stream.track('input events', activity),
      spikes: stream.track('spikes', activity),
      targets: stream.track('targets', learning),
      host: stream.track('host', time),
      winp: stream.track('input weights', learning),
      wrec: stream.track('recurrent weights', learning),
      wout: stream.track('output weights', learning),
    };
    this.rates = {
      inputs: counter('input events a tick', activity, 'events'),
      spikes: counter('spikes a tick', activity, 'spikes'),
      weights: counter('weights changed a tick', learning, 'weights'),
      firing: counter('firing rate', activity, 'spikes a neuron in 1000 ticks'),
    };
    for (const n of neurons) this.membranes.set(n, counter(`neuron ${n}`, membranes, 'lsb'));
    if (power) {
      const energy = group('Energy');
      this.power = new PowerTracks(power, meta.periodPs, (name) => counter(name, energy, 'nW'));
    }
  }

  readonly observe = (s: ChipState, w: Wires): void => {
    const time = this.time(s.cycle);
    const k = s.ctl;
    this.slices.sample.set(time, `sample ${sampleOf(s, w)}`);
    this.slices.tick.set(time, `tick ${tickOf(s, w)}`);
    this.slices.state.set(time, STATE_NAMES[k.state]!);
    this.slices.evt.set(time, EVT_NAMES[k.evt]!);
    this.neurons = s.config.NUM_REC + 1;
    this.power?.begin(s.cycle);
    this.tickBegan ??= time;
    if (w.timeTick) this.tick(s.cycle, time);
    if (w.aerNew) this.input(time, s.pins.aerAddress, w.timeTick);
    if (w.tarNew)
      this.stream.instant(time, this.instants.targets, 'target', 'learning', { value: s.pins.aerAddress });
    if (w.stepWrite) this.step(s, w, time);
    if (k.state === State.SDONE) this.outputValues(s, time);
    if (w.winpLearns && learnt(w.winp)) this.weights(s, time, 0, w.winp, w.winp.addr >> 4, w.winp.addr & 15);
    if (w.wrecLearns && learnt(w.wrec)) this.weights(s, time, 1, w.wrec, w.wrec.addr >> 4, w.wrec.addr & 15);
    if (w.woutLearns && learnt(w.wout)) this.weights(s, time, 2, w.wout, w.wout.addr, 0);
  };

  readonly onEvent = (record: EventRecord): void => {
    if ('out' in record)
      this.stream.instant(this.time(record.cycle), this.instants.host, 'output byte', 'host', {
        value: record.out,
      });
  };

  finish(cycle: number): void {
    const time = this.time(cycle);
    this.tick(cycle, time);
    for (const track of Object.values(this.slices)) track.close(time);
    this.stream.flush();
  }

  /** Nanoseconds. */
  private time(cycle: number): number {
    return Math.round((cycle * this.meta.periodPs) / 1000);
  }

  /** Ends a tick: what was counted since it began stands from there on. */
  private tick(cycle: number, time: number): void {
    const began = this.tickBegan ?? time;
    this.tickBegan = time;
    this.rates.firing.set(began, this.neurons && Math.round((1000 * this.count.spikes) / this.neurons));
    this.power?.end(cycle, began);
    for (const name of ['inputs', 'spikes', 'weights'] as const) {
      this.rates[name].set(began, this.count[name]);
      this.count[name] = 0;
    }
  }

  private input(time: number, input: number, lost: boolean): void {
    this.count.inputs++;
    this.stream.instant(time, this.instants.inputs, lost ? 'lost event' : 'event', 'activity', { input });
  }

  private step(s: ChipState, w: Wires, time: number): void {
    const even = s.ctl.step & 0xfe;
    for (let n = 0; n < 2; n++) {
      if ((n === 0 ? w.spike0 : w.spike1) === 0) continue;
      this.count.spikes++;
      this.stream.instant(time, this.instants.spikes, 'spike', 'activity', { neuron: even + n });
    }
    if (!w.neur.we || w.neur.prog || this.membranes.size === 0) return;
    for (let n = 0; n < 2; n++)
      this.membranes.get(2 * w.neur.addr + n)?.set(time, w.neur.data[Q.MEMBRANE + 4 * n]!);
  }

  private outputValues(s: ChipState, time: number): void {
    for (let k = 0; k <= s.config.NUM_OUT; k++) {
      const track = (name: string): CounterTrack =>
        new CounterTrack(this.stream, this.stream.track(name, this.groups.outputs, 'lsb'));
      (this.outputs[k] ??= track(`output ${k}`)).set(time, s.vOut[k]!);
      (this.errors[k] ??= track(`error ${k}`)).set(time, errorOf(s, k));
    }
  }

  private weights(
    s: ChipState,
    time: number,
    bank: number,
    port: WeightPort,
    pre: number,
    block: number,
  ): void {
    const name = BANKS[bank]!;
    const { q } = s[name];
    for (let n = 0; n < port.mask.length; n++) {
      if (port.mask[n] === 0 || port.data[n] === q[n]) continue;
      this.count.weights++;
      this.stream.instant(
        time,
        this.instants[name],
        port.data[n]! > q[n]! ? `${name} up` : `${name} down`,
        'learning',
        {
          pre,
          post: 16 * block + n,
          weight: port.data[n]!,
        },
      );
    }
  }
}
