/** Commands for stops. */
import { quote } from '../../text/quote.js';
import { SelectionError } from '../../text/selection-error.js';
import type { Session } from '../session.js';
import { finish } from '../task.js';
import { describeStop, type Stop, type StopKind, type StopOptions } from '../stops.js';
import { countOf, says, type Result, type SessionCommand } from './command.js';
import { locationOf } from './movement.js';

/** Splits `WHAT if CONDITION after N log "TEXT" once` into what stops and its options. */
export function withOptions(text: string): { what: string; options: StopOptions } {
  let rest = text.trim();
  let options: StopOptions = {};
  const take = (pattern: RegExp, use: (value: string) => StopOptions): void => {
    const found = pattern.exec(rest);
    if (!found) return;
    rest = (rest.slice(0, found.index) + rest.slice(found.index + found[0].length)).trim();
    options = { ...options, ...use(found[1] ?? '') };
  };
  take(/(?:^|\s)log\s+"([^"]*)"/, (log) => ({ log }));
  take(/(?:^|\s)once$/, () => ({ once: true }));
  take(/(?:^|\s)after\s+(\d{1,9})/, (after) => ({ after: Number(after) }));
  take(/(?:^|\s)if\s+(.+)$/, (condition) => ({ condition }));
  return { what: rest, options };
}

function added(session: Session, what: StopKind, options: StopOptions): Result {
  const stop = session.addStop(what, options);
  return { lines: [`${stop.id}: ${describeStop(stop, session.source)}`], value: { stop: stop.id } };
}

const stopValue = (stop: Stop, { source }: Session): unknown => ({
  id: stop.id,
  text: describeStop(stop, source),
  enabled: stop.enabled,
});

const enabling = (name: string, enabled: boolean, help: string): SessionCommand => ({
  name,
  usage: 'STOP',
  help,
  *run(words, { session }) {
    yield;
    const stop = session.stopNumbered(countOf(words, 0));
    stop.enabled = enabled;
    return says(`${stop.id}: ${describeStop(stop, session.source)}`);
  },
});

/** Commands that make a stop. */
const MAKING: readonly SessionCommand[] = [
  {
    name: 'break',
    short: ['b'],
    usage: '[LOCATION] [if CONDITION] [after N] [log "TEXT"] [once]',
    help: 'stop at a label, FILE:LINE, line or *INSTRUCTION (here)',
    *run(words, { session }) {
      yield;
      const { what, options } = withOptions(words);
      const location = what === '' ? `*${session.position.pc}` : locationOf(session, what);
      return added(session, { kind: 'code', location }, options);
    },
  },
  {
    name: 'stop',
    usage: 'CONDITION | state NAME | mark [TEXT] | warning [NAME] | trap [...]',
    help: 'stop when a condition becomes true, as in: stop membrane[3] > 200',
    *run(words, { session }) {
      yield;
      const { what, options } = withOptions(words);
      return added(session, kindOf(what), options);
    },
  },
  {
    name: 'watch',
    short: ['w'],
    usage: 'VALUE [if CONDITION] [after N] [log "TEXT"] [once]',
    help: 'stop when a value changes, as in: watch wrec[17][5]',
    *run(words, { session }) {
      yield;
      const { what, options } = withOptions(words);
      return added(session, { kind: 'watch', name: what }, options);
    },
  },
];

export const STOPPING: readonly SessionCommand[] = [
  ...MAKING,
  {
    name: 'stops',
    usage: '',
    help: 'list the stops',
    *run(_, { session }) {
      yield;
      const lines = session.stops.map((stop) => `${stop.id}: ${describeStop(stop, session.source)}`);
      return {
        lines: lines.length > 0 ? lines : ['there is no stop'],
        value: session.stops.map((stop) => stopValue(stop, session)),
      };
    },
  },
  {
    name: 'delete',
    short: ['d'],
    usage: '[STOP]',
    help: 'take a stop off, or all of them',
    *run(words, { session }) {
      yield;
      if (words === '') session.stops.length = 0;
      else session.removeStop(countOf(words));
      return says(`${session.stops.length} stops are left`);
    },
  },
  enabling('enable', true, 'let a stop count again'),
  enabling('disable', false, 'keep a stop without letting it count'),
];

/**
 * Makes a stop by the command that made it before.
 * @throws SelectionError for a text that is not such a command, or a stop that means nothing here.
 */
export function makeStop(command: string, session: Session): void {
  const [, name, words = ''] = /^(\w+)\s+(.*)$/.exec(command) ?? [];
  const making = MAKING.find((c) => c.name === name);
  if (!making) throw new SelectionError(`${quote(command)} does not make a stop`);
  finish(making.run(words, { session }));
}

function kindOf(what: string): StopKind {
  const [, kind, rest = ''] = /^(state|mark|warning|trap)(?:\s+(.+))?$/.exec(what) ?? [];
  switch (kind) {
    case 'state':
      return { kind, state: rest };
    case 'mark':
      return { kind, text: rest };
    case 'warning':
      return { kind, name: rest };
    case 'trap':
      return { kind };
    default:
      if (what === '') throw new SelectionError('a condition is missing, such as: stop membrane[3] > 200');
      return { kind: 'condition', text: what };
  }
}
