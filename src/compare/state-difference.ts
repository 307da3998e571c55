/** The first value in which two chips differ, by name: registers, memories, flags. */
import { rowLength } from '../chip/sram.js';
import type { ChipState } from '../chip/state.js';
import { membraneOf } from '../chip/weights.js';

export interface StateDifference {
  /** Such as `wrec[5][17]` (pre, post), `membrane[3]`, `config.KAPPA`. */
  readonly name: string;
  readonly a: number;
  readonly b: number;
  /** The value in any state. */
  readonly get: (s: ChipState) => number;
}

/**
 * Whether two chips are in the same state, in every register and memory. How long they have been idle does not count.
 * @param pins whether the levels of the input pins count; the chip notices them at the next edge.
 */
export function sameState(a: ChipState, b: ChipState, pins: boolean): boolean {
  if (a.cycle !== b.cycle) return false;
  const x = stateWords(a);
  const y = stateWords(b);
  for (let i = 0; i < x.length; i++) if (x[i] !== y[i]) return false;
  const scalar = firstScalar(a, b, CORE);
  return scalar === undefined && (!pins || firstScalar(a, b, PINS) === undefined);
}

/** The memories and arrays of a state as 32-bit words. */
export const stateWords = ({ image }: ChipState): Int32Array =>
  new Int32Array(image.buffer, image.byteOffset, image.length >> 2);

type Scalars = Record<string, number>;
type Records = readonly [name: string, find: (s: ChipState) => Scalars][];

/** Registers of the core, and the pins that the host drives. */
const CORE: Records = [
  ['config', (s) => s.config],
  ['ctl', (s) => s.ctl as unknown as Scalars],
  ['spi', (s) => s.spi as unknown as Scalars],
  ['sync', ({ sync: { raw: _pins, ...stages } }) => stages],
];
const PINS: Records = [
  ['sync', ({ sync: { raw } }) => ({ raw })],
  ['pins', (s) => s.pins as unknown as Scalars],
];

/** The numbers of the core's registers, in a fixed order. */
export const coreScalars = (s: ChipState): number[] => CORE.flatMap(([, find]) => Object.values(find(s)));

function firstScalar(a: ChipState, b: ChipState, records: Records): StateDifference | undefined {
  for (const [record, find] of records) {
    const [x, y] = [find(a), find(b)];
    for (const name in x)
      if (x[name] !== y[name])
        return { name: `${record}.${name}`, a: x[name]!, b: y[name]!, get: (s) => find(s)[name]! };
  }
  return undefined;
}

type Numbers = ArrayLike<number>;

/** The arrays of a state, the most important first, and how to name an element. */
function arrays(state: ChipState): [Numbers, (i: number) => string][] {
  const { neur, winp, wrec, wout, random, design, ...s } = state;
  // Narrower membranes lie in the low bits of their fields.
  const membranes =
    design.membraneMask === -1
      ? neur.membrane
      : Int16Array.from(neur.membrane, (_, neuron) => membraneOf(state, neuron));
  const element = (name: string) => (i: number) => `${name}[${i}]`;
  // Named as `--set` takes it: by the first of the two neurons that share the value.
  const ofPair = (name: string) => (pair: number) => `${name}[${2 * pair}]`;
  const weight = (name: string, posts: number) => (i: number) =>
    `${name}[${Math.floor(i / posts)}][${i % posts}]`;
  return [
    [winp.bytes, weight('winp', rowLength(winp))],
    [wrec.bytes, weight('wrec', rowLength(wrec))],
    [wout.bytes, weight('wout', rowLength(wout))],
    [membranes, element('membrane')],
    [neur.threshold, ofPair('threshold')],
    [neur.alphaLow, ofPair('alphaLow')],
    [neur.inputTrace, element('inputTrace')],
    [neur.recurrentTrace, element('recurrentTrace')],
    [neur.outputTrace, element('outputTrace')],
    [s.z, element('z')],
    [s.inNow, element('in_now')],
    [s.inNext, element('in_next')],
    [s.dirty, element('dirty')],
    [s.vOut, element('v_out')],
    [s.wins, element('wins')],
    [s.targets, element('target')],
    [s.learningSignal, element('L')],
    [s.pseudoDerivative, element('H')],
    [s.regularisation, element('G')],
    [random.rounding, element('rounding')],
    [random.noise.buffer, element('noise')],
    [random.winp.buffer, element('winp random bits')],
    [random.wrec.buffer, element('wrec random bits')],
    [random.wout.buffer, element('wout random bits')],
    [neur.membrane, element('membrane field')],
    [neur.q, element('neur.q')],
    [winp.q, element('winp.q')],
    [wrec.q, element('wrec.q')],
    [wout.q, element('wout.q')],
    [s.activity, element('activity')],
    [s.warnings, element('warnings')],
  ];
}

/** The first difference of two states that are not the same. */
export function stateDifference(a: ChipState, b: ChipState): StateDifference | undefined {
  const scalar = firstScalar(a, b, CORE) ?? firstScalar(a, b, PINS);
  if (scalar?.name.startsWith('config.')) return scalar;
  const [x, y] = [arrays(a), arrays(b)];
  for (let n = 0; n < x.length; n++) {
    const [values, name] = x[n]!;
    const [others] = y[n]!;
    for (let i = 0; i < values.length; i++)
      if (values[i] !== others[i])
        return { name: name(i), a: values[i]!, b: others[i]!, get: (s) => arrays(s)[n]![0][i]! };
  }
  if (scalar !== undefined || a.cycle === b.cycle) return scalar;
  return { name: 'cycle', a: a.cycle, b: b.cycle, get: (s) => s.cycle };
}
