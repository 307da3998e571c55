/**
 * Rounds a placed network to the chip's numbers, and says what that loses.
 *
 * A membrane is measured in units so that weights, shifted left, fit their bits and thresholds leave headroom. One
 * scale for all neurons, or one for each pair; in a pair the threshold, and with it the scale, is shared. A neuron
 * of the chip spikes at u >= threshold, of NIR at u > threshold: the stored one is the next integer above.
 */
import type { ChipLimits } from './chip-limits.js';
import { chooseScale, clamped, columnMaxima, percentile, type QuantiseOptions } from './membrane-scale.js';
import type { Matrix } from './matrix.js';
import type { PlacedNetwork } from './place.js';

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

/** The losses of a matrix by rounding. */
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

/** The scale of the outputs: as fine as it can be without saturating at moderate activity. */
function chooseOutputScale(
  { output, outputLeak, neurons, outputs }: PlacedNetwork,
  { limits, clip }: QuantiseOptions,
): { shift: number; scale: number } {
  const largest = Math.max(...columnMaxima(output, clip));
  if (largest === 0) return { shift: 0, scale: 1 };
  // Whole numbers that fit need no scale; counts of spikes stay counts.
  if (output.data.every((w) => Number.isInteger(w)) && largest <= 1) return { shift: 0, scale: 1 };
  const steps = outputLeak < 1 ? Math.min(OUTPUT_STEPS, 1 / (1 - outputLeak)) : OUTPUT_STEPS;
  const reach = Array.from({ length: outputs }, (_, k) => {
    const column = Array.from({ length: neurons.length }, (__, n) => output.data[n * outputs + k]!);
    const up = column.reduce((sum, w) => sum + Math.max(0, w), 0);
    const down = column.reduce((sum, w) => sum + Math.max(0, -w), 0);
    return Math.max(up, down) * OUTPUT_ACTIVITY * steps;
  });
  const most = limits.outputMost / Math.max(...reach, largest);
  for (let shift = limits.mostOutputShift; ; shift--) {
    const scale = (limits.weightMost * 2 ** shift) / largest;
    if (scale <= most) return { shift, scale };
    if (shift === 0) return { shift, scale: Math.min(scale, Math.max(most, 1 / largest)) };
  }
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
