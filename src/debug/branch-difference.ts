/** What differs between two branches: for each memory of the chip the first tick after which it does, and a value. */
import { rowLength, type WeightBankName } from '../chip/sram.js';
import type { ChipState } from '../chip/state.js';
import { atCycle, atTick } from './goal.js';
import { comparePlaces, type Position } from './place.js';
import type { Branch } from './branch.js';
import type { Session } from './session.js';
import type { Task } from './task.js';

/** A memory that differs. */
export interface MemoryDifference {
  readonly memory: string;
  /** Ticks from where the later branch begins; 0: right there. */
  readonly after: number;
  /** Where both stand then. */
  readonly positions: readonly [Position, Position];
  /** The first value that differs, and on how many it does. */
  readonly name: string;
  readonly values: readonly [number, number];
  readonly count: number;
}

/** What differs between two branches. */
export interface BranchDifference {
  /** The cycle from which they are compared: where the later of them begins. */
  readonly from: number;
  /** Ticks that were compared: fewer than demanded where one of them ended. */
  readonly ticks: number;
  /** In the order in which they begin to differ. */
  readonly differences: readonly MemoryDifference[];
  /** Memories that are the same throughout. */
  readonly same: readonly string[];
}

/** A memory whose elements have names. */
interface Memory {
  readonly name: string;
  elements(s: ChipState): ArrayLike<number>;
  nameOf(s: ChipState, index: number): string;
}

const weights = (name: WeightBankName): Memory => ({
  name,
  elements: (s) => s[name].bytes,
  nameOf: (s, i) => `${name}[${Math.floor(i / rowLength(s[name]))}][${i % rowLength(s[name])}]`,
});

const list = (name: string, elements: Memory['elements']): Memory => ({
  name,
  elements,
  nameOf: (_, i) => `${name}[${i}]`,
});

const MEMORIES: readonly Memory[] = [
  weights('winp'),
  weights('wrec'),
  weights('wout'),
  list('membrane', (s) => s.neur.membrane),
  list('inputTrace', (s) => s.neur.inputTrace),
  list('recurrentTrace', (s) => s.neur.recurrentTrace),
  list('outputTrace', (s) => s.neur.outputTrace),
  list('v', (s) => s.vOut),
];

/** A hash of each memory. */
const hashes = (s: ChipState): number[] =>
  MEMORIES.map((memory) => {
    const elements = memory.elements(s);
    let hash = 0;
    for (let i = 0; i < elements.length; i++) hash = (Math.imul(hash, 0x01000193) ^ elements[i]!) | 0;
    return hash;
  });

/**
 * Compares two branches after every tick. The session stands where it stood.
 * @param ticks at most so many.
 */
export function* branchDifference(
  session: Session,
  [a, b]: readonly [Branch, Branch],
  ticks: number,
): Task<BranchDifference> {
  const here = { name: session.branch.name, place: session.machine.place };
  const places = session.branches.map((branch) => branch.place);
  try {
    return yield* compare(session, [a, b], ticks);
  } finally {
    yield* session.switchTo(here.name);
    yield* session.goToPlace(here.place);
    session.branches.forEach((branch, i) => (branch.place = places[i] ?? branch.place));
  }
}

function* compare(
  session: Session,
  [a, b]: readonly [Branch, Branch],
  ticks: number,
): Task<BranchDifference> {
  const [first, second] = [a, b].map((branch) => branch.timeline.checkpoints.oldest);
  const start = comparePlaces(first!, second!) < 0 ? second! : first!;
  const ofA = yield* courseOf(session, a, start, ticks);
  const ofB = yield* courseOf(session, b, start, ticks);
  const compared = Math.min(ofA.length, ofB.length);
  const firstAt = MEMORIES.map((_, m) => {
    for (let i = 0; i < compared; i++) if (ofA[i]![m] !== ofB[i]![m]) return i;
    return undefined;
  });
  const differences: MemoryDifference[] = [];
  for (const after of [...new Set(firstAt)].sort((x, y) => (x ?? 0) - (y ?? 0))) {
    if (after === undefined) continue;
    const memories = MEMORIES.filter((_, m) => firstAt[m] === after);
    const inA = yield* valuesOf(session, a, start, after, memories);
    const inB = yield* valuesOf(session, b, start, after, memories);
    memories.forEach((memory, m) => {
      const [x, y] = [inA.values[m]!, inB.values[m]!];
      const differing = Array.from(x, (_, i) => i).filter((i) => x[i] !== y[i]);
      const index = differing[0] ?? 0;
      differences.push({
        memory: memory.name,
        after,
        positions: [inA.position, inB.position],
        name: memory.nameOf(session.machine.chip.state, index),
        values: [x[index]!, y[index]!],
        count: differing.length,
      });
    });
  }
  const same = MEMORIES.filter((_, m) => firstAt[m] === undefined).map(({ name }) => name);
  return { from: start.cycle, ticks: compared - 1, differences, same };
}

/** Goes to a branch, so many ticks behind a place. @returns whether it comes so far. */
function* goBehind(session: Session, branch: Branch, start: Position, ticks: number): Task<boolean> {
  if (session.branch !== branch) yield* session.switchTo(branch.name);
  return yield* branch.timeline.seek(ticks === 0 ? atCycle(start.cycle) : atTick(start.tick + ticks));
}

/** The hashes of all memories after each tick, up to the end of the program. */
function* courseOf(session: Session, branch: Branch, start: Position, ticks: number): Task<number[][]> {
  const course: number[][] = [];
  for (let i = 0; i <= ticks; i++) {
    if (!(yield* goBehind(session, branch, start, i))) break;
    course.push(hashes(session.machine.chip.state));
  }
  return course;
}

function* valuesOf(
  session: Session,
  branch: Branch,
  start: Position,
  ticks: number,
  memories: readonly Memory[],
): Task<{ position: Position; values: number[][] }> {
  yield* goBehind(session, branch, start, ticks);
  const { position, machine } = session;
  return { position, values: memories.map((memory) => Array.from(memory.elements(machine.chip.state))) };
}
