/**
 * Weights from files: text (`.dat`: whole numbers between blanks), CSV, NumPy (`.npy`), or binary (`.bin`: int8 or int32,
 * least significant byte first). Values are those that a weight of the chip can hold, row after row, a row a pre-synaptic neuron.
 *
 * The shape of the file must be that of the matrix; a file of one dimension (one line, one column, binary) is taken for
 * its rows one after the other.
 */
import type { Design } from '../design/design.js';
import { NpyError, readNpy } from '../table/npy.js';
import { quote } from '../text/quote.js';

/** An error in a file of weights. */
export class MatrixError extends Error {
  override name = 'MatrixError';
}

export interface Matrix {
  /** rows x columns values, row-major. */
  readonly values: Int8Array;
  /** An assumption that was made to read the file, as a text for users. */
  readonly note?: string;
}

/** The shape that a file must have, and the limits of a weight. */
interface Shape {
  readonly rows: number;
  readonly columns: number;
  readonly weightLeast: number;
  readonly weightMost: number;
}

/**
 * Reads a matrix.
 * @param name decides the format by its ending.
 * @throws MatrixError saying where and what.
 */
export function readMatrix(
  name: string,
  bytes: Uint8Array,
  size: { readonly rows: number; readonly columns: number },
  { weightLeast, weightMost }: Pick<Design, 'weightLeast' | 'weightMost'>,
): Matrix {
  const shape = { ...size, weightLeast, weightMost };
  if (name.endsWith('.npy')) return fromNpy(bytes, shape);
  if (name.endsWith('.bin')) return fromBinary(bytes, shape);
  return fromText(bytes, shape, name.endsWith('.csv'));
}

const expected = ({ rows, columns }: Shape): string => `${rows} x ${columns} expected`;

/** A matrix from a file of one dimension. */
function flat(values: Int8Array, shape: Shape): Matrix {
  const { rows, columns } = shape;
  if (rows === 1 || columns === 1) return { values };
  return { values, note: `one dimension of ${values.length} weights, taken as ${rows} rows of ${columns}` };
}

function weight(value: number, text: string, where: string, { weightLeast, weightMost }: Shape): number {
  if (!(Number.isInteger(value) && value >= weightLeast && value <= weightMost))
    throw new MatrixError(
      `${where}: a weight from ${weightLeast} to ${weightMost} expected, not ${quote(text, 20)}`,
    );
  return value;
}

/**
 * @param hasColumns commas separate the columns; otherwise blanks do, and a file with one value a line may hold a whole
 * matrix.
 */
function fromText(bytes: Uint8Array, shape: Shape, hasColumns: boolean): Matrix {
  const separator = hasColumns ? /\s*,\s*/ : /[\s,]+/;
  const text = new TextDecoder('latin1').decode(bytes).replace(/^\u00ef\u00bb\u00bf/, '');
  const lines = text.split(/\r\n|\r|\n/).flatMap((line, i) => {
    if (line.trim() === '') return [];
    const number = i + 1;
    const values = line
      .trim()
      .split(separator)
      .map((word) => weight(/^[-+]?\d{1,6}$/.test(word) ? Number(word) : NaN, word, `line ${number}`, shape));
    return [{ number, values }];
  });
  const values = Int8Array.from(lines.flatMap((line) => line.values));
  const { rows, columns } = shape;
  const isFlat = lines.length === 1 || lines.every((line) => line.values.length === 1);
  // The text format of the reference benchmark has one weight a line.
  if (isFlat && values.length === rows * columns) return hasColumns ? flat(values, shape) : { values };
  for (const line of lines)
    if (line.values.length !== columns)
      throw new MatrixError(`line ${line.number}: ${line.values.length} weights, ${columns} expected`);
  if (lines.length !== rows) throw new MatrixError(`${lines.length} rows of weights, ${rows} expected`);
  return { values };
}

function fromNpy(bytes: Uint8Array, shape: Shape): Matrix {
  const { rows, columns } = shape;
  try {
    const array = readNpy(bytes);
    const element = array.fields.get('');
    if (element === undefined) throw new MatrixError('records with fields, numbers expected');
    const isFlat = array.shape.length === 1 && array.shape[0] === rows * columns;
    const isWhole = array.shape.length === 2 && array.shape[0] === rows && array.shape[1] === columns;
    if (!isFlat && !isWhole) throw new MatrixError(`shape (${array.shape.join(', ')}), ${expected(shape)}`);
    const values = Int8Array.from({ length: array.length }, (_, i) => {
      const value = element(i);
      return weight(value, String(value), `byte ${array.data + i * array.stride}`, shape);
    });
    return isFlat ? flat(values, shape) : { values };
  } catch (error) {
    if (error instanceof NpyError) throw new MatrixError(`${error.message} (byte ${error.byte})`);
    throw error;
  }
}

function fromBinary(bytes: Uint8Array, shape: Shape): Matrix {
  const count = shape.rows * shape.columns;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length === count) {
    const values = new Int8Array(bytes);
    values.forEach((value, i) => weight(value, String(value), `byte ${i}`, shape));
    return flat(values, shape);
  }
  if (bytes.length !== 4 * count)
    throw new MatrixError(
      `${bytes.length} bytes, ${count} (int8) or ${4 * count} (int32) needed: ${expected(shape)}`,
    );
  const values = Int8Array.from({ length: count }, (_, i) => {
    const value = view.getInt32(4 * i, true);
    return weight(value, String(value), `byte ${4 * i}`, shape);
  });
  return flat(values, shape);
}
