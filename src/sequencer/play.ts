/**
 * The progress of `play` in a stream: the number of an operation of its sample (sample-operations.ts), as plain data.
 */
import type { EventStream } from '../firmware/events.js';
import type { FirmwareImage } from '../firmware/image.js';
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

/** The progress of `play`, as plain data. */
export interface PlayPosition {
  readonly stream: number;
  readonly sample: number;
  readonly flags: number;
  /** Number of the next operation of the sample, from 0. */
  next: number;
}
