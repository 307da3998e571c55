/**
 * The energy log: one row for each cycle, tick or sample.
 *
 * A tick's row runs from the rise of TIME_TICK (or the cycle of a local tick) to the next one; row 0 is what came
 * before the first tick. A sample's row runs from a rise of SAMPLE to the next. While the chip runs, its counters are
 * summed at the end of every row (activity-log.ts); the rows are priced (energy-encoder.ts) and written later, batch by
 * batch, on another thread where the log is long.
 */
import { ACTIVITIES } from '../../chip/activity.js';
import { STATE_NAMES } from '../../chip/states.js';
import { REFERENCE } from '../../design/design.js';
import { recordedChip } from '../../design/recorded-chip.js';
import { originOf, type RunOrigin } from '../../table/origin.js';
import { columnName, type Column, type TableFormat, type TableLayout } from '../../table/schema.js';
import type { Prices } from '../prices.js';
import { COMPONENTS, type Component } from '../table/vocabulary.js';

export const EVERY = ['cycle', 'tick', 'sample'] as const;
/** What a row of an energy log is: a cycle, a tick or a sample. */
export type Every = (typeof EVERY)[number];

/** Columns before the components, by kind of row. */
export const LEADING: Record<Every, readonly Column[]> = {
  cycle: [
    { name: 'cycle', type: 'long' },
    { name: 'state', type: STATE_NAMES },
  ],
  tick: [
    { name: 'tick', type: 'long' },
    { name: 'cycle', type: 'long' },
    { name: 'cycles', type: 'long', repeats: true },
  ],
  sample: [
    { name: 'sample', type: 'long' },
    { name: 'cycle', type: 'long' },
    { name: 'cycles', type: 'long', repeats: true },
    { name: 'ticks', type: 'long', repeats: true },
  ],
};

/** A component's energy; rows hold attojoules, which are millionths of a picojoule. */
const componentColumn = (component: Component): Column => ({
  name: component.replaceAll('-', '_'),
  unit: 'pj',
  type: 'millionths',
  repeats: true,
});

/** Name of a component's column in the file. */
export const energyColumn = (component: Component): string => columnName(componentColumn(component));

/** All columns. */
export const energyColumns = (every: Every): Column[] => [
  ...LEADING[every],
  ...COMPONENTS.map(componentColumn),
];

/** Where the first row begins: its cycle, the numbers of its tick and sample, and the counters before it. */
export interface LogBegin {
  readonly cycle: number;
  readonly tick: number;
  readonly sample: number;
  /** Counts by activity, all states together. */
  readonly counts: Float64Array;
}

/** What a log says about its run; the clock is that of its prices. */
export type LogOrigin = Omit<RunOrigin, 'periodPs'>;

/** A log before its first row; it can be sent to a worker. */
export interface EnergyLogLayout extends TableLayout {
  readonly every: Every;
  readonly begin: LogBegin;
  readonly prices: Prices;
}

/** @param origin of the run; the period of CLK follows from the prices' operating point. */
export function energyLogLayout(
  every: Every,
  format: TableFormat,
  begin: LogBegin,
  prices: Prices,
  origin: LogOrigin,
): EnergyLogLayout {
  const { table, point } = prices;
  const periodPs = Math.round(1e12 / point.clock);
  return {
    name: 'energy',
    columns: energyColumns(every),
    format,
    meta: [
      ...originOf('energy', { ...origin, ...recordedChip(table.scaled?.design ?? REFERENCE), periodPs }),
      ['energy_table', table.name],
      ['supply_v', String(point.vdd)],
    ],
    every,
    begin,
    prices,
  };
}

/**
 * Numbers in a row of counters: the state of a row by cycle, or the ticks within a row by sample (0 by tick); then the
 * count of every activity since the chip's start, all states together, as it stands at the end of the row.
 */
export const COUNTER_ROW = 1 + ACTIVITIES.length;

/** Rows of counters in a batch: 512 KB, few enough for the nearer caches of both threads. */
export const COUNTER_ROWS = Math.floor((1 << 16) / COUNTER_ROW);
