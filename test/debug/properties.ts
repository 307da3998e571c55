/** What must hold for every program that is debugged; the suite tries a few programs, `npm run debugging` many. */
import seedrandom from 'seedrandom';
import type { ChipState } from '../../src/chip/state.js';
import { Machine, type DebugProgram } from '../../src/debug/machine.js';
import { stepBack, stepForward, type StepSize } from '../../src/debug/movement.js';
import type { FoundChange } from '../../src/debug/past.js';
import type { Place } from '../../src/debug/place.js';
import { Session } from '../../src/debug/session.js';
import type { StopKind } from '../../src/debug/stops.js';
import { finish } from '../../src/debug/task.js';
import { Timeline } from '../../src/debug/timeline.js';
import { hashOf } from '../../src/files/hash.js';
import { parseCondition } from '../../src/signals/expression.js';
import { storedValueNamed } from '../../src/signals/stored-value.js';
import { randomScript } from './programs.js';
import { randomFirmware } from './random-firmware.js';

/** Checkpoints lie close together, so that short runs have many. */
export const LIMITS = { timeout: 20_000, history: 1 << 24, ticksApart: 3 };
/** Hits of a stop that are looked at. */
const MOST_HITS = 40;

/** A host script, or a firmware program. */
export async function randomProgram(seed: string): Promise<DebugProgram> {
  const random = seedrandom(seed);
  if (random() < 0.5) return { name: 'script', code: { list: randomScript(random) } };
  return { name: 'random.s', code: { image: await randomFirmware(random) } };
}

/** The whole state, for comparisons. */
export function stateOf({ chip, host, place }: Machine): string {
  chip.state.quiet = 0;
  const { executor, ...rest } = host.save() as unknown as { executor: Record<string, unknown> };
  // Where no operation is under way, the steps of the last one mean nothing.
  const { step: _step, since: _since, halfPeriods: _halfPeriods, ...lasting } = executor;
  const memory = hashOf(host.memory);
  return JSON.stringify([place, hashOf(chip.snapshot()), memory, rest, host.busy ? executor : lasting]);
}

/**
 * Steps of a size, and then as many back.
 * @param skip operations before the first step. @param count of steps.
 * @returns what went wrong, if anything.
 */
export function undoneSteps(
  program: DebugProgram,
  size: StepSize,
  skip: number,
  count: number,
): string | undefined {
  const machine = new Machine(program, LIMITS);
  const timeline = new Timeline(machine, LIMITS.history, LIMITS.ticksApart);
  for (let i = 0; i < skip; i++) finish(stepForward(timeline, 'operation'));
  // From any place to a boundary of the size.
  finish(stepForward(timeline, size));
  const states: string[] = [];
  while (states.length <= count && !machine.ended) {
    states.push(stateOf(machine));
    finish(stepForward(timeline, size));
  }
  // The end of a program need not be a boundary.
  if (machine.ended) return undefined;
  for (const [i, state] of [...states.entries()].reverse()) {
    finish(stepBack(timeline, size));
    const now = stateOf(machine);
    if (now !== state) return `step back ${i} by one ${size}: ${now} instead of ${state}`;
  }
  return undefined;
}

/** A stop of every kind; more than one for those that are found in different ways. */
export const STOPS: readonly StopKind[] = [
  { kind: 'condition', text: 'membrane[1] > 40' },
  { kind: 'condition', text: 'spikes(2)' },
  { kind: 'condition', text: 'changed(v[0])' },
  { kind: 'condition', text: 'v[0] > 5 && membrane[2] < 30' },
  { kind: 'condition', text: 'global.next_state == STEP' },
  { kind: 'condition', text: 'saturates(wout[0][0])' },
  { kind: 'condition', text: 'tick > 3 && wrec[0][1] > -20' },
  { kind: 'watch', name: 'winp[1][2]' },
  { kind: 'watch', name: 'wrec[0][1]' },
  { kind: 'watch', name: 'KAPPA' },
  { kind: 'state', state: 'EPROP' },
  { kind: 'warning', name: '' },
  { kind: 'code', location: '*40' },
  { kind: 'code', location: '*45' },
  { kind: 'mark', text: '' },
  { kind: 'trap' },
];

