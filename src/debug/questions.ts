/** Questions about the past: the last change of a value, its history, what made a neuron spike. */
import { Q, rowLength } from '../chip/sram.js';
import type { ChipState } from '../chip/state.js';
import type { Wires } from '../chip/wires.js';
import { parseCondition } from '../signals/expression.js';
import type { MoreOperands } from '../signals/operands.js';
import { SelectionError } from '../text/selection-error.js';
import { storedValueNamed } from '../signals/stored-value.js';
import { causeIn, type Cause } from './cause.js';
import { atCycle, atInstruction, atTick } from './goal.js';
import { comparePlaces, type Place, type Position } from './place.js';
import { ACCEPT_ALL, lastPlaceOfCycle, Scanner, type Hit } from './scan.js';
import type { SourceLine, SourceMap } from './source-map.js';
import type { Task } from './task.js';
import type { Timeline } from './timeline.js';
import { ConditionTrigger, WeightTrigger, type Trigger } from './trigger.js';
import { namedValue, readNow } from './values.js';

/** The cycle of a change: of the host, and of a value that was set, the one that it comes before: neither takes time. */
export const cycleOf = ({ cause, position }: Change): number =>
  cause.by === 'host' || cause.by === 'user' ? position.cycle : position.cycle - 1;

/** A change of a value. */
export interface Change {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  readonly cause: Cause;
  /** Where the value is new. */
  readonly position: Position;
  /** The line of the program that made it. */
  readonly source?: SourceLine;
}

/** `wrec[17][5]: 3 -> 4, learning (...)`. */
export function changeText(change: Change): string {
  const { name, before, after, cause } = change;
  return `${name}: ${before} -> ${after}, ${cause.text}, cycle ${cycleOf(change)}`;
}

/** What questions need. */
export interface QuestionContext {
  readonly timeline: Timeline;
  readonly source: SourceMap;
  readonly more: MoreOperands;
}

const WEIGHT = /^(winp|wrec|wout)\[(\d+)\]\[(\d+)\]$/;

/** A trigger for every change of a value. @throws SelectionError for a name that means nothing. */
export function changeTrigger(
  { timeline, more }: Pick<QuestionContext, 'timeline' | 'more'>,
  name: string,
): Trigger {
  if (/^[-\d]/.test(name))
    throw new SelectionError(`'${name}' is a number, which never changes: name a value`);
  const { design } = timeline.machine.chip.state;
  const stored = WEIGHT.test(name) ? storedValueNamed(name, design) : undefined;
  return stored
    ? new WeightTrigger((s) => stored.get(s))
    : new ConditionTrigger(parseCondition(`changed(${name})`, design, more));
}

/** Up to which place changes count. */
export interface Until {
  readonly place: Place;
  /** One at this very place counts, too. */
  readonly orHere: boolean;
}

/** The last change of a value; undefined where the run as far as it is kept has none. The machine is left anywhere. */
export function* lastChange(context: QuestionContext, name: string, until: Until): Task<Change | undefined> {
  const { timeline } = context;
  namedValue(timeline.machine, name, context.more);
  const place = WEIGHT.test(name)
    ? yield* lastOfWeight(context, name, until)
    : (yield* lastHit(context, name, until))?.place;
  return place && (yield* describeChange(context, name, place));
}

function* lastHit(context: QuestionContext, name: string, { place, orHere }: Until): Task<Hit | undefined> {
  yield* context.timeline.goTo(place);
  return yield* new Scanner(context.timeline, [changeTrigger(context, name)]).backward(ACCEPT_ALL, orHere);
}

/** By the log of weight changes. */
function* lastOfWeight(
  { timeline }: QuestionContext,
  name: string,
  { place: until, orHere }: Until,
): Task<Place | undefined> {
  const address = addressOf(timeline, name);
  let before = until.cycle;
  for (;;) {
    const cycle = timeline.weights.lastChange(address, before);
    if (cycle === undefined) return undefined;
    // The edge of a cycle changes the weight, so that it is new in the next one.
    yield* timeline.seek(atCycle(cycle + 1));
    const place = yield* lastPlaceOfCycle(timeline);
    if (comparePlaces(place, until) < (orHere ? 1 : 0)) return place;
    before = cycle;
  }
}

/** Where a weight is in the image of the state. */
function addressOf({ machine }: Timeline, name: string): number {
  const { state: s } = machine.chip;
  const [, memory, pre, post] = WEIGHT.exec(name)!;
  const bank = s[memory as 'winp' | 'wrec' | 'wout'];
  return bank.bytes.byteOffset - s.image.byteOffset + Number(pre) * rowLength(bank) + Number(post);
}

