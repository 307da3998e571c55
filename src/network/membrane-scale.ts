/** The scale of the membranes: how many units of the chip 1 of the network is. */
import type { ChipLimits } from './chip-limits.js';
import type { Matrix } from './matrix.js';
import type { PlacedNetwork } from './place.js';

export const SCALINGS = ['global', 'channel'] as const;
/** One scale for all neurons, or one for each pair of target neurons. */
export type Scaling = (typeof SCALINGS)[number];

export interface QuantiseOptions {
  readonly limits: ChipLimits;
  readonly scaling: Scaling;
  /** How many times the threshold a membrane can reach before it saturates. */
  readonly headroom: number;
  /** Share of the weights, in percent, that the scale is made for; larger ones saturate. 100: all. */
  readonly clip: number;
}

/** Weights of single precision are multiples of a number with this relative precision. */
const GRID_PRECISION = 1e-6;
/** Largest remainder of a division, over the largest weight, that counts as 0. */
const REMAINDER = 1e-4;
/** Largest multiple of the common divisor that a weight may be. */
const MOST_MULTIPLE = 1 << 8;
/** Mean square of errors that come from single precision only. */
const EXACT = 1e-10;
/** Mean square of what leaks round off, over that of the finest scale: a quarter of its units. */
const MOST_COARSER = 16;

/** The scale of the membranes: shifts of the weights, and units of the chip for 1 of the network. */
export interface MembraneScale {
  /** Left shifts. */
  input: number;
  recurrent: number;
  scale: Float64Array;
  threshold: Int16Array;
}

/**
 * The shifts, and with them the scale, that lose least: the mean square error of the weights into a neuron, and that
 * of half a unit which every leak rounds off, both measured in thresholds.
 */
export function chooseScale(placed: PlacedNetwork, options: QuantiseOptions): MembraneScale {
  const largest = {
    input: columnMaxima(placed.input, options.clip),
    recurrent: columnMaxima(placed.recurrent, options.clip),
  };
  const grids = { input: gridOf(placed.input.data), recurrent: gridOf(placed.recurrent.data) };
  const candidates: Candidate[] = [];
  for (let input = 0; input <= options.limits.mostShift; input++)
    for (let recurrent = 0; recurrent <= options.limits.mostShift; recurrent++)
      for (const grid of [0, grids.input / 2 ** input, grids.recurrent / 2 ** recurrent]) {
        const choice = scaleFor(placed, options, largest, { input, recurrent, grid });
        candidates.push({ choice, ...errorsOf(placed, options.limits, choice) });
      }
  const least = (among: readonly Candidate[]): Candidate | undefined =>
    among.reduce<Candidate | undefined>(
      (best, c) => (best === undefined || c.weights + c.leaks < best.weights + best.leaks ? c : best),
      undefined,
    );
  const best = least(candidates)!;
  // Weights that the chip can hold exactly stay exact, at the price of a coarser membrane up to a limit.
  const exact = candidates.filter((c) => c.weights < EXACT && c.leaks <= MOST_COARSER * best.leaks);
  return (least(exact) ?? best).choice;
}

/** A scale with the mean squares of its errors, in thresholds. */
interface Candidate {
  readonly choice: MembraneScale;
  readonly weights: number;
  /** Of half a unit, which every leak rounds off. */
  readonly leaks: number;
}

/**
 * The number that all weights are whole multiples of, as in networks that were trained with rounded weights; 0 where
 * they have none.
 */
function gridOf(data: Float64Array): number {
  const largest = data.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
  const nothing = REMAINDER * largest;
  let grid = 0;
  for (const w of data) {
    let [a, b] = [Math.abs(w), grid];
    while (b > nothing) [a, b] = [b, a % b > b - nothing ? 0 : a % b];
    if (a < largest / MOST_MULTIPLE) {
      if (a > nothing) return 0;
      continue;
    }
    // The largest weight gives the most precise estimate of the grid.
    grid = largest / Math.round(largest / a);
  }
  if (grid === 0) return 0;
  // The common divisor is as imprecise as one weight; all of them together are not.
  const multiples = data.map((w) => Math.round(w / grid));
  const fitted =
    data.reduce((sum, w, i) => sum + w * multiples[i]!, 0) / multiples.reduce((sum, k) => sum + k * k, 0);
  return data.every((w, i) => Math.abs(w - multiples[i]! * fitted) < GRID_PRECISION * largest) ? fitted : 0;
}

