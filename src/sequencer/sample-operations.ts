/**
 * What `play` does: one sample of a stream as host operations, as the recorded scripts of the benchmark play it.
 *
 * A sample may last for 2^32 ticks, so its operations are worked out a window at a time.
 */
import { EVENT_CODE } from '../../isa/image.js';
import { PLAY_FLAGS, PLAY_WAITS } from '../../isa/instructions.js';
import { OPERATION } from '../chip/turbo/play-list.js';
import { codeOf, dataOf, sampleEnd, type EventStream } from '../firmware/events.js';
import { OperationList } from '../host/operation-list.js';
import type { Operation } from '../host/operations.js';

/** Operations of a window. */
const WINDOW = 1 << 13;
/** Most operations of an item of a stream besides its ticks. */
const MOST_AT_ONCE = 8;

/** The operations of one sample, up to and with its last tick. */
export class SampleOperations {
  /** Operations of the window: those of the sample from number {@link first} on. */
  readonly list = new OperationList(WINDOW);
  first = 0;
  private filling: Generator<void, boolean>;
  private result: boolean | undefined;

  /** @param sample that the stream has. @param flags of `play`. */
  constructor(
    private readonly stream: EventStream,
    private readonly sample: number,
    private readonly flags: number,
  ) {
    this.filling = this.fill();
  }

  /** False for a sample without an end: what follows its operations is a trap. Valid once all of them have been reached. */
  get ends(): boolean {
    return this.result === true;
  }

  /**
   * Moves the window so that it holds an operation.
   * @param number of the operation, from 0.
   * @returns false past the last operation.
   */
  reach(number: number): boolean {
    if (number < this.first) {
      this.list.clear();
      this.first = 0;
      this.result = undefined;
      this.filling = this.fill();
    }
    while (number >= this.first + this.list.length && this.result === undefined) {
      this.first += this.list.length;
      this.list.clear();
      const { done, value } = this.filling.next();
      if (done === true) this.result = value;
    }
    return number < this.first + this.list.length;
  }

  /** Fills the list, a window at a time. @returns whether the sample has an end. */
  private *fill(): Generator<void, boolean> {
    const { list, stream, sample, flags } = this;
    list.add({ op: 'sample', value: 1 });
    list.add({ op: 'wait', value: PLAY_WAITS.start });
    const spaced = (flags & PLAY_FLAGS.SPACED) !== 0;
    let ticks = 0;
    const end = sampleEnd(stream, sample);
    for (let item = stream.first[sample]!; item < end; item++) {
      const word = stream.words[item]!;
      const code = codeOf(word);
      const operations = code === EVENT_CODE.label ? marks(dataOf(word), flags) : [];
      if (code === EVENT_CODE.label && operations.length === 0) continue;
      const until = stream.ticks[item]! - (code === EVENT_CODE.end ? 1 : 0);
      // With SPACED, a cycle passes before a tick that follows another at once.
      for (let first = true; ticks < until; ticks++, first = false) {
        if (list.length >= WINDOW - 2) yield;
        if (spaced && !first) list.addCode(OPERATION.GAP);
        list.addCode(OPERATION.TICK);
      }
      if (list.length >= WINDOW - MOST_AT_ONCE) yield;
      if (code === EVENT_CODE.spike) list.addCode(dataOf(word));
      for (const operation of operations) list.add(operation);
      if (code !== EVENT_CODE.end) continue;
      list.add({ op: 'sample', value: 0 });
      list.add({ op: 'wait', value: PLAY_WAITS.end });
      list.add({ op: 'pulse' });
      return true;
    }
    return false;
  }
}

/** The operations of a label: the target if the program supervises, INFER_ACC if it infers. */
function marks(label: number, flags: number): readonly Operation[] {
  const list: Operation[] = [];
  if ((flags & PLAY_FLAGS.SUPERVISE) !== 0)
    list.push(
      { op: 'tgt', value: label },
      { op: 'wait', value: PLAY_WAITS.target },
      { op: 'tvalid', value: 1 },
    );
  if ((flags & PLAY_FLAGS.INFER) !== 0) list.push({ op: 'infer', value: 1 });
  if (list.length > 0) list.push({ op: 'wait', value: PLAY_WAITS.marks });
  return list;
}
