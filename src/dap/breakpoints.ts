/** Breakpoints of an editor as stops of a session. Each request replaces all breakpoints of its kind. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Session } from '../debug/session.js';
import type { StopKind, StopOptions } from '../debug/stops.js';
import { namedValue } from '../debug/values.js';
import { SelectionError } from '../text/selection-error.js';
import type { Arguments } from './arguments.js';
import type { Variables } from './variables.js';

type Breakpoint = DebugProtocol.Breakpoint;

/** Exceptions that can be stopped at. */
export const FILTERS: DebugProtocol.ExceptionBreakpointsFilter[] = [
  { filter: 'trap', label: 'Traps of the program', default: true },
  { filter: 'warning', label: 'Warnings of the chip', default: false },
  { filter: 'mark', label: 'Marks of the program', default: false },
];

/** Bytes that one data breakpoint by address can cover. */
const MOST_WATCHED = 8;

export class Breakpoints {
  /** Numbers of the stops by what set them. */
  private readonly stops = new Map<string, number[]>();

  constructor(private readonly session: Session) {}

  /** Breakpoints of a source file, one answer for each. */
  ofSource(path: string, requested: readonly Arguments[]): Breakpoint[] {
    return this.replace(`source ${path}`, requested, (b) => {
      const { line, instructions } = this.session.source.instructionsAt(path, b.number('line'));
      if (instructions.length === 0)
        throw new SelectionError('no instruction comes from this line or a later one');
      return { what: { kind: 'code', location: `${path}:${line}` }, line };
    });
  }

  ofFunctions(requested: readonly Arguments[]): Breakpoint[] {
    return this.replace('functions', requested, (b) => {
      return { what: { kind: 'code', location: b.text('name') } };
    });
  }

  ofInstructions(requested: readonly Arguments[]): Breakpoint[] {
    return this.replace('instructions', requested, (b) => {
      const pc = instructionOf(b.text('instructionReference')) + b.number('offset', 0);
      return { what: { kind: 'code', location: `*${pc}` } };
    });
  }

  ofData(requested: readonly Arguments[]): Breakpoint[] {
    return this.replace('data', requested, (b) => ({ what: watched(b.text('dataId')) }));
  }

  ofExceptions(filters: readonly string[]): Breakpoint[] {
    this.drop('exceptions');
    const known: Readonly<Record<string, StopKind>> = {
      trap: { kind: 'trap' },
      warning: { kind: 'warning', name: '' },
      mark: { kind: 'mark', text: '' },
    };
    return filters.map((filter) => {
      const what = Object.hasOwn(known, filter) ? known[filter] : undefined;
      if (!what) return { verified: false, message: 'there is no such exception' };
      return this.add('exceptions', what, {});
    });
  }

  private replace(
    key: string,
    requested: readonly Arguments[],
    find: (b: Arguments) => { what: StopKind; line?: number },
  ): Breakpoint[] {
    this.drop(key);
    return requested.map((b) => {
      try {
        const { what, line } = find(b);
        return { ...this.add(key, what, optionsOf(b)), ...(line === undefined ? {} : { line }) };
      } catch (error) {
        if (!(error instanceof SelectionError)) throw error;
        return { verified: false, message: error.message };
      }
    });
  }

  private add(key: string, what: StopKind, options: StopOptions): Breakpoint {
    const { id } = this.session.addStop(what, options);
    this.stops.set(key, [...(this.stops.get(key) ?? []), id]);
    return { id, verified: true };
  }

  private drop(key: string): void {
    for (const id of this.stops.get(key) ?? [])
      if (this.session.stops.some((stop) => stop.id === id)) this.session.removeStop(id);
    this.stops.delete(key);
  }
}

function optionsOf(b: Arguments): StopOptions {
  const hits = b.text('hitCondition', '').trim();
  if (hits !== '' && !/^\d{1,9}$/.test(hits)) throw new SelectionError('the hit condition must be a number');
  return {
    ...(b.text('condition', '') === '' ? {} : { condition: b.text('condition') }),
    ...(hits === '' ? {} : { after: Math.max(0, Number(hits) - 1) }),
    ...(b.text('logMessage', '') === '' ? {} : { log: b.text('logMessage') }),
  };
}

/** What a data breakpoint watches: a value, or some bytes of the host's memory. */
function watched(id: string): StopKind {
  const [, first, count = ''] = /^mem\[(\d{1,9})\]\+(\d{1,2})$/.exec(id) ?? [];
  if (first === undefined) return { kind: 'watch', name: id };
  const bytes = Array.from({ length: Number(count) }, (_, i) => `changed(mem[${Number(first) + i}])`);
  return { kind: 'condition', text: bytes.join(' || ') };
}

/** What identifies the bytes from an address on in a data breakpoint. @throws SelectionError for too many. */
export function bytesId(address: string, bytes: number): string {
  const at = /^(0x[\da-f]{1,8}|\d{1,9})$/i.test(address) ? Number(address) : NaN;
  if (Number.isNaN(at)) throw new SelectionError('an address of the data memory is needed');
  if (bytes < 1 || bytes > MOST_WATCHED)
    throw new SelectionError(`1 to ${MOST_WATCHED} bytes can be watched`);
  return bytes === 1 ? `mem[${at}]` : `mem[${at}]+${bytes}`;
}

/** Whether a value, or some bytes of the data memory, can be watched, and by which name. */
export function dataInfo(
  session: Session,
  variables: Variables,
  args: Arguments,
): DebugProtocol.DataBreakpointInfoResponse['body'] {
  const name = args.text('name');
  const watchable = (
    dataId: string,
    description: string,
  ): DebugProtocol.DataBreakpointInfoResponse['body'] => ({
    dataId,
    description,
    accessTypes: ['write'],
    canPersist: true,
  });
  if (args.flag('asAddress')) {
    const dataId = bytesId(name, args.number('bytes', 1));
    return watchable(dataId, dataId);
  }
  const expression = args.has('variablesReference')
    ? variables.nameOf(args.number('variablesReference'), name)
    : name;
  try {
    namedValue(session.machine, expression, session.more);
  } catch (error) {
    if (!(error instanceof SelectionError)) throw error;
    return { dataId: null, description: error.message };
  }
  return watchable(expression, `${expression} changes`);
}

/** The instruction of a reference. @throws SelectionError */
export function instructionOf(reference: string): number {
  if (!/^0x[\da-f]{1,8}$/i.test(reference))
    throw new SelectionError('an instruction reference such as 0x1f is needed');
  return Number(reference);
}
