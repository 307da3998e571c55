/** Encodes tables of traces in the thread that records them. */
import { CsvEncoder } from '../../table/csv-encoder.js';
import { ParquetEncoder } from '../../table/parquet-encoder.js';
import type { WriteBytes } from '../../table/schema.js';
import type { MakeTableEncoder } from './layout.js';
import { decoderOf } from './spike-words.js';

/** Makes encoders of tables. @param write takes the bytes of the file. */
export const tableEncoder =
  (write: WriteBytes): MakeTableEncoder =>
  (table) =>
    decoderOf(
      table,
      table.format === 'csv' ? new CsvEncoder(table, write) : new ParquetEncoder(table, write),
    );
