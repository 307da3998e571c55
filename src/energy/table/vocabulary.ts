/**
 * The terms in which energy is reported: components of the chip, phases of its work, and the actions that a table prices.
 *
 * An action is one activity counter (src/chip/activity.ts), seen as something that a component did. Some counters are
 * informative only: the energy of what they count is carried by other counters.
 */
import { ACTIVITIES, type Activity } from '../../chip/activity.js';
import { STATE_NAMES } from '../../chip/states.js';

/** Parts of the chip that spend energy; their leakage together is a column of its own. */
export const BLOCKS = [
  'clock',
  'neuron-sram',
  'input-weight-sram',
  'recurrent-weight-sram',
  'output-weight-sram',
  'event-datapath',
  'step-datapath',
  'learning-datapath',
  'random-generators',
  'spi',
  'aer-and-output',
] as const;
/** A block of the chip with prices of its own. */
export type Block = (typeof BLOCKS)[number];

/** Columns of every breakdown: the switching energy of each block, then the leakage of all blocks. */
export const COMPONENTS = [...BLOCKS, 'leakage'] as const;
/** A column of a breakdown: a block, or the leakage of all blocks. */
export type Component = (typeof COMPONENTS)[number];
export const LEAKAGE = COMPONENTS.length - 1;

/** Rows of every breakdown. */
export const PHASES = ['configuration', 'idle', 'propagation', 'step', 'learning', 'output'] as const;
/** A row of a breakdown: what the chip was doing. */
export type Phase = (typeof PHASES)[number];

type StateName = (typeof STATE_NAMES)[number];

/** Phase of the cycles of a state. Waiting for a target is part of learning, waiting for a tick part of propagation. */
const PHASE_OF_STATE: Record<StateName, Phase> = {
  IDLE: 'idle',
  PROP: 'propagation',
  STEP: 'step',
  SDONE: 'step',
  GET_TAR: 'learning',
  CONFIG: 'configuration',
  EPROP: 'learning',
  SEND: 'output',
};

/** An action of a component: its name in a table, and the counter that counts it. */
export interface Action {
  readonly block: Block;
  readonly name: string;
  readonly counter: Activity;
  readonly meaning: string;
}

const action = (block: Block, name: string, counter: Activity, meaning: string): Action => ({
  block,
  name,
  counter,
  meaning,
});

/** All actions; a table must price each of them, and nothing else. */
export const ACTIONS: readonly Action[] = [
  action('clock', 'cycle', 'cycles', 'an edge of CLK: clock tree, registers that are not gated, controllers'),
  action('clock', 'scan', 'scanCycles', 'the event controller looks for the next event'),
  action('clock', 'tick', 'ticks', 'a time tick: pending input events become current'),
  action('neuron-sram', 'read', 'neurReads', 'a word (two neurons) read'),
  action('neuron-sram', 'write', 'neurWrites', 'a word written, without its data lines'),
  action('neuron-sram', 'write-bit', 'neurBitsWritten', 'a bit of a written word that the mask enables'),
  action('input-weight-sram', 'read', 'winpReads', 'a word of 16 weights read'),
  action('input-weight-sram', 'write', 'winpWrites', 'a word written, without its data lines'),
  action(
    'input-weight-sram',
    'write-bit',
    'winpBitsWritten',
    'a bit of a written word that the mask enables',
  ),
  action('recurrent-weight-sram', 'read', 'wrecReads', 'a word of 16 weights read'),
  action('recurrent-weight-sram', 'write', 'wrecWrites', 'a word written, without its data lines'),
  action(
    'recurrent-weight-sram',
    'write-bit',
    'wrecBitsWritten',
    'a bit of a written word that the mask enables',
  ),
  action('output-weight-sram', 'read', 'woutReads', 'a word of 16 weights read'),
  action('output-weight-sram', 'write', 'woutWrites', 'a word written, without its data lines'),
  action(
    'output-weight-sram',
    'write-bit',
    'woutBitsWritten',
    'a bit of a written word that the mask enables',
  ),
  action('event-datapath', 'event-update', 'eventUpdates', 'an event reaches a membrane'),
  action('event-datapath', 'trace-increment', 'traceIncrements', 'an event raises a trace'),
  action('event-datapath', 'output-update', 'outputEventUpdates', 'a spike reaches an output membrane'),
  action('step-datapath', 'leak-update', 'leakUpdates', 'leak, threshold and reset of a membrane'),
  action('step-datapath', 'trace-leak', 'traceLeaks', 'leak of a trace'),
  action('step-datapath', 'output-leak', 'outputLeaks', 'leak of an output membrane'),
  action(
    'learning-datapath',
    'learning-signal',
    'learningSignals',
    'errors times output weights of a neuron',
  ),
  action('learning-datapath', 'lane', 'lanesEvaluated', 'the update of one weight is computed and drawn'),
  action('random-generators', 'advance-rounding', 'advancesRounding', 'a 15-bit or 7-bit generator advances'),
  action('random-generators', 'advance-noise', 'advancesNoise', 'the noise generator gives 32 bits'),
  action('random-generators', 'advance-input', 'advancesWinp', '512 bits for 16 input weights'),
  action('random-generators', 'advance-recurrent', 'advancesWrec', '512 bits for 16 recurrent weights'),
  action('random-generators', 'advance-output', 'advancesWout', '448 bits for 16 output weights'),
  action('spi', 'bit', 'spiBits', 'a bit shifted through the SPI slave'),
  action('aer-and-output', 'event', 'aerHandshakes', 'an input event received'),
  action('aer-and-output', 'target', 'aerTargets', 'a target or label received'),
  action('aer-and-output', 'output-byte', 'outputHandshakes', 'a byte given on the output bus'),
];

/** Counters without energy of their own, with the action that carries it. */
export const INFORMATIVE: Partial<Record<Activity, string>> = {
  inputEvents: 'carried by event-update and the weight reads',
  recurrentEvents: 'carried by event-update and the weight reads',
  synapticOps: 'event updates of enabled neurons, weighted by coinciding events',
  spikes: 'carried by leak-update',
  lanesChanged: 'carried by write-bit of the weight SRAM',
};

/** Counters that are neither priced nor informative; a test proves that there are none. */
export function unaccountedCounters(): Activity[] {
  const priced = new Set(ACTIONS.map((a) => a.counter));
  return ACTIVITIES.filter((name) => !priced.has(name) && INFORMATIVE[name] === undefined);
}

/**
 * Phase that an action in a state belongs to: the state's, but SPI bits are configuration wherever they fall, and so
 * are accesses to the memories in IDLE, which only the SPI port makes.
 */
export function phaseOf(state: number, a: Action): Phase {
  if (a.block === 'spi') return 'configuration';
  const name = STATE_NAMES[state]!;
  return name === 'IDLE' && a.block.endsWith('-sram') ? 'configuration' : PHASE_OF_STATE[name];
}

/** Phase of the time spent in a state. */
export const phaseOfState = (state: number): Phase => PHASE_OF_STATE[STATE_NAMES[state]!];
