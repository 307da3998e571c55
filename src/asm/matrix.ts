/**
 * Weights from files: text (`.dat`: whole numbers between blanks), CSV, or NumPy (`.npy`: version 1 to 3, int8 to int64
 * or float64 without fractions, C order). Values are signed 8-bit, row after row, a row a pre-synaptic neuron.
 */

import { quote } from '../text/quote.js';

import { NpyError, readNpy, type NpyArray } from '../table/npy.js';

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
    ? readNpyWeights(bytes, rows, columns)
    : readText(bytes, name.endsWith('.csv'));
  if (values.length !== rows * columns)
    throw new MatrixError(`${values.length} weights, ${rows} x ${columns} = ${rows * columns} expected`);
  return values;
}

function readText(bytes: Uint8Array, csv: boolean): Int8Array {
  const out: number[] = [];
  const lines = new TextDecoder().decode(bytes).split('\n');
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

function readNpyWeights(bytes: Uint8Array, rows: number, columns: number): Int8Array {
  const array = parsed(bytes);
  const start = `byte ${array.data}`;
  const read = array.fields.get('');
  if (!read) throw new MatrixError(`records with named fields, plain numbers expected (${start})`);
  if (array.length !== rows * columns)
    throw new MatrixError(`shape (${array.shape.join(', ')}), ${rows} x ${columns} expected (${start})`);
  return Int8Array.from({ length: rows * columns }, (_, i) =>
    weight(String(read(i)), `byte ${array.data + array.stride * i}`),
  );
}

function parsed(bytes: Uint8Array): NpyArray {
  try {
    return readNpy(bytes);
  } catch (error) {
    throw error instanceof NpyError ? new MatrixError(`${error.message} (byte ${error.byte})`) : error;
  }
}
