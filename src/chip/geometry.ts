/**
 * Sizes of a chip and widths of its numbers, in one place.
 *
 * `REFERENCE` is the public design. Sizes may shrink (the addresses of the SPI port bound them from above); widths are
 * those the 128-bit memory words are made of.
 */

/** Sizes of the arrays; everything else derives from them. */
export interface Geometry {
  /** Virtual inputs, up to 256. */
  readonly inputs: number;
  /** Recurrent neurons, up to 256, two a word of the neuron SRAM, 16 a weight word. */
  readonly neurons: number;
  /** Outputs, 16: one weight word a neuron. */
  readonly outputs: number;
}

/** The sizes of the public design. */
export const REFERENCE: Geometry = { inputs: 256, neurons: 256, outputs: 16 };

/** Weights in one SRAM word, evaluated together by the learning unit. */
export const LANES = 16;

/** Bytes of an SRAM word. */
export const WORD_BYTES = 16;

/** Widths of the numbers, in bits. */
export const WIDTH = {
  weight: 8,
  membrane: 16,
  inputTrace: 12,
  recurrentTrace: 12,
  outputTrace: 10,
  alphaFraction: 15,
  kappaFraction: 7,
} as const;

/** Bits of a neuron's state: its membrane and traces. */
export const NEURON_BITS = WIDTH.membrane + WIDTH.inputTrace + WIDTH.recurrentTrace + WIDTH.outputTrace;

/** A leak factor of exactly 1 does not leak and draws no random bits. */
export const ALPHA_ONE = 1 << WIDTH.alphaFraction;
export const KAPPA_ONE = 1 << WIDTH.kappaFraction;

/**
 * Checks a geometry.
 * @throws RangeError naming the size that does not fit.
 */
export function checkGeometry(g: Geometry): Geometry {
  const inRange = (name: string, value: number, multiple: number, max: number): void => {
    if (!Number.isInteger(value) || value < multiple || value > max || value % multiple !== 0)
      throw new RangeError(
        `geometry: ${name} = ${value} must be a multiple of ${multiple} from ${multiple} to ${max}`,
      );
  };
  inRange('inputs', g.inputs, 1, REFERENCE.inputs);
  inRange('neurons', g.neurons, LANES, REFERENCE.neurons);
  inRange('outputs', g.outputs, LANES, REFERENCE.outputs);
  return g;
}
