/**
 * Sessions as files: the program itself, how it is run, the values that were set, the stops, and the place. A run is
 * always the same, so that it can be opened anywhere; hashes of the program and of the chip's state at
 * the place say whether that holds.
 *
 * The file is JSON, compressed with gzip.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { gunzipSync, gzipSync, strFromU8, strToU8 } from 'fflate';
import { chipText } from '../design/read-design.js';
import type { Chip } from '../chip/chip.js';
import { DataError, readJson, type Members } from '../text/members.js';
import type { Place } from './place.js';
import { commandOf, isIn } from './stops.js';
import type { Intervention } from './branch.js';
import type { Session } from './session.js';
import { encodeImage } from '../firmware/image.js';
import { ImageError } from '../firmware/image-error.js';
import { parseImage } from '../firmware/parse.js';

const FORMAT = 'sextant-session';
const FORMAT_VERSION = 1;
/** Largest session that is read, unpacked. */
const MOST_BYTES = 2 ** 30;

/** How a program is run. */
export interface SessionSettings {
  readonly timeout: number;
  readonly maxCycles?: number;
  /** Seed of the contents of the memories at power-up. */
  readonly seed?: string;
  /** Faults of the memories, as text. */
  readonly fault?: string;
  /** Registers that are set from outside the program, as REGISTER=VALUE; absent: none. */
  readonly set?: readonly string[];
  /** Chip of a host script, as the parameters that differ from the public design; an image names its own. */
  readonly chip?: string;
}

/** A file that the program was made from. */
export interface SessionInput {
  readonly file: string;
  readonly sha256: string;
}

/** Where a session stands. */
export type SavedPlace =
  | { readonly place: Place }
  | { readonly end: true }
  /** Where the chip gives a warning first. */
  | { readonly warning: string };

/** A session as data. */
export interface SavedSession {
  /** Version of sextant that saved it. */
  readonly sextant: string;
  readonly name: string;
  readonly kind: 'image' | 'script';
  readonly program: Uint8Array;
  readonly settings: SessionSettings;
  readonly at: SavedPlace;
  /** SHA-256 of the chip's state there; absent where it was not known. */
  readonly state?: string;
  /** What was changed on the way, in order. */
  readonly interventions: readonly Intervention[];
  /** Files that were read to make the program. */
  readonly inputs: readonly SessionInput[];
  /** Commands that make the stops. */
  readonly stops: readonly string[];
}

/** SHA-256 of the state of a chip. */
export function stateHash(chip: Chip): string {
  const { state } = chip;
  const { quiet } = state;
  // How long the chip has rested depends on how it was run, and means nothing.
  state.quiet = 0;
  const hash = bytesToHex(sha256(chip.snapshot()));
  state.quiet = quiet;
  return hash;
}

/** What of a session is saved; the program and its settings come from where it was loaded. */
export function savedState(session: Session): Pick<SavedSession, 'at' | 'state' | 'interventions' | 'stops'> {
  return {
    at: { place: session.machine.place },
    state: stateHash(session.machine.chip),
    interventions: session.branch.interventions,
    stops: session.stops.filter((s) => s.enabled && isIn(session.source, s)).map(commandOf),
  };
}

/** The contents of a file. */
export function formatSession({ program, interventions, ...rest }: SavedSession): Uint8Array {
  const record = {
    format: FORMAT,
    version: FORMAT_VERSION,
    ...rest,
    pokes: interventions.map(interventionRecord),
    sha256: bytesToHex(sha256(program)),
    program: strFromU8(program, true),
  };
  return gzipSync(strToU8(JSON.stringify(record)), { level: 6, mtime: 0 });
}

/** A value that was set as it is; firmware as the bytes of its image. */
function interventionRecord(what: Intervention): object {
  if (!('firmware' in what)) return what;
  const { place, firmware } = what;
  return { place, file: firmware.name, firmware: strFromU8(encodeImage(firmware.image), true) };
}

function interventionOf(m: Members): Intervention {
  const place = m.object('place', placeOf);
  if (!m.has('firmware'))
    return { place, name: m.line('name'), value: m.number('value', -(2 ** 31), 2 ** 32) };
  try {
    return { place, firmware: { name: m.line('file'), image: parseImage(latin1(m.text('firmware'))) } };
  } catch (error) {
    throw error instanceof ImageError ? m.wrong('firmware', error.message) : error;
  }
}

/** Whether a file is a session, by its name. */
export const looksLikeSession = (file: string): boolean => /\.sxd$/i.test(file);

/**
 * Reads the contents of a file.
 * @throws DataError for anything else than a session, or a program whose hash differs.
 */
export function parseSession(bytes: Uint8Array): SavedSession {
  return readJson(strFromU8(unpackGzip(bytes)), (members) => {
    const saved = sessionOf(members);
    const hash = bytesToHex(sha256(saved.program));
    const expected = members.text('sha256');
    if (hash !== expected)
      throw new DataError(['program'], `its SHA-256 is ${hash}, the session was saved with ${expected}`);
    return saved;
  });
}

/** Unpacks gzip data. @throws DataError for damaged data, and for data that would be too long. */
export function unpackGzip(bytes: Uint8Array): Uint8Array {
  if (bytes.length < 18 || bytes[0] !== 0x1f || bytes[1] !== 0x8b) throw new DataError([], 'not gzip data');
  // The last four bytes of gzip data are its length.
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
  if (length > MOST_BYTES || length > 1100 * bytes.length)
    throw new DataError([], 'damaged gzip data: its length');
  try {
    return gunzipSync(bytes, { out: new Uint8Array(length) });
  } catch (error) {
    throw new DataError([], `damaged gzip data: ${(error as Error).message}`);
  }
}

function sessionOf(m: Members): SavedSession {
  m.exactly('format', FORMAT);
  m.exactly('version', FORMAT_VERSION, '; it was written by another version of sextant');
  return {
    sextant: m.text('sextant'),
    name: m.line('name'),
    kind: m.oneOf('kind', ['image', 'script'] as const),
    program: latin1(m.text('program')),
    settings: m.object('settings', settingsOf),
    at: m.object('at', savedPlaceOf),
    ...(m.has('state') ? { state: m.line('state') } : {}),
    interventions: m.objects('pokes', interventionOf),
    inputs: m.objects('inputs', (i) => ({ file: i.line('file'), sha256: i.line('sha256') })),
    stops: m.texts('stops'),
  };
}

const settingsOf = (s: Members): SessionSettings => ({
  timeout: s.count('timeout', 1),
  ...(s.has('maxCycles') ? { maxCycles: s.count('maxCycles', 1) } : {}),
  ...(s.has('seed') ? { seed: s.text('seed') } : {}),
  ...(s.has('fault') ? { fault: s.text('fault') } : {}),
  ...(s.has('set') ? { set: s.texts('set') } : {}),
  ...(s.has('chip') ? { chip: s.parsed('chip', chipText) } : {}),
});

function latin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255) throw new DataError(['program'], `character ${i} is not a byte`);
    bytes[i] = code;
  }
  return bytes;
}

function savedPlaceOf(m: Members): SavedPlace {
  if (m.has('place')) return { place: m.object('place', placeOf) };
  if (m.has('warning')) return { warning: m.line('warning') };
  if (!m.flag('end')) throw m.wrong('end', 'a place is expected');
  return { end: true };
}

const placeOf = (m: Members): Place => ({
  instruction: m.count('instruction'),
  operation: m.count('operation'),
  cycle: m.count('cycle'),
});
