/**
 * What `play` does: one sample of a stream as host operations, as the recorded scripts of the benchmark play it.
 *
 * Where it stands is a position in the stream, so that it can be kept, restored, and read ahead from.
 */
import { EVENT_CODE } from '../../isa/image.js';
import { PLAY_FLAGS, PLAY_WAITS } from '../../isa/instructions.js';
import { codeOf, dataOf, sampleEnd, type EventStream } from '../firmware/events.js';
import type { FirmwareImage } from '../firmware/image.js';
import type { Operation } from '../host/operations.js';
import { Trap } from './trap.js';

/** A stream of an image. @throws Trap bad-stream where there is none of that number. */
export function streamOf({ streams }: FirmwareImage, index: number): EventStream {
  const stream = streams[index];
  if (stream === undefined) throw new Trap('bad-stream', `stream ${index}: the image has ${streams.length}`);
  return stream;
}

/** A sample's number, once it is known to be in the stream. @throws Trap bad-stream where it is not. */
export function checkSample(image: FirmwareImage, index: number, sample: number): number {
  const { samples } = streamOf(image, index);
  if (sample >= samples) throw new Trap('bad-stream', `sample ${sample}: stream ${index} has ${samples}`);
  return sample;
}

/** Where `play` stands: plain data. */
export interface PlayPosition {
  readonly stream: number;
  readonly sample: number;
  readonly flags: number;
  /** Whether SAMPLE has been raised and waited for. */
  started: boolean;
  /** The item of the stream that comes next. */
  item: number;
  /** Operations done of those that start the sample, or that the item's label or end takes. */
  stage: number;
  /** Ticks given. */
  ticks: number;
  /** Whether the last operation was a tick. */
  ticked: boolean;
  /** Whether all is done. */
  done: boolean;
}

/** Entries of a list of ticks and events (see {@link upcoming}) that are not the address of an event. */
export const LIST_TICK = 256;
export const LIST_GAP = 257;

const TICK: Operation = { op: 'tick' };
const GAP: Operation = { op: 'wait', value: 1 };
const EVENTS: readonly Operation[] = Array.from({ length: 256 }, (_, value) => ({ op: 'aer', value }));
const START: readonly Operation[] = [
  { op: 'sample', value: 1 },
  { op: 'wait', value: PLAY_WAITS.start },
];
const END: readonly Operation[] = [
  { op: 'sample', value: 0 },
  { op: 'wait', value: PLAY_WAITS.end },
  { op: 'pulse' },
];

/** What a label takes: the target where the program supervises, INFER_ACC where it infers. */
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

/** `play` before its first operation. @param sample that the stream has. */
export function startOfPlay(
  image: FirmwareImage,
  stream: number,
  sample: number,
  flags: number,
): PlayPosition {
  const item = streamOf(image, stream).first[sample]!;
  return { stream, sample, flags, started: false, item, stage: 0, ticks: 0, ticked: false, done: false };
}

/**
 * The next operation of a sample, up to and with its last tick; the position moves behind it.
 * @returns undefined when the sample is over.
 * @throws Trap bad-stream when the sample has no end.
 */
export function nextOfPlay(stream: EventStream, p: PlayPosition): Operation | undefined {
  const operation = next(stream, p);
  if (operation === undefined && !p.done) throw new Trap('bad-stream', `sample ${p.sample} has no end`);
  return operation;
}

/** The next operation, if there is one. */
function next(stream: EventStream, p: PlayPosition): Operation | undefined {
  if (p.done) return undefined;
  if (!p.started) {
    const operation = START[p.stage++]!;
    if (p.stage === START.length) {
      p.started = true;
      p.stage = 0;
    }
    return operation;
  }
  for (const end = sampleEnd(stream, p.sample); p.item < end; p.item++) {
    const code = codeOf(stream.words[p.item]!);
    if (code === EVENT_CODE.nothing) continue;
    const isEnd = code === EVENT_CODE.end;
    const before = stream.ticks[p.item]! - (isEnd ? 1 : 0);
    if (code === EVENT_CODE.spike) {
      if (p.ticks < before) return nextTick(p);
      p.ticked = false;
      return EVENTS[dataOf(stream.words[p.item++]!)]!;
    }
    const list = isEnd ? END : marks(dataOf(stream.words[p.item]!), p.flags);
    if (list.length === 0) continue;
    if (p.ticks < before) return nextTick(p);
    return nextOfList(list, p, isEnd);
  }
  return undefined;
}

/** A tick; with SPACED, a cycle before it where it follows another at once. */
function nextTick(p: PlayPosition): Operation {
  if (p.ticked && (p.flags & PLAY_FLAGS.SPACED) !== 0) {
    p.ticked = false;
    return GAP;
  }
  p.ticks++;
  p.ticked = true;
  return TICK;
}

function nextOfList(list: readonly Operation[], p: PlayPosition, isEnd: boolean): Operation {
  const operation = list[p.stage++]!;
  p.ticked = false;
  if (p.stage === list.length) {
    p.stage = 0;
    p.item++;
    p.done = isEnd;
  }
  return operation;
}

/**
 * The ticks and events that come next, without moving: what an executor can play at once.
 * @param list takes them: the address of an event, {@link LIST_TICK}, or {@link LIST_GAP} for one cycle that passes.
 * @returns how many there are, up to the first operation of another kind or the list's length.
 */
export function upcoming(stream: EventStream, position: PlayPosition, list: Uint16Array): number {
  if (!position.started || position.stage > 0) return 0;
  const p = { ...position };
  for (let n = 0; n < list.length; n++) {
    const operation = next(stream, p);
    if (operation === TICK) list[n] = LIST_TICK;
    else if (operation === GAP) list[n] = LIST_GAP;
    else if (operation?.op === 'aer') list[n] = operation.value;
    else return n;
  }
  return list.length;
}