/** What changed at a place at which a value is new. The machine is left there. */
export function* describeChange(context: QuestionContext, name: string, place: Place): Task<Change> {
  const { timeline, source, more } = context;
  const { machine } = timeline;
  const { operand } = namedValue(machine, name, more);
  let cause: Cause = BY_HOST;
  let pc = 0;
  yield* timeline.goTo(place);
  const after = readNow(machine, operand, name);
  let before = after;
  if (place.cycle > 0) {
    yield* timeline.seek(atCycle(place.cycle - 1));
    before = readNow(machine, operand, name);
    machine.observer = (s, w) => {
      if (s.cycle !== place.cycle - 1) return;
      cause = causeIn(name, s, w);
      pc = machine.host.pc;
    };
    machine.chip.state.quiet = 0;
    while (machine.chip.cycle < place.cycle) machine.move(place.cycle - machine.chip.cycle);
    machine.observer = undefined;
    // What changed without a cycle was changed by the host itself.
    if (readNow(machine, operand, name) !== after) cause = BY_HOST;
  }
  if (cause.by === 'host') {
    yield* timeline.seek(atInstruction(place.operation === 0 ? place.instruction - 1 : place.instruction));
    pc = machine.host.pc;
    before = readNow(machine, operand, name);
  }
  if (cause.by === 'spi') pc = yield* senderOf(timeline, place);
  yield* timeline.goTo(place);
  const line = source.at(pc);
  return {
    name,
    before,
    after,
    cause:
      line && cause.by === 'spi' ? { ...cause, text: `${cause.text} by ${line.file}:${line.line}` } : cause,
    position: machine.position,
    ...(line ? { source: line } : {}),
  };
}

const BY_HOST: Cause = { by: 'host', text: 'an instruction of the host' };

/** Cycles from the last bit of a word to its write at most; a word takes longer. */
const SPI_DELAY = 32;

/**
 * The instruction that sent the word of a write over SPI: the chip writes some cycles behind the last bit, when the next
 * instruction may be under way.
 */
function* senderOf(timeline: Timeline, { cycle }: Place): Task<number> {
  yield* timeline.seek(atCycle(Math.max(0, cycle - SPI_DELAY)));
  return timeline.machine.host.pc;
}

/** Something that moved a membrane. */
export interface Contribution {
  readonly text: string;
  readonly before: number;
  readonly after: number;
}

/** Why a neuron spiked. */
export interface SpikeReport {
  readonly neuron: number;
  /** The cycle that writes the spike. */
  readonly position: Position;
  readonly membrane: number;
  readonly threshold: number;
  /** Since the step before, in order. */
  readonly contributions: readonly Contribution[];
}

/** What made a neuron spike, the last time up to a place. The machine is left anywhere. */
export function* whySpike(
  { timeline }: QuestionContext,
  neuron: number,
  upTo: Place,
): Task<SpikeReport | undefined> {
  const { machine } = timeline;
  const { design } = machine.chip.state;
  yield* timeline.seek(atCycle(upTo.cycle + 1));
  const trigger = new ConditionTrigger(parseCondition(`spikes(${neuron})`, design));
  const hit = yield* new Scanner(timeline, [trigger]).backward(ACCEPT_ALL);
  if (!hit) return undefined;
  const { position } = machine;
  yield* timeline.seek(atTick(Math.max(0, position.tick - 2)));
  let contributions: Contribution[] = [];
  let spike = { membrane: 0, threshold: 0 };
  machine.observer = (s, w) => {
    const write = writeOf(s, w, neuron);
    if (!write || s.cycle > position.cycle) return;
    if (s.cycle === position.cycle) spike = { membrane: write.before, threshold: s.neur.q[Q.THRESHOLD]! };
    else if (w.stepWrite) contributions = [{ ...write, text: 'left by the step before' }];
    else contributions.push(write);
  };
  while (machine.chip.cycle <= position.cycle && !machine.ended) {
    machine.move(position.cycle + 1 - machine.chip.cycle);
    yield;
  }
  machine.observer = undefined;
  return { neuron, position, ...spike, contributions };
}

/** A write of a neuron's membrane in this cycle. */
function writeOf(s: ChipState, w: Wires, neuron: number): Contribution | undefined {
  if (!w.neur.cs || !w.neur.we || w.neur.addr !== neuron >> 1) return undefined;
  const at = Q.MEMBRANE + 4 * (neuron & 1);
  if (w.neur.prog || (w.neur.mask & (1 << at)) === 0) return undefined;
  const before = s.dirty[neuron] !== 0 ? s.neur.q[at]! : 0;
  const { pre } = s.ctl;
  const lane = neuron & s.design.laneMask;
  const parts = [
    ...(w.inputEvent ? [`event of input ${pre}, weight winp[${pre}][${neuron}] = ${s.winp.q[lane]!}`] : []),
    ...(w.spikeEvent ? [`spike of neuron ${pre}, weight wrec[${pre}][${neuron}] = ${s.wrec.q[lane]!}`] : []),
  ];
  return { text: parts.join('; '), before, after: w.neur.data[at]! };
}
