/** What can be traced as a table: one class a kind of row, all over the cycles of a window. */
import { ACT, ACTIVITIES, activityBase } from '../../chip/activity.js';
import type { CycleObserver, PhaseObserver } from '../../chip/cycle.js';
import { LANES } from '../../chip/geometry.js';
import { errorOf, winner } from '../../chip/outputs.js';
import { Q } from '../../chip/sram.js';
import type { ChipState } from '../../chip/state.js';
import { State, STATE_NAMES } from '../../chip/states.js';
import { SYNC } from '../../chip/synchronisers.js';
import type { Wires } from '../../chip/wires.js';
import type { EventRecord } from '../events/record.js';
import { sampleOf, samplesSoFar, tickOf, ticksSoFar } from '../../position/counts.js';
import { SpikeWriter } from './spike-words.js';
import type { TraceMeta, TraceSink, WriteBytes } from '../sink.js';
import { forEachWeightChange, WEIGHT_MEMORIES } from '../weight-changes.js';
import { tableMeta, TableWriter, type Column, type MakeTableEncoder, type TableFormat } from './table.js';

/** Columns that every row of a cycle begins with. */
const PLACE: readonly Column[] = [
  { name: 'cycle', type: 'long' },
  { name: 'time_us', type: 'double' },
  { name: 'sample', type: 'int' },
  { name: 'tick', type: 'int' },
];
const ints = (...names: string[]): Column[] => names.map((name) => ({ name, type: 'int' }));
const LAYERS = ['input', 'recurrent'] as const;
const EVENT_KINDS = ['snapshot', 'output', 'spi_read'] as const;

const COLUMNS = {
  spikes: [...PLACE, { name: 'layer', type: LAYERS }, ...ints('neuron')],
  membranes: [...PLACE, ...ints('neuron', 'membrane_lsb', 'threshold_lsb', 'spike')],
  outputs: [...PLACE, ...ints('output', 'membrane_lsb', 'error_lsb', 'target_valid', 'winner')],
  weights: [
    ...PLACE,
    { name: 'memory', type: WEIGHT_MEMORIES },
    ...ints('pre', 'post', 'old_lsb', 'new_lsb'),
  ],
  learning: [...PLACE, ...ints('neuron', 'signal_lsb', 'pseudo_derivative', 'regularisation_lsb')],
  activity: [...PLACE, { name: 'state', type: STATE_NAMES }, ...ints(...ACTIVITIES)],
  host: [...PLACE.slice(0, 2), { name: 'kind', type: EVENT_KINDS }, ...ints('value')],
} as const satisfies Record<string, readonly Column[]>;

/** A kind of table. */
export type TableKind = keyof typeof COLUMNS;
/** What a run can be recorded as in a table. */
export const TABLE_KINDS = Object.keys(COLUMNS) as readonly TableKind[];

/** A table of a kind. Spikes: also input events. Activity: counts by tick and state, from which energy follows. */
export function tableSink(
  kind: TableKind,
  format: TableFormat,
  meta: TraceMeta,
  write: WriteBytes,
  makeEncoder: MakeTableEncoder,
): TraceSink {
  const layout = { columns: COLUMNS[kind], format, meta: tableMeta(kind, meta) };
  if (kind === 'spikes') {
    const spikes = new SpikeWriter(makeEncoder({ ...layout, spikePeriodPs: meta.periodPs }, write));
    return { observe: spikeObserver(spikes), finish: () => spikes.finish() };
  }
  const table = new TableWriter(layout, makeEncoder(layout, write));
  const put = (cycle: number, sample: number, tick: number): void => {
    table.put(cycle);
    table.put((cycle * meta.periodPs) / 1e6);
    table.put(sample);
    table.put(tick);
  };
  const place = (s: ChipState, w: Wires): void => put(s.cycle, sampleOf(s, w), tickOf(s, w));
  const finish = (): void | Promise<void> => table.finish();
  switch (kind) {
    case 'host':
      return { onEvent: (record) => hostRow(table, meta, record), finish };
    case 'activity':
      return activitySink(table, place);
    default:
      return { observe: OBSERVERS[kind](table, place), finish };
  }
}

type Place = (s: ChipState, w: Wires) => void;

