/** The samples of a regression as `firmware/regression-training.s` reads them: bytes in data memory. */
import { badInput } from '../text/errors.js';
import type { Sample } from './task.js';

/** Events that one tick of a sample can have: their number is a byte. */
const MAX_EVENTS = 255;
const HEADER_BYTES = 8;
const ALIGNMENT = 4;

/**
 * The bytes of samples, one after the other.
 * @param outputs of the network.
 * @throws UserError for a tick with more events than fit.
 */
export function regressionBytes(samples: readonly Sample[], outputs: number): Uint8Array {
  const sizes = samples.map((sample) => sizeOf(sample, outputs));
  const bytes = new Uint8Array(sizes.reduce((sum, size) => sum + size, 0));
  let at = 0;
  samples.forEach((sample, k) => {
    writeSample(bytes.subarray(at, at + sizes[k]!), sample, outputs, k);
    at += sizes[k]!;
  });
  return bytes;
}

/** Header, a count for each tick, events and targets, and zeros up to the next word. */
function sizeOf({ events, ticks }: Sample, outputs: number): number {
  const size = HEADER_BYTES + ticks + events.length + 2 * outputs * (ticks - 1);
  return Math.ceil(size / ALIGNMENT) * ALIGNMENT;
}

function writeSample(bytes: Uint8Array, sample: Sample, outputs: number, k: number): void {
  const { events, ticks, labelTick, targets = new Int16Array(outputs * (ticks - 1)) } = sample;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, ticks - 1, true);
  view.setUint32(4, Math.min(labelTick, ticks - 1), true);
  let at = HEADER_BYTES;
  let next = 0;
  for (let tick = 0; tick < ticks; tick++) {
    const count = at++;
    for (; next < events.length && events[next]!.tick === tick; next++) bytes[at++] = events[next]!.neuron;
    const sent = at - count - 1;
    if (sent > MAX_EVENTS)
      throw badInput(`sample ${k + 1}, tick ${tick}: ${sent} events, more than ${MAX_EVENTS}`, {
        file: 'the task',
      });
    bytes[count] = sent;
    if (tick === 0) continue;
    for (let k = 0; k < outputs; k++, at += 2) view.setInt16(at, targets[(tick - 1) * outputs + k]!, true);
  }
}
