/** Mutated event files, weights and tables: each must be refused in one line, or be read rightly. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MatrixError, readMatrix } from '../../src/asm/matrix.js';
import { formatEvents, readEventSamples, type EventFormat } from '../../src/data/event-files.js';
import { CHIP_LIMITS } from '../../src/data/sample-collector.js';
import { streamOf } from '../../src/data/sample-stream.js';
import type { Sample } from '../../src/data/task.js';
import { pricesAt, operatingPoint } from '../../src/energy/prices.js';
import { readTable, TableError } from '../../src/energy/table/read-table.js';
import { packagePath } from '../../src/files/package-root.js';
import { UserError } from '../../src/text/errors.js';
import type { FuzzTarget } from './frame.js';
import { mutateText } from './mutations.js';

const ONE_LINE = /^[\t\x20-\x7e\u00a0-\uffff]{5,400}$/;

/** @throws the error itself, if it is not a clear one for users. */
function clear(error: unknown, ...kinds: (new (...args: never[]) => Error)[]): 'refused' {
  if (error instanceof Error && kinds.some((kind) => error instanceof kind) && ONE_LINE.test(error.message))
    return 'refused';
  throw error;
}

/** @throws Error for a sample that no reader may give. */
function checkSample({ events, label, labelTick, ticks }: Sample): void {
  let last = 0;
  for (const { neuron, tick } of events) {
    if (!(neuron >= 0 && neuron < CHIP_LIMITS.inputs)) throw new Error(`input ${neuron}`);
    if (!(tick >= last && tick < ticks)) throw new Error(`tick ${tick} after ${last}, of ${ticks}`);
    last = tick;
  }
  if (label >= CHIP_LIMITS.outputs || (label >= 0 && labelTick >= ticks))
    throw new Error(`label ${label} at tick ${labelTick} of ${ticks}`);
}

/** Samples as text; `.dat` does not say when labels begin, only between which events. */
const comparable = (samples: readonly Sample[], format: EventFormat): string =>
  JSON.stringify(samples.map((s) => (format === 'dat' ? { ...s, labelTick: 0 } : s)));

const DAT = [
  '2\n3, 4\n7, 5\n-2, 1\n7, 10\n-1, 12\n0, 1\n-2, 0\n9, 20\n-1, 40\n',
  '1\n255, 0\n-2, 15\n1, 1\n-1, 2\n',
];
const CSV = [
  'neuron,time,label\n3,4,1\n-2,8,1\n7,10,1\n-1,12,1\n0,1,0\n-2,6,0\n9,20,0\n-1,40,0\n',
  'time,label,neuron\n4,1,3\n9,1,-1\n',
  '# made: by hand\n"neuron","time","label"\n"1",2,3\n-1,5,3\n',
];

/** Event files of a format, by a name with its ending. */
function eventTarget(
  name: string,
  format: EventFormat,
  samples: readonly string[],
  words: string,
): FuzzTarget {
  return {
    name,
    outcomes: ['refused', 'read'],
    prepare: () => {
      const directory = mkdtempSync(join(tmpdir(), 'sextant-fuzz-'));
      const [file, again] = ['input', 'again'].map((n) => join(directory, `${n}.${format}`)) as [
        string,
        string,
      ];
      return {
        mutate: (random) => mutateText(samples, words.split(' '), random),
        judge: async (bytes) => {
          writeFileSync(file, bytes);
          let read: Sample[];
          try {
            read = await readEventSamples(file);
          } catch (error) {
            return clear(error, UserError);
          }
          read.forEach(checkSample);
          writeFileSync(again, formatEvents(streamOf(read), format));
          if (comparable(await readEventSamples(again), format) !== comparable(read, format))
            throw new Error('written and read again, it is another');
          return 'read';
        },
        close: () => rmSync(directory, { recursive: true }),
      };
    },
  };
}

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

const weightTarget: FuzzTarget = {
  name: 'NumPy weights',
  outcomes: ['refused', 'read'],
  prepare: () => ({
    mutate: (random) => {
      const below = (n: number): number => Math.floor(random() * n);
      const bytes = Buffer.from(NPY[below(NPY.length)]!);
      const kind = below(3);
      if (kind === 0) return bytes.subarray(0, below(bytes.length + 1));
      if (kind === 1) {
        // Words of the header are overwritten, so that its length stays.
        const word = HEADER_WORDS[below(HEADER_WORDS.length)]!;
        bytes.write(word, 10 + below(80));
        return bytes;
      }
      for (let n = 1 + below(4); n > 0; n--) bytes[below(bytes.length)]! ^= 1 << below(8);
      return bytes;
    },
    judge: (bytes) => {
      try {
        const { values } = readMatrix('w.npy', bytes, ROWS, COLUMNS);
        if (values.length !== ROWS * COLUMNS) throw new Error(`${values.length} weights`);
        return 'read';
      } catch (error) {
        return clear(error, MatrixError);
      }
    },
  }),
};

const TABLE_WORDS =
  'kind: value: unit: pJ/op fJ V -1 1e308 .nan .inf {} [] &a *a null ~ "" source: measured estimate !!js';

const tableTarget: FuzzTarget = {
  name: 'energy tables',
  outcomes: ['refused', 'read'],
  prepare: () => {
    const tables = ['fdsoi28', 'literature28'].map((name) =>
      readFileSync(packagePath(`isa/energy/${name}.yaml`), 'utf8'),
    );
    return {
      mutate: (random) => mutateText(tables, TABLE_WORDS.split(' '), random),
      judge: (bytes) => {
        try {
          const table = readTable(Buffer.from(bytes).toString(), 'table.yaml');
          const { energy, leakage } = pricesAt(table, operatingPoint(table));
          if (![...energy, ...leakage].every(Number.isFinite))
            throw new Error('a price that is not a number');
          return 'read';
        } catch (error) {
          return clear(error, TableError);
        }
      },
    };
  },
};

export const dataTargets: readonly FuzzTarget[] = [
  eventTarget('.dat files', 'dat', DAT, '-1 -2 -3 , 255 256 15 16 0 999999999 2147483648 1e3'),
  eventTarget(
    'CSV events',
    'csv',
    CSV,
    'neuron time label -1 -2 , " "" # 255 256 15 16 999999999 1e3 neuron,time',
  ),
  weightTarget,
  tableTarget,
];
