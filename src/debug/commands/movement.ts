/** Commands that move the run. */
import { SelectionError } from '../../text/selection-error.js';
import { atCycle, atEpoch, atInstruction, atSample, atTick, THE_END, type Goal } from '../goal.js';
import { STEPS, type StepSize } from '../movement.js';
import type { Session, StopReport } from '../session.js';
import type { Task } from '../task.js';
import { stopLines } from './panels.js';
import { countOf, type Command, type Result } from './command.js';

function stopped(session: Session, stop: StopReport): Result {
  return { lines: stopLines(session, stop), stop, value: stopValue(stop) };
}

/** A stop for programs. */
export function stopValue({ reason, text, position, stop, change }: StopReport): unknown {
  const { instruction, operation, cycle, tick, sample, epoch, pc } = position;
  return {
    reason,
    text,
    position: { cycle, instruction, operation, tick, sample, epoch, pc },
    ...(stop ? { stop: stop.id } : {}),
    ...(change ? { change } : {}),
  };
}

/** Moves by the same step several times; a stop on the way ends it. */
function* repeat(session: Session, count: number, move: () => Task<StopReport>): Task<Result> {
  let report = session.report('step', '');
  for (let n = 0; n < count; n++) {
    report = yield* move();
    if (report.reason !== 'step') break;
  }
  return stopped(session, report);
}

const sizes = (): Command[] =>
  STEPS.flatMap((size: StepSize) => [
    {
      name: size,
      short: SHORT[size],
      usage: '[N]',
      help: `go on by N ${size}s (1)`,
      repeats: true,
      run: (words, { session }) => repeat(session, countOf(words), () => session.step(size)),
    },
    {
      name: `back-${size}`,
      short: SHORT[size].map((s) => `b${s}`),
      usage: '[N]',
      help: `go back by N ${size}s (1)`,
      repeats: true,
      run: (words, { session }) => repeat(session, countOf(words), () => session.step(size, true)),
    },
  ]);

const SHORT: Readonly<Record<StepSize, readonly string[]>> = {
  cycle: ['cy'],
  phase: ['ph'],
  operation: ['op'],
  instruction: ['si'],
  tick: ['t'],
  sample: ['sa'],
  epoch: ['ep'],
};

const LINES = [
  { name: 'step', short: ['s'], how: 'into', back: false, help: 'go to the next line, also within a call' },
  { name: 'next', short: ['n'], how: 'over', back: false, help: 'go to the next line, past calls' },
  { name: 'finish', short: ['fin'], how: 'out', back: false, help: 'go on until the present call returns' },
  {
    name: 'reverse-step',
    short: ['rs'],
    how: 'into',
    back: true,
    help: 'go back to the line before, also within a call',
  },
  {
    name: 'reverse-next',
    short: ['rn'],
    how: 'over',
    back: true,
    help: 'go back to the line before, past calls',
  },
  {
    name: 'reverse-finish',
    short: ['rf'],
    how: 'out',
    back: true,
    help: 'go back to before the present call',
  },
] as const;

const lines = (): Command[] =>
  LINES.map(({ name, short, how, back, help }) => ({
    name,
    short,
    usage: '[N]',
    help,
    repeats: true,
    run: (words, { session }) => repeat(session, countOf(words), () => session.line(how, back)),
  }));

/** Reads `cycle 1200`, `tick 3`, `sample 2`, `epoch 1`, `instruction 7`, `end`, `start`. */
export function goalOf(text: string): Goal {
  const [, kind = '', n = ''] = /^([a-z]+)?[ =]?(\d{1,15})?$/.exec(text.trim()) ?? [];
  if (kind === 'end') return THE_END;
  if (kind === 'start') return atCycle(0);
  const goal = { cycle: atCycle, tick: atTick, sample: atSample, epoch: atEpoch, instruction: atInstruction }[
    kind === '' ? 'cycle' : kind
  ];
  if (!goal || n === '')
    throw new SelectionError(
      `'${text}': give cycle N, tick N, sample N, epoch N, instruction N, mark N, start or end`,
    );
  return goal(Number(n));
}

export const MOVEMENT: readonly Command[] = [
  ...lines(),
  ...sizes(),
  {
    name: 'continue',
    short: ['c'],
    usage: '',
    help: 'go on to a stop or the end',
    repeats: true,
    *run(_, { session }) {
      return stopped(session, yield* session.continue());
    },
  },
  {
    name: 'reverse-continue',
    short: ['rc'],
    usage: '',
    help: 'go back to a stop or the oldest place',
    repeats: true,
    *run(_, { session }) {
      return stopped(session, yield* session.continue(true));
    },
  },
  {
    name: 'until',
    usage: 'LOCATION',
    help: 'go on to a label, FILE:LINE, line or *INSTRUCTION',
    *run(words, { session }) {
      return stopped(session, yield* session.until(session.source.locate(locationOf(session, words))));
    },
  },
  {
    name: 'goto',
    short: ['g'],
    usage: 'cycle N | tick N | sample N | epoch N | instruction N | mark N | start | end',
    help: 'go there, in either direction',
    *run(words, { session }) {
      const [, mark] = /^mark[ =]?(\d{1,9})$/.exec(words) ?? [];
      if (mark !== undefined) return stopped(session, yield* session.goToMark(Number(mark)));
      return stopped(session, yield* session.goTo(goalOf(words)));
    },
  },
];

/** A location whose line, where it is given alone, is one of the file where the run stands. */
export function locationOf({ source, position }: Session, text: string): string {
  const file = source.at(position.pc)?.file ?? source.files[0];
  return /^\d{1,8}$/.test(text) && file !== undefined ? `${file}:${text}` : text;
}
