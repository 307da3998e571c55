/**
 * Events in NumPy archives (`.npz`): columns of equal length named t, x, y, p, or one array of records with these
 * fields. y and p may be missing. Times are in microseconds, or in seconds where they are not whole numbers.
 */
import { unzipSync } from 'fflate';
import { NpyError, readNpy, type NpyArray, type ReadElement } from '../table/npy.js';
import { badInput } from '../text/errors.js';
import type { EventBuffer } from './events.js';

/** Names that files use for the columns. */
const NAMES = {
  t: ['t', 'ts', 'time', 'times', 'timestamp', 'timestamps'],
  x: ['x', 'unit', 'units', 'channel'],
  y: ['y'],
  p: ['p', 'pol', 'polarity', 'on'],
} as const;

/** Bytes an array may have when it is unpacked. */
const MAX_ARRAY = 1 << 29;
const MICROSECONDS = 1e6;

/** @throws UserError when the archive is damaged or holds no events. */
export function decodeNpz(bytes: Uint8Array, to: EventBuffer, file: string): void {
  const columns = columnsOf(arraysOf(bytes, file), file);
  const { t, x, y, p, count } = columns;
  const inSeconds = Array.from({ length: Math.min(count, 1000) }, (_, i) => t(i)).some((v) => v % 1 !== 0);
  const unit = inSeconds ? MICROSECONDS : 1;
  for (let i = 0; i < count; i++) {
    const time = t(i) * unit;
    const [column, row] = [x(i), y?.(i) ?? 0];
    if (!Number.isFinite(time) || !isPixel(column) || !isPixel(row))
      throw badInput(`event ${i}: time ${time}, x ${column}, y ${row} is not an event`, { file });
    to.push(time, column, row, (p?.(i) ?? 1) > 0 ? 1 : 0);
  }
}

const isPixel = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= 0xffff;

function arraysOf(bytes: Uint8Array, file: string): Map<string, NpyArray> {
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        if (originalSize > MAX_ARRAY)
          throw badInput(`${name} unpacks to ${originalSize} bytes, ${MAX_ARRAY} at most`, { file });
        return name.endsWith('.npy');
      },
    });
  } catch (error) {
    if (error instanceof Error && error.name === 'UserError') throw error;
    throw badInput(`damaged archive: ${error instanceof Error ? error.message : String(error)}`, { file });
  }
  const arrays = new Map<string, NpyArray>();
  for (const [name, data] of Object.entries(entries))
    try {
      arrays.set(name.replace(/\.npy$/, '').toLowerCase(), readNpy(data));
    } catch (error) {
      if (!(error instanceof NpyError)) throw error;
      throw badInput(`${name}: ${error.message} (byte ${error.byte} of it)`, { file });
    }
  return arrays;
}

interface Columns {
  count: number;
  t: ReadElement;
  x: ReadElement;
  y: ReadElement | undefined;
  p: ReadElement | undefined;
}

function columnsOf(arrays: ReadonlyMap<string, NpyArray>, file: string): Columns {
  const records = [...arrays.values()].find(({ fields }) => !fields.has(''));
  const read = (names: readonly string[]): { read: ReadElement; length: number } | undefined => {
    for (const name of names) {
      const field = records?.fields.get(name);
      if (records && field) return { read: field, length: records.length };
      const array = arrays.get(name);
      const single = array?.fields.get('');
      if (array && single) return { read: single, length: array.length };
    }
    return undefined;
  };
  const [t, x, y, p] = [read(NAMES.t), read(NAMES.x), read(NAMES.y), read(NAMES.p)];
  const found = [...arrays].map(([name, { fields }]) => [name, ...fields.keys()].filter(Boolean).join('/'));
  if (!t || !x)
    throw badInput(
      `no columns t and x among its arrays (${found.join(', ').slice(0, 200) || 'there are none'})`,
      { file },
    );
  for (const [name, column] of Object.entries({ x, y, p }))
    if (column && column.length !== t.length)
      throw badInput(`${column.length} values of ${name}, but ${t.length} times`, { file });
  return { count: t.length, t: t.read, x: x.read, y: y?.read, p: p?.read };
}
