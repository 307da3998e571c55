/**
 * Rounds a placed network to the chip's numbers, and says what that loses.
 *
 * A membrane is measured in units so that weights, shifted left, fit their bits and thresholds leave headroom. One
 * scale for all neurons, or one for each pair; in a pair the threshold, and with it the scale, is shared. A neuron
 * of the chip spikes at u >= threshold, of NIR at u > threshold: the stored one is the next integer above.
 */
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

/** Numbers of a chip. */
export interface QuantisedNetwork {
  /** Shapes of the placed matrices. */
  readonly input: Int8Array;
  readonly recurrent: Int8Array;
  readonly output: Int8Array;
  /** Left shifts of the weights. */
  readonly shifts: { readonly input: number; readonly recurrent: number; readonly output: number };
  /** By neuron, equal in a pair. */
  readonly leak: Uint16Array;
  /** By neuron, equal in a pair. */
  readonly threshold: Int16Array;
  readonly kappa: number;
  /** Units of the membrane for 1 of the network, by neuron. */
  readonly scale: Float64Array;
  /** Units of the output membranes for 1 of the network. */
  readonly outputScale: number;
}

/** What rounding did to a matrix. */
export interface MatrixLoss {
  readonly weights: number;
  readonly nonZero: number;
  readonly saturated: number;
  /** Weights other than 0 that became 0. */
  readonly roundedToZero: number;
  /** Root of the mean square of the error, over that of the weights. */
  readonly relativeError: number;
  /** Largest weight, and how many times the 99th percentile of those other than 0 it is. */
  readonly largest: number;
  readonly outlier: number;
}

export interface Losses {
  readonly input: MatrixLoss;
  readonly recurrent: MatrixLoss;
  readonly output: MatrixLoss;
  /** Largest change of a leak, and of the output leak. */
  readonly leak: number;
  readonly kappa: number;
  /** Units of the membrane in the smallest threshold: how finely membranes are resolved. */
  readonly thresholdUnits: number;
}

export interface Quantised {
  readonly network: QuantisedNetwork;
  /** The same in floating point, in units of the original network. */
  readonly placed: PlacedNetwork;
  readonly losses: Losses;
}

/** Share of the neurons that is taken to spike at once, for the scale of the outputs. */
const OUTPUT_ACTIVITY = 0.25;
/** Steps over which outputs that do not leak are taken to add up. */
const OUTPUT_STEPS = 1000;

export function quantise(placed: PlacedNetwork, options: QuantiseOptions): Quantised {
  const { limits } = options;
  const chosen = chooseScale(placed, options);
  const { scale, threshold } = chosen;
  const input = rounded(placed.input, (n) => scale[n]! / 2 ** chosen.input, limits);
  const recurrent = rounded(placed.recurrent, (n) => scale[n]! / 2 ** chosen.recurrent, limits);
  const outputChoice = chooseOutputScale(placed, options);
  const output = rounded(placed.output, () => outputChoice.scale / 2 ** outputChoice.shift, limits);
  const leak = Uint16Array.from(placed.leak, (l) => Math.round(l * limits.leakOne));
  const kappa = Math.min(limits.kappaMost, Math.max(0, Math.round(placed.outputLeak * limits.kappaOne)));
  const network: QuantisedNetwork = {
    input: input.weights,
    recurrent: recurrent.weights,
    output: output.weights,
    shifts: { input: chosen.input, recurrent: chosen.recurrent, output: outputChoice.shift },
    leak,
    threshold,
    kappa,
    scale,
    outputScale: outputChoice.scale,
  };
  return {
    network,
    placed: {
      ...placed,
      input: input.matrix,
      recurrent: recurrent.matrix,
      output: output.matrix,
      leak: Float64Array.from(leak, (l) => l / limits.leakOne),
      outputLeak: kappa / limits.kappaOne,
    },
    losses: {
      input: input.loss,
      recurrent: recurrent.loss,
      output: output.loss,
      leak: Math.max(...placed.leak.map((l, n) => Math.abs(l - leak[n]! / limits.leakOne))),
      kappa: Math.abs(placed.outputLeak - kappa / limits.kappaOne),
      thresholdUnits: Math.min(...threshold.filter((t) => t > 0)),
    },
  };
}

