/** The encoder of a table's format. */
import { CsvEncoder } from '../../src/table/csv-encoder.js';
import { ParquetEncoder } from '../../src/table/parquet-encoder.js';
import type { TableEncoder, TableLayout, WriteBytes } from '../../src/table/schema.js';

export const encoderOf = (table: TableLayout, write: WriteBytes): TableEncoder =>
  table.format === 'csv' ? new CsvEncoder(table, write) : new ParquetEncoder(table, write);
