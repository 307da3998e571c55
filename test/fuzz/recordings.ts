/** Mutated recordings in every format: each must be refused with a line, or give events that make sense. */
import { ByteFeed } from '../../src/events/byte-feed.js';
import { EventBuffer } from '../../src/events/events.js';
import { RECORDING_FORMATS, STREAMED, type RecordingFormat } from '../../src/events/formats.js';
import { decodeNpz } from '../../src/events/npz.js';
import { UserError } from '../../src/text/errors.js';
import { aedat2, aedat3, aedat4, dat, evt2, evt3, nmnist, npz, type Event } from '../events/encoders.js';
import type { FuzzTarget } from './frame.js';
import { mutateBytes } from './mutations.js';

const EVENTS: readonly Event[] = Array.from({ length: 60 }, (_, i) => [900 * i, i % 34, (7 * i) % 34, i & 1]);

const SOUND: readonly (readonly [RecordingFormat, Uint8Array])[] = [
  ['nmnist', nmnist(EVENTS)],
  ['dat', dat(EVENTS)],
  ['evt2', evt2(EVENTS)],
  ['evt3', evt3(EVENTS)],
  ['aedat2', aedat2(EVENTS)],
  ['aedat3', aedat3(EVENTS)],
  ['aedat4', aedat4(EVENTS)],
  ['aedat4', aedat4(EVENTS, 1)],
  ['npz', npz(EVENTS)],
  ['npz', npz(EVENTS, true)],
];
/** Bytes that a chunk has; small, so that formats are cut everywhere. */
const CHUNK = 97;

export const recordingTarget: FuzzTarget = {
  name: 'recordings',
  outcomes: ['refused', 'read'],
  prepare: () => ({
    // The first byte says which format the rest is.
    mutate: (random) => {
      const [format, sound] = SOUND[Math.floor(random() * SOUND.length)]!;
      return Buffer.concat([Buffer.of(RECORDING_FORMATS.indexOf(format)), mutateBytes([sound], random)]);
    },
    judge: (input) => {
      const format = RECORDING_FORMATS[input[0]!]!;
      const buffer = new EventBuffer();
      try {
        decode(format, input.subarray(1), buffer);
      } catch (error) {
        if (error instanceof UserError && error.message.startsWith('mutated: ')) return 'refused';
        throw error;
      }
      const { count, t, x, y, p } = buffer.take();
      for (const column of [t, x, y, p])
        if (column.length !== count) throw new Error('columns of different lengths');
      if (t.some((time) => Number.isNaN(time)) || p.some((on) => on > 1))
        throw new Error('events without sense');
      return 'read';
    },
  }),
};

function decode(format: RecordingFormat, bytes: Uint8Array, to: EventBuffer): void {
  if (format === 'npz') {
    decodeNpz(bytes, to, 'mutated');
    return;
  }
  if (format === 'spikes') throw new Error('not a stream');
  const feed = new ByteFeed('mutated', STREAMED[format](to, 'mutated', undefined));
  for (let at = 0; at < bytes.length; at += CHUNK) feed.push(bytes.subarray(at, at + CHUNK));
  feed.end();
}
