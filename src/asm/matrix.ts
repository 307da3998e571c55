/**
 * Weights from files: text (`.dat`: whole numbers between blanks), CSV, or NumPy (`.npy`: version 1 to 3, int8 to int64
 * or float64 without fractions, C order). Values are signed 8-bit, row after row, a row a pre-synaptic neuron.
 */

import { quote } from '../text/quote.js';

/** What is wrong with a file of weights. */
export class MatrixError extends Error {
  override name = 'MatrixError';
}

/**
 * Reads a matrix.
 * @param name decides the format by its ending.
 * @returns rows x columns values, row-major.
 * @throws MatrixError saying where and what.
 */
export function readMatrix(name: string, bytes: Uint8Array, rows: number, columns: number): Int8Array {
  const values = name.endsWith('.npy')
    ? readNpy(bytes, rows, columns)
    : readText(bytes, name.endsWith('.csv'));
  if (values.length !== rows * columns)
    throw new MatrixError(`${values.length} weights, ${rows} x ${columns} = ${rows * columns} expected`);
  return values;
}

function readText(bytes: Uint8Array, csv: boolean): Int8Array {
  const out: number[] = [];
  const lines = new TextDecoder('latin1').decode(bytes).split('\n');
  lines.forEach((line, i) => {
    if (line.trim() === '') return;
    for (const word of line.trim().split(csv ? /\s*,\s*/ : /[\s,]+/)) out.push(weight(word, `line ${i + 1}`));
  });
  return Int8Array.from(out);
}

function weight(text: string, where: string): number {
  const value = /^[-+]?\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (!(value >= -128 && value <= 127))
    throw new MatrixError(`${where}: a weight from -128 to 127 expected, not ${quote(text, 20)}`);
  return value;
}

type Reader = (view: DataView, at: number) => number;
const NPY_TYPES: Record<string, [size: number, read: Reader]> = {
  '|i1': [1, (v, at) => v.getInt8(at)],
  '|u1': [1, (v, at) => v.getUint8(at)],
  '<i2': [2, (v, at) => v.getInt16(at, true)],
  '<i4': [4, (v, at) => v.getInt32(at, true)],
  '<i8': [8, (v, at) => Number(v.getBigInt64(at, true))],
  '<f4': [4, (v, at) => v.getFloat32(at, true)],
  '<f8': [8, (v, at) => v.getFloat64(at, true)],
};

function readNpy(bytes: Uint8Array, rows: number, columns: number): Int8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const text = (from: number, to: number): string =>
    new TextDecoder('latin1').decode(bytes.subarray(from, to));
  if (bytes.length < 12 || text(0, 6) !== '\x93NUMPY')
    throw new MatrixError('not a NumPy file (magic, byte 0)');
  const major = bytes[6]!;
  const start = major === 1 ? 10 : 12;
  const length = major === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (start + length > bytes.length) throw new MatrixError('the NumPy header is cut (byte 8)');
  const header = text(start, start + length);
  const descr = /'descr':\s*'([^']*)'/.exec(header)?.[1] ?? '';
  const type = Object.hasOwn(NPY_TYPES, descr) ? NPY_TYPES[descr] : undefined;
  if (type === undefined)
    throw new MatrixError(
      `NumPy type '${descr}' is none of ${Object.keys(NPY_TYPES).join(', ')} (byte ${start})`,
    );
  if (!/'fortran_order':\s*False/.test(header))
    throw new MatrixError(`Fortran order: save it in C order (byte ${start})`);
  const shape = (/'shape':\s*\(([\d, ]*)\)/.exec(header)?.[1] ?? '')
    .split(',')
    .map((s) => s.trim())
    .filter((s) => s !== '');
  if (shape.map(Number).reduce((a, b) => a * b, 1) !== rows * columns)
    throw new MatrixError(`shape (${shape.join(', ')}), ${rows} x ${columns} expected (byte ${start})`);
  const [size, read] = type;
  const data = start + length;
  if (bytes.length !== data + size * rows * columns)
    throw new MatrixError(
      `${bytes.length - data} bytes of data, ${size * rows * columns} expected (byte ${data})`,
    );
  return Int8Array.from({ length: rows * columns }, (_, i) =>
    weight(String(read(view, data + size * i)), `byte ${data + size * i}`),
  );
}