/** Input events and spikes. An event that comes with a tick is lost (it is acknowledged only). */
function spikeObserver(spikes: SpikeWriter): CycleObserver {
  const observe = (s: ChipState, w: Wires): void => {
    const event = w.aerNew && !w.timeTick;
    const fires = w.stepWrite && (w.spike0 | w.spike1) !== 0;
    if (!event && !fires) return;
    const sample = sampleOf(s, w);
    const tick = tickOf(s, w);
    if (event) spikes.event(s.cycle, sample, tick, s.pins.aerAddress);
    if (!fires) return;
    const even = s.ctl.step & 0xfe;
    if (w.spike0 !== 0) spikes.spike(s.cycle, sample, tick, even);
    if (w.spike1 !== 0) spikes.spike(s.cycle, sample, tick, even + 1);
  };
  // No tick comes within a phase: the counters say which it is.
  const phases: PhaseObserver = {
    event: (s, cycle) => spikes.event(cycle, samplesSoFar(s), ticksSoFar(s), s.pins.aerAddress),
    spikes: (s, cycle, first, last) => spikes.spikes(cycle, samplesSoFar(s), ticksSoFar(s), first, last, s.z),
  };
  return Object.assign(observe, { phases });
}

const OBSERVERS: Record<
  Exclude<TableKind, 'host' | 'activity' | 'spikes'>,
  (t: TableWriter, place: Place) => CycleObserver
> = {
  membranes: (t, place) => (s, w) => {
    if (!w.stepWrite || !w.neur.we || w.neur.prog) return;
    for (let n = 0; n < 2; n++) {
      const neuron = 2 * w.neur.addr + n;
      if (neuron > s.config.NUM_REC) continue;
      place(s, w);
      t.put(neuron);
      t.put(w.neur.data[Q.MEMBRANE + 4 * n]!);
      t.put(s.neur.q[Q.THRESHOLD]!);
      t.put(n === 0 ? w.spike0 : w.spike1);
      t.end();
    }
  },

  outputs: (t, place) => {
    const done = (s: ChipState, w: Wires): void => {
      const won = winner(s.vOut, s);
      const valid = (w.sync & SYNC.TARGET_VALID) !== 0 ? 1 : 0;
      for (let k = 0; k <= s.config.NUM_OUT; k++) {
        place(s, w);
        t.put(k);
        t.put(s.vOut[k]!);
        t.put(errorOf(s, k));
        t.put(valid);
        t.put(k === won ? 1 : 0);
        t.end();
      }
    };
    const observe = (s: ChipState, w: Wires): void => {
      if (s.ctl.state === State.SDONE) done(s, w);
    };
    return Object.assign(observe, { phases: { done } });
  },

  weights: (t, place) => (s, w) =>
    forEachWeightChange(s, w, (memory, pre, post, before, after) => {
      place(s, w);
      t.put(WEIGHT_MEMORIES.indexOf(memory));
      t.put(pre);
      t.put(post);
      t.put(before);
      t.put(after);
      t.end();
    }),

  // A block's slots are complete when its pre phase begins.
  learning: (t, place) => (s, w) => {
    const k = s.ctl;
    if (k.state !== State.EPROP || k.posts !== 0 || k.ePre !== 0) return;
    for (let n = 0; n < LANES; n++) {
      const neuron = LANES * k.blk + n;
      if (neuron > s.config.NUM_REC) return;
      place(s, w);
      t.put(neuron);
      t.put(s.learningSignal[n]!);
      t.put(s.pseudoDerivative[n]!);
      t.put(s.regularisation[n]!);
      t.end();
    }
  },
};

function hostRow(t: TableWriter, meta: TraceMeta, record: EventRecord): void {
  const row = (kind: number, value: number): void => {
    t.put(record.cycle);
    t.put((record.cycle * meta.periodPs) / 1e6);
    t.put(kind);
    t.put(value);
    t.end();
  };
  if ('out' in record) row(1, record.out);
  else if ('spir' in record) for (const word of record.data) row(2, word | 0);
  else row(0, 0);
}

/** What was counted from one tick to the next, by state. */
function activitySink(t: TableWriter, place: Place): TraceSink {
  let before: Float64Array | undefined;
  let last: { s: ChipState; w: Wires } | undefined;
  const rows = (s: ChipState, w: Wires, counts: Float64Array): void => {
    const from = before!;
    for (let state = 0; state < STATE_NAMES.length; state++) {
      const base = activityBase(state);
      if (counts[base + ACT.cycles] === from[base + ACT.cycles]) continue;
      place(s, w);
      t.put(state);
      for (let i = 0; i < ACTIVITIES.length; i++) t.put(counts[base + i]! - from[base + i]!);
      t.end();
    }
    from.set(counts);
  };
  return {
    observe: (s, w) => {
      before ??= s.activity.slice();
      last ??= { s, w };
      if (w.timeTick) rows(s, w, s.activity);
    },
    finish: () => {
      if (last) {
        last.w.timeTick = false;
        rows(last.s, last.w, last.s.activity);
      }
      return t.finish();
    },
  };
}
