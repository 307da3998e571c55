/**
 * NumPy arrays from `.npy` files (versions 1 to 3, C order): numbers of one type, or records with named fields.
 */

import { quote } from '../text/quote.js';

/** An error in a file, with its place. */
export class NpyError extends Error {
  override name = 'NpyError';
  /** @param byte place in the file, from 0. */
  constructor(
    message: string,
    readonly byte: number,
  ) {
    super(message);
  }
}

/** Reads element `index` of a field. */
export type ReadElement = (index: number) => number;

export interface NpyArray {
  readonly shape: readonly number[];
  /** Elements of the array. */
  readonly length: number;
  /** First byte of the elements. */
  readonly data: number;
  /** Bytes from one element to the next. */
  readonly stride: number;
  /** Fields of a record by name; an array without fields has one named ''. */
  readonly fields: ReadonlyMap<string, ReadElement>;
}

type Reader = (view: DataView, at: number) => number;
const TYPES: Readonly<Record<string, readonly [size: number, read: Reader]>> = {
  b1: [1, (v, at) => v.getUint8(at)],
  i1: [1, (v, at) => v.getInt8(at)],
  u1: [1, (v, at) => v.getUint8(at)],
  i2: [2, (v, at) => v.getInt16(at, true)],
  u2: [2, (v, at) => v.getUint16(at, true)],
  i4: [4, (v, at) => v.getInt32(at, true)],
  u4: [4, (v, at) => v.getUint32(at, true)],
  i8: [8, (v, at) => Number(v.getBigInt64(at, true))],
  u8: [8, (v, at) => Number(v.getBigUint64(at, true))],
  f4: [4, (v, at) => v.getFloat32(at, true)],
  f8: [8, (v, at) => v.getFloat64(at, true)],
};

/** Most dimensions an array may have. */
const MAX_DIMENSIONS = 32;

/**
 * Reads an array.
 * @throws NpyError with the byte at which the file is wrong.
 */
export function readNpy(bytes: Uint8Array): NpyArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = (from: number, to: number): string =>
    new TextDecoder('latin1').decode(bytes.subarray(from, to));
  if (bytes.length < 12 || text(0, 6) !== '\x93NUMPY') throw new NpyError('not a NumPy file', 0);
  const start = bytes[6] === 1 ? 10 : 12;
  const length = bytes[6] === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  const data = start + length;
  if (data > bytes.length) throw new NpyError('the NumPy header is cut', 8);
  const header = text(start, data);
  if (!/'fortran_order':\s*False/.test(header))
    throw new NpyError('Fortran order: save it in C order', start);
  const shape = (/'shape':\s*\(([\d, ]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .map((s) => s.trim())
    .filter((s) => s !== '')
    .map(Number);
  const elements = shape.reduce((a, b) => a * b, 1);
  if (shape.length > MAX_DIMENSIONS || !Number.isSafeInteger(elements))
    throw new NpyError(`shape (${shape.join(', ')}) is not one of an array`, start);
  const { fields, stride } = fieldsOf(header, view, data, start);
  if (bytes.length !== data + stride * elements)
    throw new NpyError(`${bytes.length - data} bytes of data, ${stride * elements} expected`, data);
  return { shape, length: elements, data, stride, fields };
}

function fieldsOf(
  header: string,
  view: DataView,
  data: number,
  start: number,
): { fields: Map<string, ReadElement>; stride: number } {
  const single = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const list = /'descr':\s*\[((?:\s*\('[^']*',\s*'[^']*'\)\s*,?)*)\s*\]/.exec(header)?.[1];
  const named: (readonly [string, string])[] =
    single !== undefined
      ? [['', single]]
      : [...(list ?? '').matchAll(/\('([^']*)',\s*'([^']*)'\)/g)].map((m) => [m[1]!, m[2]!] as const);
  if (named.length === 0)
    throw new NpyError('the type is neither a number nor a list of named fields', start);
  let stride = 0;
  const placed = named.map(([name, descr]) => {
    const type = /^[<|]/.test(descr) ? descr.slice(1) : '';
    const found = Object.hasOwn(TYPES, type) ? TYPES[type]! : undefined;
    if (!found)
      throw new NpyError(
        `NumPy type ${quote(descr, 20)} is not one of ${Object.keys(TYPES).join(', ')}, least significant byte first`,
        start,
      );
    const [size, read] = found;
    const at = stride;
    stride += size;
    return { name, at, read };
  });
  const fields = new Map<string, ReadElement>();
  for (const { name, at, read } of placed) fields.set(name, (i) => read(view, data + at + i * stride));
  return { fields, stride };
}
