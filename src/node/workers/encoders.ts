/** The encoders that a worker runs: they turn batches, as a run records them, into the bytes of a file. */
import { newCounters } from '../../energy/log/activity-log.js';
import type { EnergyLogLayout } from '../../energy/log/log.js';
import { CsvEncoder } from '../../table/csv-encoder.js';
import { newColumns, type TableEncoder, type WriteBytes } from '../../table/schema.js';
import { newSpikeWords, type TraceTableLayout } from '../../trace/tables/layout.js';

/** A table in a form that can be sent to a worker. */
export type RecordedTable = TraceTableLayout | EnergyLogLayout;

/** Numbers of a batch: columns, words of spikes, or rows of counters. */
export type BatchData = (Float64Array | Int32Array)[];

/** Memory for a batch of a table. */
export function newBatch(table: RecordedTable): BatchData {
  if ('prices' in table) return [newCounters()];
  return table.spikePeriodPs === undefined ? newColumns(table.columns) : newSpikeWords();
}

/** The encoder of a table. */
export async function newEncoder(table: RecordedTable, write: WriteBytes): Promise<TableEncoder<BatchData>> {
  // What a table does not need is not loaded: a short log is written sooner than the Parquet library is loaded.
  const columns =
    table.format === 'csv'
      ? new CsvEncoder(table, write)
      : new (await import('../../table/parquet-encoder.js')).ParquetEncoder(table, write);
  return 'prices' in table
    ? new (await import('../../energy/log/energy-encoder.js')).EnergyEncoder(table, columns)
    : (await import('../../trace/tables/spike-words.js')).decoderOf(table, columns);
}
