/** Round numbers for axes: steps of 1, 2 or 5 times a power of ten. */

/** Values of an axis at equal, round distances. */
export interface Ticks {
  readonly values: readonly number[];
  /** Distance between neighbours; 0 where there are none. */
  readonly step: number;
}

/** Floating-point noise that still counts as "on the tick", as a share of a step. */
const TOLERANCE = 1e-6;

/** A step as mantissa 1, 2 or 5 and exponent, so that multiples of it are exact decimal numbers. */
interface RoundStep {
  readonly mantissa: number;
  readonly exponent: number;
}

/** The smallest round step that is at least `least`. */
function roundStep(least: number): RoundStep {
  const exponent = Math.floor(Math.log10(least));
  const ratio = least / 10 ** exponent;
  const mantissa = [1, 2, 5].find((m) => m >= ratio * (1 - TOLERANCE));
  return mantissa === undefined ? { mantissa: 1, exponent: exponent + 1 } : { mantissa, exponent };
}

/** `count` steps from 0, without the rounding errors of repeated addition. */
function multiple({ mantissa, exponent }: RoundStep, count: number): number {
  // 0 without a sign.
  if (count === 0) return 0;
  return exponent < 0 ? (count * mantissa) / 10 ** -exponent : count * mantissa * 10 ** exponent;
}

function stepFor(low: number, high: number, most: number, whole: boolean): RoundStep | undefined {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return undefined;
  const least = span / Math.max(1, most);
  return roundStep(whole ? Math.max(1, least) : least);
}

/**
 * Round values within a range.
 * @param most largest number of steps the range is cut into.
 * @param whole only whole numbers, where fractions mean nothing.
 */
export function roundTicks(low: number, high: number, most: number, whole = false): Ticks {
  const step = stepFor(low, high, most, whole);
  if (!step) return { values: Number.isFinite(low) ? [low] : [], step: 0 };
  const size = multiple(step, 1);
  const first = Math.ceil(low / size - TOLERANCE);
  const last = Math.floor(high / size + TOLERANCE);
  const values: number[] = [];
  for (let i = first; i <= last; i++) values.push(multiple(step, i));
  return { values, step: size };
}

/** The range widened to the next round values on both sides. */
export function roundRange(low: number, high: number, most: number, whole = false): [number, number] {
  const step = stepFor(low, high, most, whole);
  if (!step) return [low, high];
  const size = multiple(step, 1);
  return [
    multiple(step, Math.floor(low / size + TOLERANCE)),
    multiple(step, Math.ceil(high / size - TOLERANCE)),
  ];
}

/** Powers of ten within a range, with 3, or 2 and 5, between them where there are few. Both ends must be above 0. */
export function logTicks(low: number, high: number): Ticks {
  const decades = Math.log10(high / low);
  const mantissas = decades > 3 ? [1] : decades > 1 ? [1, 3] : [1, 2, 5];
  const values: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent++)
    for (const mantissa of mantissas) {
      const value = Number(`${mantissa}e${exponent}`);
      if (value >= low * (1 - TOLERANCE) && value <= high * (1 + TOLERANCE)) values.push(value);
    }
  return { values, step: 0 };
}
