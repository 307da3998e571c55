/**
 * Ranges of values while ticks and events are played at once: what a value can be until the next look, so that a run needs
 * to be looked at in every cycle only where a condition may become true.
 *
 * A played tick is looked at where STEP has ended and where PROP begins to scan. Between these, learning changes weights.
 * From the scan on, pending events move membranes and outputs, up to the next STEP.
 */
import { scaleWeight } from '../chip/neuron.js';
import { rowLength, type WeightBank } from '../chip/sram.js';
import type { ChipState } from '../chip/state.js';
import { membraneOf } from '../chip/weights.js';
import { shiftLeft } from '../fixed-point/arithmetic.js';

/** Least and most of the values that something can have. */
export type Range = readonly [least: number, most: number];

/** Works out what a value can be until the next look. @param scanning PROP begins to scan: pending events are still to come. */
export type RangeOf = (s: ChipState, scanning: boolean) => Range;

/** Of a value that changes only with the looks. */
export const exactly =
  (read: (s: ChipState) => number): RangeOf =>
  (s) => {
    const value = read(s);
    return [value, value];
  };

const ANY: Range = [-Infinity, Infinity];
const OUTPUT_BITS = 16;

/** Of a neuron's membrane. */
export const membraneRange =
  (neuron: number): RangeOf =>
  (s, scanning) => {
    const { design, config: c, winp, wrec, inNow, z } = s;
    const value = membraneOf(s, neuron);
    if (!scanning) return [value, value];
    if (c.NOISE_EN !== 0) return ANY;
    // A membrane that is not valid yet becomes 0 with the first event.
    const sums = new Sums(value, s.dirty[neuron] === 0 ? 0 : value);
    for (let pre = 0; pre <= s.derived.lastNeuron; pre++) {
      if (inNow[pre] !== 0)
        sums.add(scaleWeight(weightOf(winp, pre, neuron), c.FP_LOC_WINP, design.membraneBits));
      if (z[pre] !== 0)
        sums.add(scaleWeight(weightOf(wrec, pre, neuron), c.FP_LOC_WREC, design.membraneBits));
    }
    return sums.range;
  };

/** Of the membrane of an output. */
export const outputRange =
  (output: number): RangeOf =>
  (s, scanning) => {
    const value = s.vOut[output]!;
    if (!scanning) return [value, value];
    const sums = new Sums(value, value);
    for (let pre = 0; pre <= s.derived.lastNeuron; pre++)
      if (s.z[pre] !== 0)
        sums.add(shiftLeft(weightOf(s.wout, pre, output), s.config.FP_LOC_WOUT, OUTPUT_BITS));
    return sums.range;
  };

const weightOf = (bank: WeightBank, pre: number, post: number): number =>
  bank.bytes[pre * rowLength(bank) + post]!;

/** Where sums can come to whose order does not matter here; saturation only brings them closer. */
class Sums {
  private least: number;
  private most: number;

  /** @param a,b where they begin. */
  constructor(a: number, b: number) {
    this.least = Math.min(a, b);
    this.most = Math.max(a, b);
  }

  add(value: number): void {
    if (value < 0) this.least += value;
    else this.most += value;
  }

  get range(): Range {
    return [this.least, this.most];
  }
}

/** Outcomes of a condition that are possible: bits. */
export const MAY_HOLD = 1;
export const MAY_FAIL = 2;

/** Which outcomes a part of a condition can have since the look before, as bits. */
export interface Outlook {
  /** Forgets the look before. */
  begin(): void;
  look(s: ChipState, scanning: boolean): number;
}

/** The range of a value since the look before. */
class Tracked {
  private before: Range | undefined;

  constructor(private readonly rangeOf: RangeOf) {}

  begin(): void {
    this.before = undefined;
  }

  look(s: ChipState, scanning: boolean): Range {
    const now = this.rangeOf(s, scanning);
    const { before } = this;
    this.before = now;
    return before ? [Math.min(before[0], now[0]), Math.max(before[1], now[1])] : now;
  }
}

const bits = (mayHold: boolean, mayFail: boolean): number =>
  (mayHold ? MAY_HOLD : 0) | (mayFail ? MAY_FAIL : 0);
/** The outcomes of the opposite. */
const opposite = (outcomes: number): number => ((outcomes & 1) << 1) | (outcomes >> 1);

const COMPARED: Readonly<Record<string, (a: Range, b: Range) => number>> = {
  '==': ([a, b], [c, d]) => bits(a <= d && c <= b, !(a === b && c === d && a === c)),
  '!=': (a, b) => opposite(COMPARED['==']!(a, b)),
  '<': ([a, b], [c, d]) => bits(a < d, b >= c),
  '<=': ([a, b], [c, d]) => bits(a <= d, b > c),
  '>': (a, b) => COMPARED['<']!(b, a),
  '>=': (a, b) => COMPARED['<=']!(b, a),
};

/** Of a comparison. @param operator one of those of conditions. */
export function comparisonOutlook(operator: string, left: RangeOf, right: RangeOf): Outlook {
  const [a, b] = [new Tracked(left), new Tracked(right)];
  const compare = COMPARED[operator]!;
  return {
    begin: () => {
      a.begin();
      b.begin();
    },
    look: (s, scanning) => compare(a.look(s, scanning), b.look(s, scanning)),
  };
}

/** Of a negation. */
export const negated = (inner: Outlook): Outlook => ({
  begin: () => inner.begin(),
  look: (s, scanning) => opposite(inner.look(s, scanning)),
});

/** Of two parts, joined by && or ||. */
export function joined(left: Outlook, right: Outlook, both: boolean): Outlook {
  return {
    begin: () => {
      left.begin();
      right.begin();
    },
    look: (s, scanning) => {
      const [a, b] = [left.look(s, scanning), right.look(s, scanning)];
      return both ? (a & b & MAY_HOLD) | ((a | b) & MAY_FAIL) : ((a | b) & MAY_HOLD) | (a & b & MAY_FAIL);
    },
  };
}
