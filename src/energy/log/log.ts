/**
 * The energy log: one row for each cycle, tick or sample.
 *
 * A tick's row runs from the rise of TIME_TICK (or the cycle of a local tick) to the next one; row 0 is what came
 * before the first tick. A sample's row runs from a rise of SAMPLE to the next. While the chip runs, its counters are
 * summed at the end of every row (activity-log.ts); the rows are priced and written later, batch by batch, on another
 * thread where the log is long (row-pricer.ts, csv.ts, parquet.ts).
 */
import { ACTIVITIES } from '../../chip/activity.js';
import { COMPONENTS, type Component } from '../table/vocabulary.js';

export const EVERY = ['cycle', 'tick', 'sample'] as const;
/** What a row of an energy log is: a cycle, a tick or a sample. */
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

/**
 * Numbers in a row of counters: the state of a row by cycle, or the ticks within a row by sample (0 by tick); then the
 * count of every activity since the chip's start, all states together, as it stands at the end of the row.
 */
export const COUNTER_ROW = 1 + ACTIVITIES.length;

/** Rows in a batch: 512 KB, few enough for the nearer caches of both threads. */
export const BATCH_ROWS = Math.floor((1 << 16) / COUNTER_ROW);

/** Rows of counters ({@link COUNTER_ROW} numbers each), one after the other. */
export interface ActivityBatch {
  readonly values: Float64Array;
  readonly rows: number;
}

/** Where the first row begins: its cycle, the numbers of its tick and sample, and the counters before it. */
export interface LogBegin {
  readonly cycle: number;
  readonly tick: number;
  readonly sample: number;
  /** Counts by activity, all states together. */
  readonly counts: Float64Array;
}

/** Priced rows: the leading columns, then attojoules by component. */
export interface RowBlock {
  readonly every: Every;
  readonly values: Float64Array;
  readonly rows: number;
}

/** Number of values in a priced row. */
export const rowWidth = (every: Every): number => LEADING[every].length + COMPONENTS.length;
