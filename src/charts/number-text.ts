/** Numbers of an axis and of read-outs as text, with their unit. */
import { siPrefix, takesPrefix, type SiPrefix } from '../text/si-prefix.js';

/** How numbers of an axis are written. */
export interface NumberText {
  /** Unit with its prefix, such as `nJ`; empty for plain numbers. */
  readonly unit: string;
  /** What one of that unit is in the unit of the data: 1e-9 for nJ where data are in J. */
  readonly factor: number;
  /**
   * The number at a tick of the axis, without unit: as many digits after the point as the distance of the ticks needs.
   */
  tick(value: number): string;
}

/** `1234567.25` in groups of three digits before the point. */
function grouped(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}

/** A minus sign of the width of a digit. */
const signed = (text: string): string => text.replace('-', '\u2212');

/** Digits after the point that tell multiples of a step apart. */
const decimalsOf = (step: number): number =>
  step > 0 ? Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9))) : 0;

/** From this number on, plain numbers of an axis are written with k, M or G. */
const LONG = 100_000;

/**
 * How to write the numbers of an axis.
 * @param unit of the data (J, s, W), or `%` for shares from 0 to 1; absent: plain numbers.
 * @param largest magnitude on the axis. @param step between its ticks, 0 where unknown.
 * @param whole whether all digits matter, as in the number of a tick: no prefix then.
 */
export function numberText(
  unit: string | undefined,
  largest: number,
  step: number,
  whole = false,
): NumberText {
  if (unit === '%') {
    const decimals = decimalsOf(step * 100);
    return { unit, factor: 0.01, tick: (value) => signed(grouped((value * 100).toFixed(decimals))) };
  }
  const prefix: SiPrefix =
    (unit !== undefined && takesPrefix(unit)) || (unit === undefined && largest >= LONG && !whole)
      ? siPrefix(largest)
      : siPrefix(0);
  const { factor, symbol } = prefix;
  const decimals = step > 0 ? decimalsOf(step / factor) : undefined;
  const digits = (value: number): string =>
    decimals === undefined
      ? String(Number((value / factor).toPrecision(4)))
      : (value / factor).toFixed(decimals);
  const suffix = unit === undefined ? symbol : '';
  return {
    unit: unit === undefined ? '' : `${symbol}${unit}`,
    factor,
    tick: (value) => (value === 0 ? '0' : `${signed(grouped(digits(value)))}${suffix}`),
  };
}

/** A single value with four digits and its unit, as read-outs show it. */
export function valueText(value: number, unit?: string): string {
  if (!Number.isFinite(value)) return '\u2013';
  if (unit === '%') return `${signed(String(Number((value * 100).toPrecision(3))))} %`;
  if (unit === undefined) {
    const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
    return signed(grouped(text));
  }
  const { factor, symbol } = siPrefix(value);
  return `${signed(String(Number((value / factor).toPrecision(4))))} ${symbol}${unit}`;
}
