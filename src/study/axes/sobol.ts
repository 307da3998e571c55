/**
 * Sobol's sequence: points that fill a cube evenly, however many are taken.
 *
 * Primitive polynomials and first direction numbers are those published by S. Joe and F. Y. Kuo (2008,
 * new-joe-kuo-6.21201). A seeded shift (exclusive-or) moves the points without harming their evenness.
 */
import seedrandom from 'seedrandom';

const BITS = 32;

/** By dimension from the second on: coefficients of the polynomial as a number, and the first direction numbers. */
const DIRECTIONS: readonly (readonly [coefficients: number, first: readonly number[]])[] = [
  [0, [1]],
  [1, [1, 3]],
  [1, [1, 3, 1]],
  [2, [1, 1, 1]],
  [1, [1, 1, 3, 3]],
  [4, [1, 3, 5, 13]],
  [2, [1, 1, 5, 5, 17]],
  [4, [1, 1, 5, 5, 5]],
  [7, [1, 1, 7, 11, 19]],
  [11, [1, 1, 5, 1, 1]],
  [13, [1, 1, 1, 3, 11]],
  [14, [1, 3, 5, 5, 31]],
  [1, [1, 3, 3, 9, 7, 49]],
  [13, [1, 1, 1, 15, 21, 21]],
  [16, [1, 3, 1, 13, 27, 49]],
  [19, [1, 1, 1, 15, 7, 5]],
];

/** Dimensions there are numbers for. */
export const SOBOL_DIMENSIONS = DIRECTIONS.length + 1;

/** Direction numbers of a dimension, 32 bits each. */
function directionsOf(dimension: number): Uint32Array {
  const v = new Uint32Array(BITS);
  if (dimension === 0) return v.map((_, i) => 2 ** (BITS - 1 - i));
  const [coefficients, first] = DIRECTIONS[dimension - 1]!;
  const degree = first.length;
  for (let i = 0; i < BITS; i++) {
    if (i < degree) {
      v[i] = first[i]! * 2 ** (BITS - 1 - i);
      continue;
    }
    let value = v[i - degree]! ^ (v[i - degree]! >>> degree);
    for (let k = 1; k < degree; k++) if ((coefficients >> (degree - 1 - k)) & 1) value ^= v[i - k]!;
    v[i] = value;
  }
  return v;
}

/**
 * The first points of the sequence.
 * @param dimensions at most {@link SOBOL_DIMENSIONS}.
 * @param seed of the shift.
 * @returns `count` points, each with `dimensions` numbers from 0, below 1.
 * @throws RangeError for more dimensions.
 */
export function sobolPoints(count: number, dimensions: number, seed: string): number[][] {
  if (dimensions > SOBOL_DIMENSIONS)
    throw new RangeError(`${dimensions} axes: the Sobol sequence has at most ${SOBOL_DIMENSIONS} here`);
  const random = seedrandom(`${seed}/sobol`);
  const columns = Array.from({ length: dimensions }, (_, d) => {
    const directions = directionsOf(d);
    let value = random.int32();
    return Array.from({ length: count }, (_unused, index) => {
      // The next point differs in the direction of the lowest bit that is 0 in the number of this one.
      if (index > 0) value ^= directions[Math.clz32((index & -index) >>> 0) ^ 31]!;
      return (value >>> 0) / 2 ** BITS;
    });
  });
  return Array.from({ length: count }, (_, i) => columns.map((column) => column[i]!));
}
