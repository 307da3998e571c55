/** Formats of recordings: which file is which, and how it is decoded. */
import { badInput } from '../text/errors.js';
import { decodeAedat2, decodeAedat3, type Camera } from './aedat.js';
import { decodeAedat4 } from './aedat4.js';
import { latin1, type Decoding } from './byte-feed.js';
import type { EventBuffer } from './events.js';
import { decodeEvt2, decodeEvt3 } from './evt.js';
import { decodeNmnist } from './nmnist.js';
import { decodeProphesee } from './prophesee-dat.js';

/** Formats that are decoded while they arrive. */
export const STREAMED = {
  nmnist: (to) => decodeNmnist(to),
  dat: (to, file) => decodeProphesee(to, file),
  evt2: (to, file) => decodeEvt2(to, file),
  evt3: (to, file) => decodeEvt3(to, file),
  /** EVT3 with the times that expelliarmus gives. */
  'evt3-expelliarmus': (to, file) => decodeEvt3(to, file, true),
  aedat2: (to, file, camera) => decodeAedat2(to, file, camera),
  aedat3: (to, file) => decodeAedat3(to, file),
  aedat4: (to, file) => decodeAedat4(to, file),
} as const satisfies Record<string, (to: EventBuffer, file: string, camera?: Camera) => Decoding>;

/** All formats; npz and spikes (HDF5 files of SHD and SSC) are not streams of bytes. */
export const RECORDING_FORMATS = [
  ...(Object.keys(STREAMED) as (keyof typeof STREAMED)[]),
  'npz',
  'spikes',
] as const;
export type RecordingFormat = (typeof RECORDING_FORMATS)[number];

/** Bytes at the start of a file that {@link formatOf} looks at. */
export const HEAD_BYTES = 1024;

const STARTS: readonly (readonly [start: string, format: RecordingFormat])[] = [
  ['#!AER-DAT2', 'aedat2'],
  ['#!AER-DAT3', 'aedat3'],
  ['#!AER-DAT4', 'aedat4'],
  ['PK\x03\x04', 'npz'],
  ['\x89HDF', 'spikes'],
];

/**
 * The format of a recording, by how it begins; N-MNIST has no mark and goes by the name `.bin`.
 * @param head its first {@link HEAD_BYTES} bytes.
 * @throws UserError when the format cannot be recognised.
 */
export function formatOf(file: string, head: Uint8Array): RecordingFormat {
  const text = latin1(head);
  const started = STARTS.find(([start]) => text.startsWith(start));
  if (started) return started[1];
  if (text.startsWith('%')) {
    if (/^% (evt 2|format EVT2)/im.test(text)) return 'evt2';
    if (/^% (evt 3|format EVT3)/im.test(text)) return 'evt3';
    if (/^% Data file/im.test(text)) return 'dat';
  }
  if (/\.bin$/i.test(file)) return 'nmnist';
  throw badInput(
    `neither its name nor its start tells the format; give one of ${RECORDING_FORMATS.join(', ')}`,
    {
      file,
      byte: 0,
    },
  );
}
