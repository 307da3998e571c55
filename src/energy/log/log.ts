/**
 * The energy log: a row a cycle, a tick or a sample.
 *
 * A tick's row runs from the rise of TIME_TICK (or the cycle of a local tick) to the next one; row 0 is what came
 * before the first. A sample's row runs from a rise of SAMPLE to the next. While the chip runs, only its counters are
 * copied (activity-log.ts); what they cost is worked out block by block (row-pricer.ts), elsewhere if need be.
 */
import { LONG } from '../../chip/turbo/counter-rows.js';
import { COMPONENTS, type Component } from '../table/vocabulary.js';

export const EVERY = ['cycle', 'tick', 'sample'] as const;
export type Every = (typeof EVERY)[number];

/** Columns before the components, by kind of row: whole numbers; `state` is the index of its name. */
export const LEADING: Record<Every, readonly string[]> = {
  cycle: ['cycle', 'state'],
  tick: ['tick', 'cycle', 'cycles'],
  sample: ['sample', 'cycle', 'cycles', 'ticks'],
};

/** Column of a component's picojoules. */
export const energyColumn = (component: Component): string => `${component.replaceAll('-', '_')}_pj`;

/** All columns. */
export const columnsOf = (every: Every): string[] => [...LEADING[every], ...COMPONENTS.map(energyColumn)];

/** Columns before the components at most. */
export const MOST_LEADING = Math.max(...EVERY.map((every) => LEADING[every].length));

/**
 * Kinds of rows of counters besides those of the turbo engine's phases (chip/turbo/counter-rows.ts), the first word of a
 * row: everything, that is the state of a row by cycle or the ticks of one by sample, in two words, and then all activities
 * as they stand, of all states together, each a float in four words; or nothing, as filling at the end of a block.
 */
export const EVERYTHING = LONG + 1;
export const NOTHING = LONG + 2;

/** Words in a block at most. */
export const BLOCK_LENGTH = 1 << 17;

/** Rows of counters, one after the other, each behind its head. */
export interface ActivityBlock {
  readonly values: Uint16Array;
  /** Words in use. */
  readonly length: number;
}

/** Where the first row begins: its cycle, the numbers of its tick and sample, and the counters before it. */
export interface LogBegin {
  readonly cycle: number;
  readonly tick: number;
  readonly sample: number;
  /** Counts by activity, of all states together. */
  readonly counts: Float64Array;
}

/** Rows priced: leading columns, then aJ by component. */
export interface RowBlock {
  readonly every: Every;
  readonly values: Float64Array;
  readonly rows: number;
}

/** Number of values in a priced row. */
export const rowWidth = (every: Every): number => LEADING[every].length + COMPONENTS.length;

/** A place in a run: a cycle, a tick (of the sample, where one is given, else of the run) or a sample; from 1. */
export interface LogPosition {
  readonly cycle?: number;
  readonly sample?: number;
  readonly tick?: number;
}
