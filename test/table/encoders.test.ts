/** Tables as CSV and as Parquet: the same rows, however many there are and however they come. */
import '../seed.js';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { GROUP_ROWS } from '../../src/table/dictionary-column.js';
import { RowWriter } from '../../src/table/row-writer.js';
import type { Column, TableFormat } from '../../src/table/schema.js';
import { encoderOf } from './encoders.js';

const COLUMNS: readonly Column[] = [
  { name: 'n', type: 'long' },
  { name: 'time', unit: 'us', type: 'double' },
  { name: 'change', unit: 'lsb', type: 'int' },
  { name: 'energy', unit: 'pj', type: 'millionths', repeats: true },
  { name: 'count', type: 'long', repeats: true },
  { name: 'state', type: ['idle', 'busy', 'done'] },
];
const HEADER = 'n,time_us,change_lsb,energy_pj,count,state';

function written(rows: readonly (readonly number[])[], format: TableFormat, batch?: number): Buffer {
  const pieces: Uint8Array[] = [];
  const table = { name: 'test', columns: COLUMNS, format, meta: [['source', 'a\nb']] as const };
  const writer = new RowWriter(
    COLUMNS,
    encoderOf(table, (piece) => pieces.push(piece)),
    batch,
  );
  for (const row of rows) {
    for (const value of row) writer.put(value);
    writer.end();
  }
  void writer.finish();
  return Buffer.concat(pieces);
}

async function linesOfParquet(bytes: Buffer): Promise<string[]> {
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const rows = await parquetReadObjects({ file });
  return rows.map((row) => Object.values(row).join());
}

const row = fc.tuple(
  fc.maxSafeNat(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
  fc.integer(),
  // Above 2^53 millionths a decimal fraction is no longer exact.
  fc.oneof(
    fc.nat(3),
    fc.nat(),
    fc.nat(2 ** 20).map((n) => n * 2 ** 30),
  ),
  fc.nat(5),
  fc.nat(2),
);

it('any rows are the same in both formats, in batches of any size', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row), fc.integer({ min: 1, max: 20 }), async (rows, batch) => {
      const text = written(rows, 'csv', batch).toString();
      expect(text).toBe(written(rows, 'csv').toString());
      const [origin, header, ...lines] = text.trimEnd().split('\n');
      expect([origin, header]).toEqual(['# source: a b', HEADER]);
      const parquet = written(rows, 'parquet', batch);
      expect(parquet.equals(written(rows, 'parquet'))).toBe(true);
      expect(await linesOfParquet(parquet)).toEqual(lines);
    }),
    { numRuns: 60 },
  );
});

it.each([
  ['no rows', 0, 1],
  ['few values', GROUP_ROWS + 1000, 5],
  ['more values than a dictionary takes over', 2 * GROUP_ROWS + 3000, 100_000],
])('%s', async (_name, count, values) => {
  const rows = Array.from({ length: count }, (_, n) => {
    const value = (n * 7919) % values;
    return [n, n / 4, -value, 1e6 * value + (n % 3), value, n % 3];
  });
  const [, header, ...lines] = written(rows, 'csv').toString().trimEnd().split('\n');
  expect(header).toBe(HEADER);
  expect(await linesOfParquet(written(rows, 'parquet'))).toEqual(lines);
});

it('a Parquet file without rows has a row group, because some readers refuse a file without one', () => {
  const bytes = written([], 'parquet');
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const { num_rows, row_groups, key_value_metadata } = parquetMetadata(file);
  expect([num_rows, row_groups.map((group) => group.num_rows)]).toEqual([0n, [0n]]);
  expect(key_value_metadata).toEqual([{ key: 'source', value: 'a\nb' }]);
});

it('a row of the wrong length is refused', () => {
  const writer = new RowWriter(COLUMNS, { batch: (data) => data, finish: () => undefined });
  writer.put(1);
  expect(() => writer.end()).toThrow('a row of 6 columns got 1 values');
});
