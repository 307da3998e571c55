/** What `play` does: one sample of a stream as host operations, as the recorded scripts of the benchmark play it. */
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

/**
 * The operations of a sample, up to and with its last tick.
 * @throws Trap bad-stream when the sample has no end.
 */
export function* playOperations(
  stream: EventStream,
  sample: number,
  flags: number,
): Generator<Operation, void> {
  let done = 0;
  function* ticksTo(tick: number): Generator<Operation, void> {
    for (; done < tick; done++) yield { op: 'tick' };
  }
  yield { op: 'sample', value: 1 };
  yield { op: 'wait', value: PLAY_WAITS.start };
  const end = sampleEnd(stream, sample);
  for (let i = stream.first[sample]!; i < end; i++) {
    const tick = stream.ticks[i]!;
    const value = dataOf(stream.words[i]!);
    switch (codeOf(stream.words[i]!)) {
      case EVENT_CODE.spike:
        yield* ticksTo(tick);
        yield { op: 'aer', value };
        break;
      case EVENT_CODE.label:
        if (flags === 0) break;
        yield* ticksTo(tick);
        yield* marks(value, flags);
        break;
      case EVENT_CODE.end:
        yield* ticksTo(tick - 1);
        yield { op: 'sample', value: 0 };
        yield { op: 'wait', value: PLAY_WAITS.end };
        yield { op: 'pulse' };
        return;
    }
  }
  throw new Trap('bad-stream', `sample ${sample} has no end`);
}

function* marks(label: number, flags: number): Generator<Operation, void> {
  if ((flags & PLAY_FLAGS.SUPERVISE) !== 0) {
    yield { op: 'tgt', value: label };
    yield { op: 'wait', value: PLAY_WAITS.target };
    yield { op: 'tvalid', value: 1 };
  }
  if ((flags & PLAY_FLAGS.INFER) !== 0) yield { op: 'infer', value: 1 };
  yield { op: 'wait', value: PLAY_WAITS.marks };
}
