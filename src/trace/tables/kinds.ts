/** The kinds of tables that a run can be recorded in: the columns of each, and how its rows are made. */
import { ACT, ACTIVITIES, activityBase } from '../../chip/activity.js';
import { writtenMembrane } from '../../chip/neuron-datapath.js';
import { Q } from '../../chip/sram.js';
import type { ChipState } from '../../chip/state.js';
import { State, STATE_NAMES } from '../../chip/states.js';
import type { Wires } from '../../chip/wires.js';
import type { Column } from '../../table/schema.js';
import type { RecordFormat } from '../format.js';
import type { TraceSink } from '../sink.js';
import { forEachWeightChange, WEIGHT_MEMORIES } from '../weight-changes.js';
import { outputObserver } from './output-rows.js';
import { PLACE, TIME, type Rows } from './rows.js';

/** A kind of table. */
interface Kind {
  /** One line for users that says what a row is. */
  readonly summary: string;
  /** What its recorder has to see. */
  readonly sees: RecordFormat['sees'];
  readonly columns: readonly Column[];
  /** Whether neurons may be chosen. */
  readonly takesNeurons?: true;
  /**
   * Begins to record; rows go to `rows`. `finish` adds the last rows. Absent: recorded as words (spike-words.ts).
   * @param neurons the chosen ones; absent: all in use.
   */
  readonly record?: (
    rows: Rows,
    neurons: ReadonlySet<number> | undefined,
  ) => Pick<TraceSink, 'observe' | 'onEvent'> & { finish?: () => void };
}

const ints = (...names: string[]): Column[] => names.map((name) => ({ name, type: 'int' }));
const lsbs = (...names: string[]): Column[] => names.map((name) => ({ name, unit: 'lsb', type: 'int' }));

const EVENT_KINDS = ['snapshot', 'output', 'spi_read'] as const;

/** The tables by name. */
export const TABLES = {
  spikes: {
    summary: 'input events and spikes, a row each',
    sees: 'phases',
    columns: [...PLACE, { name: 'layer', type: ['input', 'recurrent'] }, ...ints('neuron')],
  },

  membranes: {
    summary: 'membranes and thresholds, a row a neuron (`--neurons`; default: all) and tick',
    sees: 'cycles',
    takesNeurons: true,
    columns: [...PLACE, ...ints('neuron'), ...lsbs('membrane', 'threshold'), ...ints('spike')],
    record: (rows, neurons) => ({
      observe: (s, w) => {
        if (!w.stepWrite || !w.neur.we || w.neur.prog) return;
        for (let n = 0; n < 2; n++) {
          const neuron = 2 * w.neur.addr + n;
          if (neuron > s.config.NUM_REC || neurons?.has(neuron) === false) continue;
          const membrane = writtenMembrane(s, w, n);
          rows.add(s, w, neuron, membrane, s.neur.q[Q.THRESHOLD]!, n === 0 ? w.spike0 : w.spike1);
        }
      },
    }),
  },

  outputs: {
    summary: 'membranes and errors of the outputs, the winner; a row an output and tick',
    sees: 'phases',
    columns: [...PLACE, ...ints('output'), ...lsbs('membrane', 'error'), ...ints('target_valid', 'winner')],
    record: (rows) => ({ observe: outputObserver(rows) }),
  },

  weights: {
    summary: 'changes of weights by learning, a row each',
    sees: 'cycles',
    columns: [
      ...PLACE,
      { name: 'memory', type: WEIGHT_MEMORIES },
      ...ints('pre', 'post'),
      ...lsbs('old', 'new'),
    ],
    record: (rows) => ({
      observe: (s, w) =>
        forEachWeightChange(s, w, (memory, pre, post, before, after) =>
          rows.add(s, w, WEIGHT_MEMORIES.indexOf(memory), pre, post, before, after),
        ),
    }),
  },

  learning: {
    summary: 'learning signals and what they are multiplied with, a row a neuron and tick',
    sees: 'cycles',
    columns: [
      ...PLACE,
      ...ints('neuron'),
      ...lsbs('signal'),
      ...ints('pseudo_derivative'),
      ...lsbs('regularisation'),
    ],
    record: (rows) => ({
      observe: (s, w) => {
        const k = s.ctl;
        if (k.state !== State.EPROP || k.posts !== 0 || k.ePre !== 0) return;
        const { lanes } = s.design;
        for (let n = 0; n < lanes && lanes * k.blk + n <= s.config.NUM_REC; n++)
          rows.add(
            s,
            w,
            lanes * k.blk + n,
            s.learningSignal[n]!,
            s.pseudoDerivative[n]!,
            s.regularisation[n]!,
          );
      },
    }),
  },

  activity: {
    summary: 'activity counters by tick and controller state, from which energy follows',
    sees: 'cycles',
    columns: [...PLACE, { name: 'state', type: STATE_NAMES }, ...ints(...ACTIVITIES)],
    record: (rows) => {
      const before = new Float64Array(STATE_NAMES.length * ACTIVITIES.length);
      let last: { s: ChipState; w: Wires } | undefined;
      const endTick = (s: ChipState, w: Wires): void => {
        STATE_NAMES.forEach((_, state) => {
          const base = activityBase(state);
          if (s.activity[base + ACT.cycles] === before[base + ACT.cycles]) return;
          rows.add(s, w, state, ...ACTIVITIES.map((_name, i) => s.activity[base + i]! - before[base + i]!));
        });
        before.set(s.activity);
      };
      return {
        observe: (s, w) => {
          if (!last) before.set(s.activity);
          last ??= { s, w };
          if (w.timeTick) endTick(s, w);
        },
        finish: () => {
          if (!last) return;
          last.w.timeTick = false;
          endTick(last.s, last.w);
        },
      };
    },
  },

  host: {
    summary: 'output bytes and words read over SPI, a row each',
    sees: 'host',
    columns: [...TIME, { name: 'kind', type: EVENT_KINDS }, ...ints('value')],
    record: (rows) => ({
      onEvent: (record) => {
        if ('out' in record) rows.addAt(record.cycle, EVENT_KINDS.indexOf('output'), record.out);
        else if ('spir' in record)
          for (const word of record.data) rows.addAt(record.cycle, EVENT_KINDS.indexOf('spi_read'), word | 0);
        else rows.addAt(record.cycle, EVENT_KINDS.indexOf('snapshot'), 0);
      },
    }),
  },
} as const satisfies Record<string, Kind>;

/** The name of a kind of table. */
export type TableKind = keyof typeof TABLES;
/** The kinds of table that a run can be recorded in. */
export const TABLE_KINDS = Object.keys(TABLES) as readonly TableKind[];

/** A kind by its name. */
export const tableOf = (kind: TableKind): Kind => TABLES[kind];
