/** The energy log as Parquet: the same rows as in CSV, however many values there are. */
import '../seed.js';
import { parquetReadObjects } from 'hyparquet';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { ACTIVITIES } from '../../src/chip/activity.js';
import { DICTIONARY_ROWS } from '../../src/table/dictionary-column.js';
import { CsvEncoder } from '../../src/energy/log/csv.js';
import { LogKernel } from '../../src/energy/log/log-kernel.js';
import { EVERYTHING, type ActivityBlock, type Every, type LogBegin } from '../../src/energy/log/log.js';
import { ParquetEncoder } from '../../src/energy/log/parquet.js';
import { operatingPoint, pricesAt } from '../../src/energy/prices.js';
import { RowPricer } from '../../src/energy/log/row-pricer.js';
import { tables } from './prices.js';

const table = tables[0]!;
const prices = pricesAt(table, operatingPoint(table));
const begin: LogBegin = { cycle: 0, tick: 0, sample: 0, counts: new Float64Array(ACTIVITIES.length) };

/** Blocks of rows, in each of which some counters move by one of so many amounts. */
function blocksOf(rows: number, amounts: number): ActivityBlock[] {
  const random = seedrandom(`parquet ${amounts}`);
  const counts = new Float64Array(ACTIVITIES.length);
  const blocks: ActivityBlock[] = [];
  for (let row = 0; row < rows;) {
    const words: number[] = [];
    // Blocks that are no multiple of what is priced at a time.
    for (let n = 0; n < 300 && row < rows; n++, row++) {
      counts.forEach((_, i) => (counts[i]! += i % 3 === 0 ? Math.floor(random() * amounts) : 2));
      words.push(EVERYTHING, row % 7, 0, ...new Uint16Array(counts.slice().buffer));
    }
    blocks.push({ values: Uint16Array.from(words), length: words.length });
  }
  return blocks;
}

function parquetOf(blocks: readonly ActivityBlock[], every: Every, kernel?: LogKernel): Buffer {
  const encoder = new ParquetEncoder(every, kernel);
  const pricer = kernel ?? new RowPricer(every, begin, prices);
  const pieces: Buffer[] = [];
  for (const block of blocks)
    for (const rows of pricer.price(block)) {
      encoder.encode(rows);
      pieces.push(Buffer.from(encoder.take()));
    }
  return Buffer.concat([...pieces, Buffer.from(encoder.end())]);
}

function csvOf(blocks: readonly ActivityBlock[], every: Every): string {
  const encoder = new CsvEncoder(every);
  const pricer = new RowPricer(every, begin, prices);
  let text = '';
  for (const block of blocks)
    for (const rows of pricer.price(block)) {
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
  it('are the same in Parquet and in CSV, with the kernel and without', async () => {
    const blocks = blocksOf(rows, amounts);
    const bytes = parquetOf(blocks, every, LogKernel.begin(every, begin, prices));
    expect(bytes.equals(parquetOf(blocks, every))).toBe(true);
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const [head, ...lines] = csvOf(blocks, every).trimEnd().split('\n');
    const read = await parquetReadObjects({ file });
    expect(read.map((row) => Object.values(row).join())).toEqual(lines);
    if (rows > 0) expect(Object.keys(read[0]!).join()).toBe(head);
  });
});