interface Scale {
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
function chooseScale(placed: PlacedNetwork, options: QuantiseOptions): Scale {
  const largest = {
    input: columnMaxima(placed.input, options.clip),
    recurrent: columnMaxima(placed.recurrent, options.clip),
  };
  let best: { choice: Scale; error: number } | undefined;
  for (let input = 0; input <= options.limits.mostShift; input++)
    for (let recurrent = 0; recurrent <= options.limits.mostShift; recurrent++) {
      const choice = scaleFor(placed, options, largest, input, recurrent);
      const error = errorOf(placed, options.limits, choice);
      if (best === undefined || error < best.error) best = { choice, error };
    }
  return best!.choice;
}

function scaleFor(
  { threshold, neurons }: PlacedNetwork,
  { limits, headroom, scaling }: QuantiseOptions,
  largest: { input: Float64Array; recurrent: Float64Array },
  input: number,
  recurrent: number,
): Scale {
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
    const scale = Math.min(...most.map((m, n) => m / threshold[n]!).filter((s) => !Number.isNaN(s)));
    threshold.forEach((t, n) => (most[n] = t * scale));
  }
  const stored = Int16Array.from(threshold, (t, n) =>
    t === 0 ? 0 : Math.min(limits.membraneMost, Math.floor(most[n]! + 1e-9) + 1),
  );
  const units = Float64Array.from(threshold, (t, n) => (t === 0 ? 1 : most[n]! / t));
  return { input, recurrent, scale: units, threshold: stored };
}

function errorOf(placed: PlacedNetwork, limits: ChipLimits, { scale, input, recurrent }: Scale): number {
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
  let total = 0;
  placed.threshold.forEach((t, n) => {
    if (t !== 0) total += (sums[n]! + (0.5 / scale[n]!) ** 2) / t ** 2;
  });
  return total;
}

/** The scale of the outputs: as fine as it can be without saturating at moderate activity. */
function chooseOutputScale(
  { output, outputLeak, neurons, outputs }: PlacedNetwork,
  { limits, clip }: QuantiseOptions,
): { shift: number; scale: number } {
  const largest = Math.max(...columnMaxima(output, clip));
  // Whole numbers that fit need no scale; counts of spikes stay counts.
  if (output.data.every((w) => Number.isInteger(w)) && largest <= 1) return { shift: 0, scale: 1 };
  const steps = outputLeak < 1 ? Math.min(OUTPUT_STEPS, 1 / (1 - outputLeak)) : OUTPUT_STEPS;
  const reach = Array.from({ length: outputs }, (_, k) => {
    const column = Array.from({ length: neurons.length }, (__, n) => output.data[n * outputs + k]!);
    const up = column.reduce((sum, w) => sum + Math.max(0, w), 0);
    const down = column.reduce((sum, w) => sum + Math.max(0, -w), 0);
    return Math.max(up, down) * OUTPUT_ACTIVITY * steps;
  });
  const most = limits.membraneMost / Math.max(...reach, largest);
  for (let shift = limits.mostShift; ; shift--) {
    const scale = (limits.weightMost * 2 ** shift) / largest;
    if (scale <= most) return { shift, scale };
    if (shift === 0) return { shift, scale: Math.min(scale, Math.max(most, 1 / largest)) };
  }
}

/** Largest absolute weight into each target; with clipping the percentile of the matrix bounds it. */
function columnMaxima({ rows, columns, data }: Matrix, clip: number): Float64Array {
  const bound = clip < 100 ? percentile(data, clip) : Infinity;
  const maxima = new Float64Array(columns);
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++)
      maxima[c] = Math.max(maxima[c]!, Math.min(bound, Math.abs(data[r * columns + c]!)));
  return maxima;
}

/** Percentile of the absolute weights other than 0. */
function percentile(data: Float64Array, percent: number): number {
  const sorted = data
    .map(Math.abs)
    .filter((w) => w > 0)
    .sort();
  return sorted.length === 0
    ? 0
    : sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))]!;
}

const clamped = (value: number, { weightMost }: ChipLimits): number =>
  Math.max(-weightMost - 1, Math.min(weightMost, halfToEven(value)));

/** Rounds to the nearest integer, halves to the even one. */
export function halfToEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  if (rest !== 0.5) return rest < 0.5 ? down : down + 1;
  return down % 2 === 0 ? down : down + 1;
}

/** @param factor of a target: weight of the network to weight of the chip. */
function rounded(
  matrix: Matrix,
  factor: (target: number) => number,
  limits: ChipLimits,
): { weights: Int8Array; matrix: Matrix; loss: MatrixLoss } {
  const { data, columns } = matrix;
  const weights = new Int8Array(data.length);
  const back = new Float64Array(data.length);
  let [saturated, roundedToZero, error, total, largest] = [0, 0, 0, 0, 0];
  data.forEach((w, i) => {
    const f = factor(i % columns);
    const exact = w * f;
    const stored = clamped(exact, limits);
    weights[i] = stored;
    back[i] = stored / f;
    if (Math.abs(exact - stored) > 0.5 + 1e-9) saturated++;
    if (w !== 0 && stored === 0) roundedToZero++;
    error += (w - back[i]) ** 2;
    total += w * w;
    largest = Math.max(largest, Math.abs(w));
  });
  const typical = percentile(data, 99);
  return {
    weights,
    matrix: { ...matrix, data: back },
    loss: {
      weights: data.length,
      nonZero: data.reduce((n, w) => n + (w === 0 ? 0 : 1), 0),
      saturated,
      roundedToZero,
      relativeError: total === 0 ? 0 : Math.sqrt(error / total),
      largest,
      outlier: typical === 0 ? 1 : largest / typical,
    },
  };
}
