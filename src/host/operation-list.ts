/**
 * Host operations as a list that a chip can play as a whole (chip/turbo/play-list.ts): a 16-bit code each, and beside them
 * the operations that are neither ticks nor events.
 */
import { EVENTS_END, OPERATION } from '../chip/turbo/play-list.js';
import type { Operation } from './operations.js';

const TICK: Operation = { op: 'tick' };
const GAP: Operation = { op: 'wait', value: 1 };

/** Operations of a host, in the order in which they are carried out. */
export class OperationList {
  /** Codes of the operations; only the first `length` count. */
  codes: Uint16Array;
  length = 0;
  private readonly others = new Map<number, Operation>();

  /** @param room operations for which memory is allocated; the list grows as needed. */
  constructor(room = 256) {
    this.codes = new Uint16Array(room);
  }

  /** A list of given operations. */
  static of(operations: Iterable<Operation>): OperationList {
    const list = new OperationList();
    for (const operation of operations) list.add(operation);
    return list;
  }

  /** Removes all operations; the room stays. */
  clear(): void {
    this.length = 0;
    this.others.clear();
  }

  /** Adds an operation; without one, an entry that does nothing. */
  add(operation?: Operation): void {
    if (operation === undefined) this.addCode(OPERATION.NONE);
    else if (operation.op === 'tick') this.addCode(OPERATION.TICK);
    else if (operation.op === 'aer') this.addCode(operation.value);
    else {
      this.others.set(this.length, operation);
      this.addCode(operation.op === 'wait' && operation.value === 1 ? OPERATION.GAP : OPERATION.OTHER);
    }
  }

  /** Adds the address of an input event, a tick, a gap, or an entry that does nothing. */
  addCode(code: number): void {
    if (this.length === this.codes.length) this.grow();
    this.codes[this.length++] = code;
  }

  /** The operation at an index; undefined for an entry that does nothing. */
  at(index: number): Operation | undefined {
    const code = this.codes[index]!;
    if (code < EVENTS_END) return { op: 'aer', value: code };
    if (code === OPERATION.TICK) return TICK;
    return this.others.get(index) ?? (code === OPERATION.GAP ? GAP : undefined);
  }

  private grow(): void {
    const { codes } = this;
    this.codes = new Uint16Array(2 * codes.length);
    this.codes.set(codes);
  }
}
