/** Commands for branches: a value that is set begins one. */
import { SelectionError } from '../../text/selection-error.js';
import { branchDifference, type BranchDifference } from '../branch-difference.js';
import type { Branch } from '../branch.js';
import type { Session } from '../session.js';
import { describeStop, isIn } from '../stops.js';
import { differingData } from '../firmware-change.js';
import type { Firmware } from '../machine.js';
import { waitFor, type WaitingTask } from '../task.js';
import {
  countOf,
  numberOf,
  type Command,
  type CommandWorld,
  type Result,
  type SessionCommand,
} from './command.js';

/** Ticks that `diff` compares. */
const TICKS = 2000;

/** The command that takes up changed firmware. */
export const RELOAD = {
  name: 'reload',
  usage: '[FILE]',
  help: 'go on with changed firmware on a branch of its own, where the code up to here and the layout of the data are the same',
  *run(
    words: string,
    { session, loadFirmware }: Pick<CommandWorld, 'session' | 'loadFirmware'>,
  ): WaitingTask<Result> {
    if (!session.source.image)
      throw new SelectionError('a host script runs as it is: only firmware can be reloaded');
    const firmware = yield* waitFor(loadFirmware(words === '' ? undefined : words));
    const notes = contentsNotes(session, firmware);
    const branch = yield* session.reload(firmware);
    const lost = session.stops.filter((stop) => !isIn(session.source, stop));
    return began(branch, [
      ...notes,
      ...lost.map((stop) => `stop ${stop.id}: ${describeStop(stop, session.source)}`),
    ]);
  },
} satisfies Command;

/** What of new firmware a run under way does not see. */
function contentsNotes({ program: { code } }: Session, { image }: Firmware): string[] {
  const names = 'image' in code ? differingData(code.image, image) : [];
  return names.length === 0
    ? []
    : [`other contents at the start: ${names.join(', ')}; the data memory keeps its present contents`];
}

const BRANCHES: readonly SessionCommand[] = [
  {
    name: 'set',
    usage: 'VALUE = NUMBER',
    help: 'set a value: the run goes on on a branch of its own',
    *run(words, { session }) {
      const [, name, value] = /^(.+?)\s*=\s*(\S+)$/.exec(words) ?? [];
      if (name === undefined || value === undefined)
        throw new SelectionError(`'${words}': give VALUE = NUMBER`);
      const branch = yield* session.set(name, numberOf(value));
      return began(branch);
    },
  },
  {
    name: 'branches',
    usage: '[NAME]',
    help: 'list the branches, or go over to one',
    *run(words, { session }) {
      if (words !== '') yield* session.switchTo(words);
      return {
        lines: session.branches.map(
          (b) => `${b === session.branch ? '*' : ' '} ${b.name.padEnd(10)} ${b.origin}`,
        ),
        value: session.branches.map(({ name, origin }) => ({
          name,
          origin,
          here: name === session.branch.name,
        })),
      };
    },
  },
  {
    name: 'diff',
    usage: 'BRANCH BRANCH [TICKS]',
    help: `when each memory begins to differ between two branches, within TICKS (${TICKS}) of the later fork`,
    *run(words, { session }) {
      const [, a = '', b = '', n = ''] = /^(\S+)\s+(\S+)(?:\s+(\d{1,9}))?$/.exec(words) ?? [];
      if (a === '') throw new SelectionError(`'${words}': give two branches, as in: diff main branch1`);
      const branches = [branchNamed(session, a), branchNamed(session, b)] as const;
      const difference = yield* branchDifference(session, branches, countOf(n, TICKS));
      return { lines: differenceLines(difference, [a, b]), value: difference };
    },
  },
];

export const BRANCHING: readonly Command[] = [RELOAD, ...BRANCHES];

/** The result of a command that begins a branch. */
function began({ name, origin }: Branch, notes: readonly string[] = []): Result {
  return { lines: [`${name}: ${origin}`, ...notes], value: { branch: name, origin, notes } };
}

function branchNamed({ branches }: Session, name: string): Branch {
  const branch = branches.find((b) => b.name === name);
  if (!branch)
    throw new SelectionError(`there is no branch '${name}': ${branches.map((b) => b.name).join(', ')}`);
  return branch;
}

function differenceLines(
  { from, ticks, differences, same }: BranchDifference,
  [a, b]: readonly [string, string],
): string[] {
  const rows = differences.map(({ memory, after, positions: [inA, inB], name, values, count }) => {
    const cycles = inA.cycle === inB.cycle ? `cycle ${inA.cycle}` : `cycles ${inA.cycle} and ${inB.cycle}`;
    const more = count > 1 ? `, ${count} values differ` : '';
    return `${memory.padEnd(15)} after ${after} ticks (${cycles}): ${name} is ${values[0]} and ${values[1]}${more}`;
  });
  return [
    `${a} and ${b}, compared for ${ticks} ticks from cycle ${from}`,
    ...rows,
    ...(same.length > 0 ? [`the same throughout: ${same.join(', ')}`] : []),
  ];
}
