/**
 * What `play` does: one sample of a stream as host operations, as the recorded scripts of the benchmark play it.
 *
 * The operations of a sample are a list, and where `play` stands is an index in it, which can be kept and restored.
 */
import { EVENT_CODE } from '../../isa/image.js';
import { PLAY_FLAGS, PLAY_WAITS } from '../../isa/instructions.js';
import { codeOf, dataOf, sampleEnd, type EventStream } from '../firmware/events.js';
import type { FirmwareImage } from '../firmware/image.js';
import { OPERATION } from '../chip/turbo/play-list.js';
import { OperationList } from '../host/operation-list.js';
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
  /** Index of the next operation in the list of the sample ({@link sampleOperations}). */
  next: number;
}

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

/** The operations of a sample. */
export interface SampleOperations {
  readonly list: OperationList;
  /** False for a sample without an end: what follows its operations is a trap. */
  readonly ends: boolean;
}

/** All operations of a sample, up to and with its last tick. @param sample that the stream has. */
export function sampleOperations(stream: EventStream, sample: number, flags: number): SampleOperations {
  const list = new OperationList();
  list.add({ op: 'sample', value: 1 });
  list.add({ op: 'wait', value: PLAY_WAITS.start });
  const spaced = (flags & PLAY_FLAGS.SPACED) !== 0;
  let ticks = 0;
  /** Ticks up to a number; with SPACED, a cycle passes before one that follows another at once. */
  const tickUpTo = (number: number): void => {
    for (let first = true; ticks < number; ticks++, first = false) {
      if (spaced && !first) list.addCode(OPERATION.GAP);
      list.addCode(OPERATION.TICK);
    }
  };
  const end = sampleEnd(stream, sample);
  for (let item = stream.first[sample]!; item < end; item++) {
    const word = stream.words[item]!;
    const tick = stream.ticks[item]!;
    const code = codeOf(word);
    if (code === EVENT_CODE.spike) {
      tickUpTo(tick);
      list.addCode(dataOf(word));
    } else if (code === EVENT_CODE.label) {
      const operations = marks(dataOf(word), flags);
      if (operations.length > 0) tickUpTo(tick);
      for (const operation of operations) list.add(operation);
    } else if (code === EVENT_CODE.end) {
      tickUpTo(tick - 1);
      list.add({ op: 'sample', value: 0 });
      list.add({ op: 'wait', value: PLAY_WAITS.end });
      list.add({ op: 'pulse' });
      return { list, ends: true };
    }
  }
  return { list, ends: false };
}
