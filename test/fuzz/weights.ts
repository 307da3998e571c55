/** Mutated files of weights: each must be refused in one line, or give as many weights as there are synapses. */
import { REFERENCE } from '../../src/design/design.js';
import { MatrixError, readMatrix } from '../../src/asm/matrix.js';
import type { FuzzTarget } from './frame.js';
import { mutateBytes, mutateText } from './mutations.js';
import { clearlyRefused } from './scratch.js';

const ROWS = 3;
const COLUMNS = 4;

/** A NumPy file with a header and values. */
function npy(descr: string, shape: string, values: Uint8Array): Buffer {
  const header = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117) + '\n';
  return Buffer.concat([Buffer.from('\x93NUMPY\x01\x00\x76\x00', 'latin1'), Buffer.from(header), values]);
}

const NUMBERS = Array.from({ length: ROWS * COLUMNS }, (_, i) => 5 * i - 30);
const NPY = [
  npy('|i1', '3, 4', new Uint8Array(Int8Array.from(NUMBERS).buffer)),
  npy('<i4', '3, 4', new Uint8Array(Int32Array.from(NUMBERS).buffer)),
  npy('<f8', '12,', new Uint8Array(Float64Array.from(NUMBERS).buffer)),
  npy('<i8', '3, 4', new Uint8Array(BigInt64Array.from(NUMBERS, BigInt).buffer)),
];
const HEADER_WORDS = ['3', '4', '12', '(', '|i1', '<f4', '>i4', "'", 'True', '9999999999', ' ', '<u8'];

/** Changes words of the header half of the time: changed bytes hardly ever leave it readable. */
function mutateNpy(random: () => number): Uint8Array {
  const below = (n: number): number => Math.floor(random() * n);
  if (below(2) === 0) return mutateBytes(NPY, random);
  const bytes = Buffer.from(NPY[below(NPY.length)]!);
  bytes.write(HEADER_WORDS[below(HEADER_WORDS.length)]!, 10 + below(80));
  return bytes;
}

const CSV = [
  '1,-2,3,4\n5,6,-128,127\n0,0,0,1\n',
  '1, 2, 3, 4\r\n5, 6, 7, 8\r\n9, 10, 11, 12\r\n',
  '1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n',
];
const DAT = ['1 -2 3 4\n5 6 -128 127\n0 0 0 1\n', '1 2 3 4 5 6 7 8 9 10 11 12'];
const WORDS = '128 -129 127 -128 , ; 1.5 1e2 nan -0 + 0x7f " #'.split(' ');

const target = (name: string, ending: string, mutate: (random: () => number) => Uint8Array): FuzzTarget => ({
  name,
  outcomes: ['refused', 'read'],
  prepare: () => ({
    mutate,
    judge: (bytes) => {
      try {
        const { values } = readMatrix(`w.${ending}`, bytes, { rows: ROWS, columns: COLUMNS }, REFERENCE);
        if (values.length !== ROWS * COLUMNS) throw new Error(`${values.length} weights`);
        return 'read';
      } catch (error) {
        return clearlyRefused(error, MatrixError);
      }
    },
  }),
});

export const weightTargets: readonly FuzzTarget[] = [
  target('NumPy weights', 'npy', mutateNpy),
  target('CSV weights', 'csv', (random) => mutateText(CSV, WORDS, random)),
  target('.dat weights', 'dat', (random) => mutateText(DAT, WORDS, random)),
];
