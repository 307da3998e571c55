/**
 * From the events of a sensor to the inputs and ticks of the chip.
 *
 * The rule is declared as data and changes nothing else: pixels outside the crop are dropped, blocks of pixels become
 * one input, polarities are kept apart, merged or chosen, time is cut into ticks. Several events of one input in one
 * tick become one, because the chip remembers one event an input until its tick.
 */
import { usageError } from '../text/errors.js';
import type { EventColumns, SensorSize } from './events.js';

export const POLARITIES = ['both', 'merge', 'on', 'off'] as const;
export type Polarity = (typeof POLARITIES)[number];

export interface Rectangle extends SensorSize {
  readonly x: number;
  readonly y: number;
}

/** How events become inputs and ticks. */
export interface Binning {
  /** Number of inputs. */
  readonly inputs: number;
  /** Length of a tick in microseconds. */
  readonly dt: number;
  /** Pixels that are used; absent: the whole sensor. */
  readonly crop?: Rectangle;
  /** Columns and rows of pixels that become one input. */
  readonly subsample: readonly [columns: number, rows: number];
  /** both: an input for each polarity; merge: one for the two; on, off: only events of this one. */
  readonly polarity: Polarity;
  /** Whether tick 0 begins with the recording's time 0 or with its first event. */
  readonly start: 'zero' | 'first';
  /** Ticks of a sample; later events are dropped. Absent: up to the last event. */
  readonly ticks?: number;
}

/** How many events of a recording were kept, merged and dropped. */
export interface BinningCounts {
  /** Events in the recording. */
  read: number;
  /** Events outside the crop or the sensor. */
  cropped: number;
  /** Events of the other polarity. */
  otherPolarity: number;
  /** Events before tick 0 or after the last tick. */
  outsideTime: number;
  /** Events in a tick in which their input already has one. */
  merged: number;
  /** Events of the sample. */
  kept: number;
}

/** A recording as inputs and ticks. */
export interface BinnedSample {
  /** Input of each event; events are in the order of ticks, then of inputs. */
  readonly inputs: Uint16Array;
  /** Tick of each event. */
  readonly at: Uint32Array;
  readonly ticks: number;
  readonly counts: BinningCounts;
}

/** Longest sample, in ticks. */
export const MAX_TICKS = 1_000_000;

/** Assigns pixels to inputs. */
interface Grid extends Rectangle {
  columns: number;
  rows: number;
}

/**
 * Inputs in use: columns, then rows, then polarities.
 * @param sensor the sensor, where the recording names it.
 * @throws UserError when the sensor is unknown or more inputs would be needed than there are.
 */
export function gridOf(binning: Binning, sensor: SensorSize | undefined): Grid {
  const area = binning.crop ?? (sensor && { x: 0, y: 0, ...sensor });
  if (!area) throw usageError('the recording does not say how large the sensor is: give --sensor or --crop');
  const [blockColumns, blockRows] = binning.subsample;
  const columns = Math.ceil(area.width / blockColumns);
  const rows = Math.ceil(area.height / blockRows);
  const planes = binning.polarity === 'both' ? 2 : 1;
  const needed = columns * rows * planes;
  if (needed > binning.inputs) {
    const fitting = fittingBlock(area, planes, binning.inputs);
    throw usageError(
      `${columns} x ${rows}${planes === 2 ? ' x 2 polarities' : ''} = ${needed} inputs, there are ${binning.inputs}: ` +
        (fitting === undefined ? 'crop' : `crop, or --subsample ${fitting}`),
    );
  }
  return { ...area, columns, rows };
}

/** The smallest block, of as many columns as rows where there are rows, that leaves few enough inputs. */
function fittingBlock({ width, height }: SensorSize, planes: number, inputs: number): string | undefined {
  for (let block = 1; block <= Math.max(width, height); block++) {
    const rows = height === 1 ? 1 : block;
    if (Math.ceil(width / block) * Math.ceil(height / rows) * planes <= inputs)
      return height === 1 ? `${block}x1` : `${block}`;
  }
  return undefined;
}

/** Bins one recording, batch by batch; what it holds grows with the sample, not with the recording. */
export class Binner {
  private readonly counts: BinningCounts = {
    read: 0,
    cropped: 0,
    otherPolarity: 0,
    outsideTime: 0,
    merged: 0,
    kept: 0,
  };
  /** Inputs with an event, by tick. */
  private readonly ticks = new Map<number, Set<number>>();
  private zero: number | undefined;

  constructor(
    private readonly binning: Binning,
    private readonly grid: Grid,
  ) {
    if (binning.start === 'zero') this.zero = 0;
  }

  add({ count, t, x, y, p }: EventColumns): void {
    const { counts } = this;
    const { dt, polarity } = this.binning;
    const limit = this.binning.ticks ?? MAX_TICKS;
    counts.read += count;
    for (let i = 0; i < count; i++) {
      const on = p[i]!;
      if ((polarity === 'on' && on === 0) || (polarity === 'off' && on === 1)) {
        counts.otherPolarity++;
        continue;
      }
      const input = this.inputOf(x[i]!, y[i]!, on);
      if (input === undefined) {
        counts.cropped++;
        continue;
      }
      this.zero ??= t[i]!;
      const tick = Math.floor((t[i]! - this.zero) / dt);
      if (!(tick >= 0 && tick < limit)) {
        counts.outsideTime++;
        continue;
      }
      const inputs = this.ticks.get(tick) ?? new Set();
      if (inputs.size === 0) this.ticks.set(tick, inputs);
      if (inputs.has(input)) counts.merged++;
      inputs.add(input);
    }
  }

  finish(): BinnedSample {
    const order = [...this.ticks.keys()].sort((a, b) => a - b);
    const kept = order.reduce((sum, tick) => sum + this.ticks.get(tick)!.size, 0);
    const inputs = new Uint16Array(kept);
    const at = new Uint32Array(kept);
    let n = 0;
    for (const tick of order)
      for (const input of [...this.ticks.get(tick)!].sort((a, b) => a - b)) {
        at[n] = tick;
        inputs[n++] = input;
      }
    const ticks = this.binning.ticks ?? (order.at(-1) ?? 0) + 1;
    return { inputs, at, ticks, counts: { ...this.counts, kept } };
  }

  private inputOf(x: number, y: number, on: number): number | undefined {
    const { grid, binning } = this;
    const column = x - grid.x;
    const row = y - grid.y;
    if (column < 0 || row < 0 || column >= grid.width || row >= grid.height) return undefined;
    const [blockColumns, blockRows] = binning.subsample;
    const cell = Math.floor(row / blockRows) * grid.columns + Math.floor(column / blockColumns);
    return binning.polarity === 'both' ? cell + on * grid.columns * grid.rows : cell;
  }
}
