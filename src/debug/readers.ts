/** Who reads a value: the last access that took a weight or a membrane out of its SRAM. */
import type { ChipState } from '../chip/state.js';
import { State, STATE_NAMES } from '../chip/states.js';
import { SYNC } from '../chip/synchronisers.js';
import type { Wires } from '../chip/wires.js';
import { parseCondition } from '../signals/expression.js';
import type { Place, Position } from './place.js';
import type { QuestionContext } from './questions.js';
import { ACCEPT_ALL, Scanner } from './scan.js';
import type { SourceLine } from './source-map.js';
import type { Task } from './task.js';
import { ConditionTrigger } from './trigger.js';

/** A read of a value. */
export interface Reader {
  readonly name: string;
  /** Where it is read; the cycle is that of the access. */
  readonly position: Position;
  /** What read it, for people. */
  readonly text: string;
  /** The line of the program that is carried out. */
  readonly source?: SourceLine;
}

/**
 * The last read of a value before a place; undefined where there is none. The machine is left anywhere.
 * @throws SelectionError for anything but a weight or a membrane.
 */
export function* lastRead(
  { timeline, source }: QuestionContext,
  name: string,
  before: Place,
): Task<Reader | undefined> {
  const { machine } = timeline;
  const trigger = new ConditionTrigger(parseCondition(`reads(${name})`, machine.chip.state.design));
  yield* timeline.goTo(before);
  const hit = yield* new Scanner(timeline, [trigger]).backward(ACCEPT_ALL);
  if (!hit) return undefined;
  const { position } = machine;
  const line = source.at(position.pc);
  let text = '';
  machine.observer = (s, w) => {
    if (s.cycle === position.cycle) text = readerIn(s, w);
  };
  machine.chip.state.quiet = 0;
  while (machine.chip.cycle <= position.cycle && !machine.ended) machine.move(1);
  machine.observer = undefined;
  return { name, position, text, ...(line ? { source: line } : {}) };
}

/** What the SRAMs are read for in a cycle. */
function readerIn(s: ChipState, w: Wires): string {
  const { ctl: k } = s;
  if ((w.sync & SYNC.READ_ALL) !== 0) return 'read over SPI';
  if (k.state === State.EPROP) return 'learning';
  if (k.state === State.STEP) return 'leak and threshold of the step';
  const parts = [
    ...(w.inputEvent ? [`event of input ${k.pre}`] : []),
    ...(w.spikeEvent ? [`spike of neuron ${k.pre}`] : []),
  ];
  return parts.length > 0 ? parts.join(' and ') : `the controller in ${STATE_NAMES[k.state]!}`;
}
