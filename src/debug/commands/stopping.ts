/** Commands for stops. */
import { SelectionError } from '../../text/selection-error.js';
import { describeStop, type Stop, type StopKind, type StopOptions } from '../stops.js';
import { countOf, says, type Command, type CommandWorld, type Result } from './command.js';
import { presentFile } from './movement.js';

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

function added(world: CommandWorld, what: StopKind, options: StopOptions): Result {
  const stop = world.session.addStop(what, options);
  return { lines: [`${stop.id}: ${describeStop(stop)}`], value: { stop: stop.id } };
}

const stopValue = (stop: Stop): unknown => ({ id: stop.id, text: describeStop(stop), enabled: stop.enabled });

const enabling = (name: string, enabled: boolean, help: string): Command => ({
  name,
  usage: 'STOP',
  help,
  *run(words, { session }) {
    yield;
    const stop = session.stopNumbered(countOf(words, 0));
    stop.enabled = enabled;
    return says(`${stop.id}: ${describeStop(stop)}`);
  },
});

export const STOPPING: readonly Command[] = [
  {
    name: 'break',
    short: ['b'],
    usage: 'LOCATION [if CONDITION] [after N] [log "TEXT"] [once]',
    help: 'stop at a label, FILE:LINE, line or *INSTRUCTION',
    *run(words, world) {
      yield;
      const { what, options } = withOptions(words);
      const { session } = world;
      const at = what === '' ? `*${session.position.pc}` : what;
      const instructions = session.source.locate(at, presentFile(session));
      return added(world, { kind: 'code', instructions, text: at }, options);
    },
  },
  {
    name: 'stop',
    usage: 'CONDITION | state NAME | mark [TEXT] | warning [NAME] | trap [...]',
    help: 'stop when a condition becomes true, as in: stop membrane[3] > 200',
    *run(words, world) {
      yield;
      const { what, options } = withOptions(words);
      return added(world, kindOf(what), options);
    },
  },
  {
    name: 'watch',
    short: ['w'],
    usage: 'VALUE [if CONDITION] [after N] [log "TEXT"] [once]',
    help: 'stop when a value changes, as in: watch wrec[17][5]',
    *run(words, world) {
      yield;
      const { what, options } = withOptions(words);
      return added(world, { kind: 'watch', name: what }, options);
    },
  },
  {
    name: 'stops',
    usage: '',
    help: 'list the stops',
    *run(_, { session }) {
      yield;
      const lines = session.stops.map((stop) => `${stop.id}: ${describeStop(stop)}`);
      return { lines: lines.length > 0 ? lines : ['there is no stop'], value: session.stops.map(stopValue) };
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
