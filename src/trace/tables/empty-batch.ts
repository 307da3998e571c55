/** The arrays that rows of a table are gathered in before an encoder takes them. */
import { emptySpikeWords } from './spike-words.js';
import { emptyColumns, type TableLayout, type TableNumbers } from './table.js';

/** Arrays for a batch of rows of a table, or of words of spikes. */
export const emptyBatch = (layout: TableLayout): TableNumbers[] =>
  layout.spikePeriodPs === undefined ? emptyColumns(layout) : emptySpikeWords();
