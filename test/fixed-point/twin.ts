/**
 * Slow twins of the fixed-point operations and of the serial generators: BigInt, one bit at a time, straight from the
 * specification. Nothing here shares code with what it tests.
 */

/** Two's complement of `bits` bits. */
export const signed = (x: bigint, bits: number): bigint => {
  const raw = unsigned(x, bits);
  return raw >> BigInt(bits - 1) === 1n ? raw - (1n << BigInt(bits)) : raw;
};

/** Low `bits` bits. */
export const unsigned = (x: bigint, bits: number): bigint => {
  const modulus = 1n << BigInt(bits);
  return ((x % modulus) + modulus) % modulus;
};

/** Nearest signed value of `bits` bits. */
export const saturated = (x: bigint, bits: number): bigint => {
  const half = 1n << BigInt(bits - 1);
  return x >= half ? half - 1n : x < -half ? -half : x;
};

/** Bits [lsb + bits - 1 : lsb], unsigned; negative numbers as infinite two's complement. */
export const slice = (x: bigint, lsb: number, bits: number): bigint => unsigned(x >> BigInt(lsb), bits);

/** What defines a serial generator: S[i] = S[i-near] ^ S[i-far], `unit` bits an advance. */
export interface SerialRule {
  readonly near: number;
  readonly far: number;
  readonly unit: number;
  /** Index in S of a bit of the seed. */
  readonly seedIndex: (bit: number) => number;
}

const below =
  (near: number, far: number) =>
  (bit: number): number =>
    bit < near ? bit : bit - far;

/** The generators of the chip. */
export const RULES = {
  round15: { near: 1, far: 15, unit: 15, seedIndex: below(1, 15) },
  round7: {
    near: 1,
    far: 15,
    unit: 7,
    seedIndex: (b: number) => (b === 0 ? 0 : b % 2 === 1 ? (b - 1) / 2 - 14 : b / 2 - 8),
  },
  noise: { near: 3, far: 17, unit: 32, seedIndex: below(3, 17) },
  weights: { near: 3, far: 25, unit: 512, seedIndex: below(3, 25) },
  wout: { near: 1, far: 22, unit: 448, seedIndex: below(1, 22) },
} satisfies Record<string, SerialRule>;

/** A generator kept as its bits: S[near - far] .. S[unit - 1], the last `unit` of them the current output. */
export class SerialTwin {
  private bits: Uint8Array;

  constructor(private readonly rule: SerialRule) {
    this.bits = new Uint8Array(rule.far - rule.near + 2 * rule.unit);
  }

  load(seed: number): void {
    const { near, far, seedIndex } = this.rule;
    this.bits.fill(0);
    for (let b = 0; b < far; b++) this.bits[seedIndex(b) + far - near] = (seed >>> b) & 1;
    this.extend(far);
  }

  /** Drops `unit` bits. */
  advance(): void {
    this.bits.copyWithin(0, this.rule.unit);
    this.extend(this.bits.length - this.rule.unit);
  }

  /** Bits [from + count - 1 : from] of the current output, count up to 32, unsigned. */
  take(from: number, count: number): number {
    const first = this.rule.far - this.rule.near + from;
    let value = 0;
    for (let j = count - 1; j >= 0; j--) value = value * 2 + this.bits[first + j]!;
    return value;
  }

  private extend(from: number): void {
    const { near, far } = this.rule;
    for (let k = from; k < this.bits.length; k++) this.bits[k] = this.bits[k - near]! ^ this.bits[k - far]!;
  }
}
