/** From rows of a table, as they are gathered, to the bytes of its file. */
import type { WriteBytes } from './sink.js';
import { emptySpikeWords, SpikeReader } from './spike-words.js';
import {
  columnEncoder,
  emptyColumns,
  TableWriter,
  type TableEncoder,
  type TableLayout,
  type TableNumbers,
} from './table.js';

export type MakeTableEncoder = (layout: TableLayout, write: WriteBytes) => TableEncoder;

/** The encoder that does its work at once. */
export const tableEncoder: MakeTableEncoder = (layout, write) => {
  const columns = columnEncoder(layout, write);
  const { spikePeriodPs } = layout;
  if (spikePeriodPs === undefined) return columns;
  return new SpikeReader(new TableWriter(layout, columns), spikePeriodPs);
};

/** Arrays for a batch of rows. */
export const emptyBatch = (layout: TableLayout): TableNumbers[] =>
  layout.spikePeriodPs === undefined ? emptyColumns(layout) : emptySpikeWords();
