/**
 * Snapshots: the whole state as one buffer, and back.
 *
 * Layout, little end first: magic "SXST" (u32), version (u32), fingerprint of the layout (u32), number of scalars n
 * (u32), bytes of the design m (u32), the design as canonical JSON (m bytes), n numbers (f64), then the bytes of the state's
 * arrays. The fingerprint covers the names and order of the scalars and of the activities counted, so that a snapshot of
 * another build is refused instead of misread; a snapshot of another chip is refused with the difference.
 */
import { designDifference } from '../design/design.js';
import { designFromJson } from '../design/read-design.js';
import { ACTIVITIES } from './activity.js';
import type { ChipState } from './state.js';

const MAGIC = 0x54535853;
/** Version of the format of snapshots. */
export const SNAPSHOT_VERSION = 2;
const HEADER_BYTES = 20;

/** A snapshot that does not fit the chip it is restored to, or is damaged. */
export class SnapshotError extends Error {
  override name = 'SnapshotError';
}

type Scalars = Record<string, number>;

/** Members of the state that are the chip's for good. */
const FIXED = ['design'];

/** Every record of the state that holds numbers, with the names of those numbers. */
function scalarRecords(value: object, path = ''): { path: string; record: Scalars; names: string[] }[] {
  const own = { path, record: value as Scalars, names: [] as string[] };
  const found = [own];
  for (const [name, member] of Object.entries(value)) {
    if (typeof member === 'number') own.names.push(name);
    else if (isRecord(member) && !FIXED.includes(name))
      found.push(...scalarRecords(member, `${path}${name}.`));
  }
  return found.filter((r) => r.names.length > 0);
}

const isRecord = (member: unknown): member is object =>
  typeof member === 'object' && member !== null && !ArrayBuffer.isView(member) && !Array.isArray(member);

function fingerprint(state: ChipState, names: string): number {
  let hash = 0x811c9dc5;
  for (const ch of `${names};${state.image.length}`) hash = Math.imul(hash ^ ch.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}

function describe(state: ChipState): {
  records: ReturnType<typeof scalarRecords>;
  count: number;
  print: number;
} {
  const records = scalarRecords(state);
  const names = records.map((r) => r.names.map((n) => r.path + n).join());
  return {
    records,
    count: records.reduce((n, r) => n + r.names.length, 0),
    print: fingerprint(state, names.join() + ACTIVITIES.join()),
  };
}

/** The numbers of a state, apart from its arrays, by one walk: for those that copy them often. */
export class StateScalars {
  /** Says for which layout and geometry copies are valid. */
  readonly fingerprint: number;
  readonly length: number;
  private readonly records: ReturnType<typeof scalarRecords>;

  constructor(state: ChipState) {
    const { records, count, print } = describe(state);
    this.records = records;
    this.length = count;
    this.fingerprint = print;
  }

  /** A copy of all numbers. */
  read(): Float64Array {
    const values = new Float64Array(this.length);
    let at = 0;
    for (const { record, names } of this.records) for (const name of names) values[at++] = record[name]!;
    return values;
  }

  /** Puts all numbers back. @param values of {@link read}. */
  write(values: Float64Array): void {
    let at = 0;
    for (const { record, names } of this.records) for (const name of names) record[name] = values[at++]!;
  }
}

/** Copies a state into a new buffer. */
export function takeSnapshot(state: ChipState): Uint8Array {
  const { records, count, print } = describe(state);
  const design = new TextEncoder().encode(state.design.canonical);
  const bytes = new Uint8Array(HEADER_BYTES + design.length + 8 * count + state.image.length);
  const view = new DataView(bytes.buffer);
  [MAGIC, SNAPSHOT_VERSION, print, count, design.length].forEach((v, i) => view.setUint32(4 * i, v, true));
  bytes.set(design, HEADER_BYTES);
  let at = HEADER_BYTES + design.length;
  for (const { record, names } of records)
    for (const name of names) {
      view.setFloat64(at, record[name]!, true);
      at += 8;
    }
  bytes.set(state.image, at);
  return bytes;
}

/**
 * Puts a state back to what a snapshot holds.
 * @throws SnapshotError when the bytes are not a snapshot of this layout and chip; the state is then unchanged.
 */
export function restoreSnapshot(state: ChipState, bytes: Uint8Array): void {
  const { records, count, print } = describe(state);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const field = (i: number): number => view.getUint32(4 * i, true);
  if (bytes.length < HEADER_BYTES || field(0) !== MAGIC)
    throw new SnapshotError('not a snapshot (magic, byte 0)');
  if (field(1) !== SNAPSHOT_VERSION)
    throw new SnapshotError(`snapshot version ${field(1)}, this build reads ${SNAPSHOT_VERSION} (byte 4)`);
  let at = HEADER_BYTES + field(4);
  checkDesign(state, bytes.subarray(HEADER_BYTES, at));
  if (field(2) !== print || field(3) !== count)
    throw new SnapshotError('snapshot of another build, whose state has another layout (byte 8)');
  const size = at + 8 * count + state.image.length;
  if (bytes.length !== size) throw new SnapshotError(`snapshot of ${bytes.length} bytes, ${size} expected`);
  for (const { record, names } of records)
    for (const name of names) {
      record[name] = view.getFloat64(at, true);
      at += 8;
    }
  state.image.set(bytes.subarray(at));
}

/** @throws SnapshotError for bytes that are not the design of the chip. */
function checkDesign({ design }: ChipState, bytes: Uint8Array): void {
  const text = new TextDecoder().decode(bytes);
  if (text === design.canonical) return;
  let difference: string;
  try {
    difference = designDifference(designFromJson(text), design);
  } catch {
    throw new SnapshotError(`the snapshot does not name its chip (byte ${HEADER_BYTES})`);
  }
  throw new SnapshotError(`snapshot of another chip: ${difference} (byte ${HEADER_BYTES})`);
}