/** Places at which a stop is hit, forwards and then back. @returns both where they differ. */
export function differingHits(program: DebugProgram, what: StopKind): string | undefined {
  const session = new Session(program, LIMITS);
  session.addStop(what);
  const forward: Place[] = [];
  while (forward.length < MOST_HITS) {
    if (finish(session.continue()).reason === 'end') break;
    forward.push(session.machine.place);
    if (session.machine.ended) break;
  }
  // Where the run stands at a hit, the search back begins before it.
  const last = forward.at(-1);
  if (last && JSON.stringify(last) === JSON.stringify(session.machine.place)) forward.pop();
  const backward: Place[] = [];
  while (finish(session.continue(true)).reason === 'stop') backward.push(session.machine.place);
  const [there, back] = [JSON.stringify(forward), JSON.stringify(backward.reverse())];
  return there === back ? undefined : `${JSON.stringify(what)} forwards ${there}, back ${back}`;
}

/** Conditions over values that move within ticks: while ticks are played, only their ranges are looked at. */
export const CONDITIONS: readonly string[] = [
  'membrane[1] > 40',
  'membrane[2] == 0',
  '!(membrane[0] <= 10) || v[1] < -20',
  'v[0] > 5 && membrane[2] < 30',
  'tick > 3 && membrane[1] != 0',
  'saturates(v[0]) || membrane[0] < membrane[1]',
  'reads(wrec[1][2]) || reads(wout[2][0])',
  'writes(winp[1][0]) || writes(wout[1][1])',
];

/** Cycles in which a condition becomes true, by the debugger and by a look in every cycle. @returns both where they differ. */
export function differingCycles(program: DebugProgram, text: string): string | undefined {
  const machine = new Machine(program, LIMITS);
  const condition = parseCondition(text, machine.chip.state.design);
  const expected: number[] = [];
  let held = true;
  machine.observer = (s, w) => {
    const holds = condition(s, w);
    if (holds && !held) expected.push(s.cycle);
    held = holds;
  };
  while (!machine.ended) machine.move();
  const session = new Session(program, LIMITS);
  session.addStop({ kind: 'condition', text });
  const found: number[] = [];
  while (finish(session.continue()).reason === 'stop') found.push(session.position.cycle);
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  return a === b ? undefined : `${text} in cycles ${a} instead of ${b}`;
}

/** A change of a value: the first cycle in which it is new, and both values. */
interface ExpectedChange {
  readonly cycle: number;
  readonly before: number;
  readonly after: number;
}

/** All changes of values, found by looking in every cycle. */
function changesOf(program: DebugProgram, names: readonly string[]): ExpectedChange[][] {
  const machine = new Machine(program, LIMITS);
  const { state, state: design } = machine.chip;
  const watched = names.map((name) => {
    const get = storedValueNamed(name, design.design)!.get.bind(undefined);
    return { get, value: get(state), changes: [] as ExpectedChange[] };
  });
  const look = (s: ChipState): void => {
    for (const value of watched) {
      const after = value.get(s);
      if (after === value.value) continue;
      value.changes.push({ cycle: s.cycle, before: value.value, after });
      value.value = after;
    }
  };
  machine.observer = look;
  while (!machine.ended) {
    machine.move();
    look(state);
  }
  return watched.map(({ changes }) => changes);
}

/** Changes of values from the last one to the first, as the debugger finds them and as a search in every cycle does. */
export function differingChanges(program: DebugProgram, names: readonly string[]): string | undefined {
  const session = new Session(program, LIMITS);
  finish(session.continue());
  const expected = changesOf(program, names);
  for (const [i, name] of names.entries()) {
    let answer: FoundChange | undefined;
    for (const change of [...expected[i]!.reverse(), undefined]) {
      answer = finish(session.last(name, answer));
      const last = answer?.change;
      const found = last && { cycle: last.position.cycle, before: last.before, after: last.after };
      if (JSON.stringify(found) !== JSON.stringify(change))
        return `${name}: ${JSON.stringify(found)} instead of ${JSON.stringify(change)}`;
    }
  }
  return undefined;
}

/** Names of random weights of the smallest network that the random programs have. */
export function randomWeights(random: () => number, count: number): string[] {
  const below = (n: number): number => Math.floor(random() * n);
  return Array.from({ length: count }, () => {
    const memory = ['winp', 'wrec', 'wout'][below(3)]!;
    return `${memory}[${below(4)}][${below(memory === 'wout' ? 2 : 4)}]`;
  });
}
