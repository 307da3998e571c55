/** The energy log as Parquet: the same rows as in CSV, however many values there are. */
import '../seed.js';
import { parquetReadObjects } from 'hyparquet';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { ACTIVITIES } from '../../src/chip/activity.js';
import { DICTIONARY_ROWS } from '../../src/table/dictionary-column.js';
import { CsvEncoder } from '../../src/energy/log/csv.js';
import { COUNTER_ROW, type ActivityBatch, type Every, type LogBegin } from '../../src/energy/log/log.js';
import { ParquetEncoder } from '../../src/energy/log/parquet.js';
import { operatingPoint, pricesAt } from '../../src/energy/prices.js';
import { RowPricer } from '../../src/energy/log/row-pricer.js';
import { tables } from './prices.js';

const table = tables[0]!;
const prices = pricesAt(table, operatingPoint(table));
const begin: LogBegin = { cycle: 0, tick: 0, sample: 0, counts: new Float64Array(ACTIVITIES.length) };

/** Batches of rows, in each of which some counters move by one of so many amounts. */
function batchesOf(rows: number, amounts: number): ActivityBatch[] {
  const random = seedrandom(`parquet ${amounts}`);
  const counts = new Float64Array(ACTIVITIES.length);
  const batches: ActivityBatch[] = [];
  for (let row = 0; row < rows;) {
    const numbers: number[] = [];
    // The length of a batch is not a multiple of the rows priced at a time.
    for (let n = 0; n < 300 && row < rows; n++, row++) {
      counts.forEach((_, i) => (counts[i]! += i % 3 === 0 ? Math.floor(random() * amounts) : 2));
      numbers.push(row % 7, ...counts);
    }
    batches.push({ values: Float64Array.from(numbers), rows: numbers.length / COUNTER_ROW });
  }
  return batches;
}

function parquetOf(batches: readonly ActivityBatch[], every: Every): Buffer {
  const encoder = new ParquetEncoder(every);
  const pricer = new RowPricer(every, begin, prices);
  const pieces: Buffer[] = [];
  for (const batch of batches)
    for (const rows of pricer.price(batch)) {
      encoder.encode(rows);
      pieces.push(Buffer.from(encoder.take()));
    }
  return Buffer.concat([...pieces, Buffer.from(encoder.end())]);
}

function csvOf(batches: readonly ActivityBatch[], every: Every): string {
  const encoder = new CsvEncoder(every);
  const pricer = new RowPricer(every, begin, prices);
  let text = '';
  for (const batch of batches)
    for (const rows of pricer.price(batch)) {
      encoder.encode(rows);
      text += Buffer.from(encoder.take()).toString('latin1');
    }
  return text;
}

describe.each([
  ['no rows', 'tick', 0, 1],
  ['one row', 'sample', 1, 1],
  ['states by name', 'cycle', 1000, 3],
  ['few values', 'tick', DICTIONARY_ROWS + 1000, 5],
  ['more values than are kept', 'sample', DICTIONARY_ROWS + 3000, 100_000],
] as const)('%s', (_name, every, rows, amounts) => {
  it('are the same in Parquet and in CSV', async () => {
    const batches = batchesOf(rows, amounts);
    const bytes = parquetOf(batches, every);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const [head, ...lines] = csvOf(batches, every).trimEnd().split('\n');
    const read = await parquetReadObjects({ file });
    expect(read.map((row) => Object.values(row).join())).toEqual(lines);
    if (rows > 0) expect(Object.keys(read[0]!).join()).toBe(head);
  });
});
