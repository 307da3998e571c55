/** Tables of a trace as they are recorded: as columns, but spikes as words (spike-words.ts). */
import { sharedInts } from '../../table/shared-memory.js';
import type { TableEncoder, TableLayout } from '../../table/schema.js';

/** A table of a trace before its first row. */
export interface TraceTableLayout extends TableLayout {
  /** For a table recorded as words of spikes: picoseconds of a cycle. */
  readonly spikePeriodPs?: number;
}

/** Makes what takes the batches of a table: its columns or, for spikes, words. */
export type MakeTableEncoder = (table: TraceTableLayout) => TableEncoder<(Float64Array | Int32Array)[]>;

/** Words in a batch of spikes. */
export const SPIKE_WORDS = 1 << 17;

/** Memory for a batch of spikes. */
export const newSpikeWords = (): [Int32Array] => [sharedInts(SPIKE_WORDS)];
