/** How a line of the terminal may go on. */
import { STATE_NAMES } from '../../chip/states.js';
import { WARNINGS } from '../../chip/warnings.js';
import { registersOf } from '../../isa/registers.js';
import { selectableNames } from '../../signals/lookup.js';
import { STORED_ARRAYS } from '../../signals/stored-value.js';
import type { Session } from '../session.js';
import { HOST_VALUES } from '../values.js';
import { COMMANDS } from './index.js';

type Names = (session: Session) => readonly string[];

const labels: Names = ({ source }) => source.labels.map(({ name }) => name);
const values: Names = ({ machine }) => {
  const { design } = machine.chip.state;
  return [
    ...registersOf(design).map(({ name }) => name),
    ...STORED_ARRAYS,
    ...HOST_VALUES,
    ...selectableNames(design),
  ];
};

/** What may stand behind a command; default: values. */
const OPERANDS: Readonly<Record<string, Names>> = {
  help: () => COMMANDS.map(({ name }) => name),
  break: labels,
  until: labels,
  goto: () => ['cycle', 'tick', 'sample', 'epoch', 'instruction', 'mark', 'start', 'end'],
  stop: (session) => [
    'state',
    'mark',
    'warning',
    'trap',
    ...STATE_NAMES,
    ...WARNINGS.map(({ name }) => name),
    ...values(session),
  ],
  matrix: () => ['winp', 'wrec', 'wout'],
  why: () => ['spike('],
  branches: ({ branches }) => branches.map(({ name }) => name),
};

/** @returns the words that may stand at the end of a line, and what is there of one. */
export function completionsOf(line: string, session: Session): [string[], string] {
  const word = /[\w.[\]-]*$/.exec(line)?.[0] ?? '';
  const [, first] = /^\s*(\S+)\s/.exec(line) ?? [];
  const names = first === undefined ? COMMANDS.map(({ name }) => name) : operandsOf(first)(session);
  return [[...new Set(names.filter((name) => name.startsWith(word)))].sort(), word];
}

function operandsOf(command: string): Names {
  const name = COMMANDS.find((c) => c.name === command || c.short?.includes(command) === true)?.name ?? '';
  return Object.hasOwn(OPERANDS, name) ? OPERANDS[name]! : values;
}
