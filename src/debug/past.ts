/**
 * Questions about the past of a branch. What lies before the place where it began is the past of the branch it began on: a search
 * that finds nothing goes on there.
 */
import { describeIntervention, type Branch, type Fork } from './branch.js';
import type { Place } from './place.js';
import { lastChange, whySpike, type Change, type SpikeReport, type Until } from './questions.js';
import { lastRead, type Reader } from './readers.js';
import type { Task } from './task.js';
import { namedValue, readNow } from './values.js';

/** Goes over to another branch, to any place of it. */
type Enter = (branch: Branch) => void;

/** Where a search for changes begins. */
export interface SearchStart {
  readonly branch: Branch;
  readonly until: Until;
}

/** A change, and where to search for the one before. */
export interface FoundChange {
  readonly change: Change;
  readonly earlier: SearchStart;
}

/** The last change of a value; undefined where there is none since the start of the program. */
export function* changeBefore(
  { branch, until }: SearchStart,
  name: string,
  enter: Enter,
): Task<FoundChange | undefined> {
  enter(branch);
  const { fork } = branch;
  const found = yield* lastChange(branch, name, until);
  if (found) return { change: found, earlier: { branch, until: { place: found.position, orHere: false } } };
  if (!fork) return undefined;
  const earlier = { branch: fork.branch, until: { place: fork.position, orHere: true } };
  const change = yield* changeByFork(branch, fork, name, enter);
  return change ? { change, earlier } : yield* changeBefore(earlier, name, enter);
}

/** What the start of a branch changed in a value. */
function* changeByFork(branch: Branch, fork: Fork, name: string, enter: Enter): Task<Change | undefined> {
  const { position, intervention } = fork;
  yield* branch.timeline.goTo(position);
  const after = valueOn(branch, name);
  enter(fork.branch);
  yield* fork.branch.timeline.goTo(position);
  const before = valueOn(fork.branch, name);
  const text = `${describeIntervention(intervention)}, with which ${branch.name} began`;
  return before === after ? undefined : { name, before, after, cause: { by: 'user', text }, position };
}

function valueOn({ timeline: { machine }, more }: Branch, name: string): number {
  return readNow(machine, namedValue(machine, name, more).operand, name);
}

/** The last changes of a value, oldest first. @param most at most so many. */
export function* changesBefore(start: SearchStart, name: string, most: number, enter: Enter): Task<Change[]> {
  const changes: Change[] = [];
  for (let from = start; changes.length < most;) {
    const found = yield* changeBefore(from, name, enter);
    if (!found) break;
    changes.push(found.change);
    from = found.earlier;
  }
  return changes.reverse();
}

/** The answer of a branch, up to a place; where it has none, that of the branch it began on, up to there. */
function* onBranches<T>(
  branch: Branch,
  place: Place,
  enter: Enter,
  ask: (branch: Branch, place: Place) => Task<T | undefined>,
): Task<T | undefined> {
  enter(branch);
  const answer = yield* ask(branch, place);
  const { fork } = branch;
  return answer ?? (fork && (yield* onBranches(fork.branch, fork.position, enter, ask)));
}

/** The last read of a weight or a membrane before a place. */
export const readBefore = (
  branch: Branch,
  name: string,
  place: Place,
  enter: Enter,
): Task<Reader | undefined> => onBranches(branch, place, enter, (on, before) => lastRead(on, name, before));

/** What made a neuron spike, the last time up to a place. */
export const spikeBefore = (
  branch: Branch,
  neuron: number,
  place: Place,
  enter: Enter,
): Task<SpikeReport | undefined> =>
  onBranches(branch, place, enter, (on, upTo) =>
    // The cycle in which a branch begins is one of its own.
    whySpike(on, neuron, on === branch ? upTo : { ...upTo, cycle: upTo.cycle - 1 }),
  );
