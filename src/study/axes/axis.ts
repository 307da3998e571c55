/** An axis of a study: the values that a quantity takes, one by one or from a range. */
import type { Expression, Value } from '../expression.js';

/** An axis. */
export interface Axis {
  readonly name: string;
  /** What it is for people, such as `MHz`; absent: a plain number. */
  readonly unit?: string;
  /** All values in order; absent for a range that has no steps, which only samplers can use. */
  readonly values?: readonly Value[];
  /** A range of numbers. */
  readonly range?: AxisRange;
  /** The axis counts only where this holds; elsewhere it is at `otherwise`. */
  readonly condition?: { readonly when: Expression; readonly otherwise: Value };
}

/** A range of numbers; both ends belong to it. */
export interface AxisRange {
  readonly from: number;
  readonly to: number;
  /** Equal ratios instead of equal differences. */
  readonly isLogarithmic: boolean;
  /** Whole numbers only. */
  readonly isWhole: boolean;
}

/** Numbers from `from` to `to` in steps; the last may lie below `to`. */
export function steppedValues(from: number, to: number, step: number): number[] {
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, i) => tidy(from + i * step));
}

/** So many numbers of a range, at equal differences or ratios, each value once. */
export function spacedValues(range: AxisRange, points: number): number[] {
  const values = Array.from({ length: points }, (_, i) =>
    inRange(range, points === 1 ? 0 : i / (points - 1)),
  );
  return [...new Set(values)];
}

/**
 * The value of an axis at a place from 0 to 1.
 * @param place at least 0, below 1: each value of a list has an equal part.
 */
export function valueAt({ values, range }: Axis, place: number): Value {
  if (values) return values[Math.min(values.length - 1, Math.floor(place * values.length))]!;
  if (!range) throw new RangeError('an axis without values');
  if (!range.isWhole) return inRange(range, place);
  const low = range.isLogarithmic ? range.from : range.from - 0.5;
  const high = range.isLogarithmic ? range.to : range.to + 0.5;
  const value = inRange({ ...range, from: low, to: high }, place);
  return Math.max(range.from, Math.min(range.to, value));
}

function inRange({ from, to, isLogarithmic, isWhole }: AxisRange, share: number): number {
  const value = isLogarithmic ? from * (to / from) ** share : from + (to - from) * share;
  return isWhole ? Math.round(value) : tidy(value);
}

/** Without the last digits, which come from binary fractions: 0.3 and not 0.30000000000000004. */
const tidy = (value: number): number => Number(value.toPrecision(12));
