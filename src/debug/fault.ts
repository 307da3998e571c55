/** A bit that is flipped on purpose at some point of a run: `wrec[5][17].3@sample=30`. */
import type { ChipState } from '../chip/state.js';
import { SelectionError } from '../trace/expression.js';
import { parsePosition, samplesSoFar, ticksSoFar, type Position } from '../trace/selection.js';

const MEMORY = /^(winp|wrec|wout)\[(\d{1,3})\]\[(\d{1,3})\]\.([0-7])@(.+)$/;
const NEURON = /^(membrane|threshold)\[(\d{1,3})\]\.(\d{1,2})@(.+)$/;

export class Fault {
  private constructor(
    private readonly bank: 'neur' | 'winp' | 'wrec' | 'wout',
    private readonly array: (s: ChipState) => Int8Array | Int16Array,
    private readonly index: (s: ChipState) => number,
    private readonly bit: number,
    private readonly at: Position,
  ) {}

  /** @throws SelectionError saying what is meant. */
  static parse(text: string): Fault {
    const weight = MEMORY.exec(text);
    if (weight) {
      const [, name, pre, post, bit, at] = weight;
      const bank = name as 'winp' | 'wrec' | 'wout';
      const posts = (s: ChipState): number => (bank === 'wout' ? s.geometry.outputs : s.geometry.neurons);
      if (Number(pre) > 255 || Number(post) > (bank === 'wout' ? 15 : 255))
        throw new SelectionError(`'${text}': ${bank} has no weight [${pre!}][${post!}]`);
      return new Fault(
        bank,
        (s) => s[bank].bytes,
        (s) => Number(pre) * posts(s) + Number(post),
        Number(bit),
        parsePosition(at!),
      );
    }
    const neuron = NEURON.exec(text);
    if (neuron && Number(neuron[2]) < 256 && Number(neuron[3]) < 16) {
      const [, name, n, bit, at] = neuron;
      const perPair = name === 'threshold';
      return new Fault(
        'neur',
        (s) => (perPair ? s.neur.threshold : s.neur.membrane),
        () => (perPair ? Number(n) >> 1 : Number(n)),
        Number(bit),
        parsePosition(at!),
      );
    }
    throw new SelectionError(
      `'${text}' is no fault: winp|wrec|wout[PRE][POST].BIT@POSITION or membrane|threshold[NEURON].BIT@POSITION`,
    );
  }

  /** Whether its place is reached: the first point between host operations from there on. */
  due(s: ChipState): boolean {
    const { cycle, sample, tick } = this.at;
    if (cycle !== undefined) return s.cycle >= cycle;
    if (sample !== undefined && tick !== undefined) {
      if (samplesSoFar(s) !== this.sample.number)
        this.sample = { number: samplesSoFar(s), ticks: ticksSoFar(s) - 1 };
      return (
        samplesSoFar(s) > sample || (samplesSoFar(s) === sample && ticksSoFar(s) - this.sample.ticks >= tick)
      );
    }
    return sample !== undefined ? samplesSoFar(s) >= sample : ticksSoFar(s) >= tick!;
  }

  private sample = { number: 0, ticks: 0 };

  apply(s: ChipState): void {
    const array = this.array(s);
    array[this.index(s)]! ^= 1 << this.bit;
    // Who keeps something worked out from the memory sees that it is stale.
    s[this.bank].writes++;
  }
}