function scaleFor(
  { threshold, neurons }: PlacedNetwork,
  { limits, headroom, scaling }: QuantiseOptions,
  largest: { input: Float64Array; recurrent: Float64Array },
  { input, recurrent, grid }: { input: number; recurrent: number; grid: number },
): MembraneScale {
  /** Units of the threshold that neuron `n` could have at most. */
  const most = Float64Array.from(threshold, (t, n) => {
    if (t === 0) return Infinity;
    const byInput = (limits.weightMost * 2 ** input) / largest.input[n]!;
    const byRecurrent = (limits.weightMost * 2 ** recurrent) / largest.recurrent[n]!;
    return Math.min(t * byInput, t * byRecurrent, limits.membraneMost / headroom);
  });
  if (scaling === 'channel')
    for (let n = 0; n < neurons.length; n += 2) most[n] = most[n + 1] = Math.min(most[n]!, most[n + 1]!);
  else {
    // One scale: the smallest of what the neurons can have.
    const scales = most.map((m, n) => m / threshold[n]!).filter((s) => !Number.isNaN(s));
    const least = Math.min(...scales);
    // With weights that are multiples of a grid, one at which these are whole numbers.
    const steps = Math.floor(least * grid * (1 + GRID_PRECISION));
    const scale = grid > 0 && steps > 0 ? steps / grid : least;
    threshold.forEach((t, n) => (most[n] = t * scale));
  }
  const stored = Int16Array.from(threshold, (t, n) =>
    t === 0 ? 0 : Math.min(limits.membraneMost, Math.floor(most[n]! + 1e-9) + 1),
  );
  const units = Float64Array.from(threshold, (t, n) => (t === 0 ? 1 : most[n]! / t));
  return { input, recurrent, scale: units, threshold: stored };
}

function errorsOf(
  placed: PlacedNetwork,
  limits: ChipLimits,
  { scale, input, recurrent }: MembraneScale,
): Omit<Candidate, 'choice'> {
  const count = placed.neurons.length;
  const sums = new Float64Array(count);
  for (const [matrix, shift] of [
    [placed.input, input],
    [placed.recurrent, recurrent],
  ] as const)
    matrix.data.forEach((w, i) => {
      const n = i % count;
      const unit = 2 ** shift / scale[n]!;
      sums[n]! += (w - clamped(w / unit, limits) * unit) ** 2;
    });
  let [weights, leaks] = [0, 0];
  placed.neurons.forEach((origin, n) => {
    if (!origin) return;
    weights += sums[n]! / placed.threshold[n]! ** 2;
    leaks += (0.5 / scale[n]! / placed.threshold[n]!) ** 2;
  });
  return { weights, leaks };
}

/** Largest absolute weight into each target; with clipping the percentile of the matrix bounds it. */
export function columnMaxima({ rows, columns, data }: Matrix, clip: number): Float64Array {
  const bound = clip < 100 ? percentile(data, clip) : Infinity;
  const maxima = new Float64Array(columns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++)
      maxima[c] = Math.max(maxima[c]!, Math.min(bound, Math.abs(data[r * columns + c]!)));
  return maxima;
}

/** Percentile of the absolute weights other than 0. */
export function percentile(data: Float64Array, percent: number): number {
  const sorted = data
    .map(Math.abs)
    .filter((w) => w > 0)
    .sort();
  return sorted.length === 0
    ? 0
    : sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))]!;
}

/** A weight as the chip stores it. */
export const clamped = (value: number, { weightMost }: ChipLimits): number =>
  Math.max(-weightMost - 1, Math.min(weightMost, halfToEven(value)));

/** Rounds to the nearest integer, halves to the even one. */
export function halfToEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return rest < 0.5 ? down : down + 1;
  return down % 2 === 0 ? down : down + 1;
}
