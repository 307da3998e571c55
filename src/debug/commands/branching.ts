/** Commands for branches: a value that is set begins one. */
import { SelectionError } from '../../text/selection-error.js';
import { branchDifference, type BranchDifference } from '../branch-difference.js';
import type { Branch, Session } from '../session.js';
import { countOf, numberOf, says, type SessionCommand } from './command.js';

/** Ticks that `diff` compares. */
const TICKS = 2000;

export const BRANCHING: readonly SessionCommand[] = [
  {
    name: 'set',
    usage: 'VALUE = NUMBER',
    help: 'set a value: the run goes on on a branch of its own',
    *run(words, { session }) {
      const [, name, value] = /^(.+?)\s*=\s*(\S+)$/.exec(words) ?? [];
      if (name === undefined || value === undefined)
        throw new SelectionError(`'${words}': give VALUE = NUMBER`);
      const branch = yield* session.set(name, numberOf(value));
      return says(`${branch.name}: ${branch.origin}`);
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
