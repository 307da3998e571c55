/** Encodes a table beside the simulation: batches of rows in, bytes and the emptied batch out. */
import { tableEncoder, type TableLayout } from '../trace/table.js';
import { serve } from './worker-pipe.js';

export interface TableBatch {
  readonly data: Float64Array[];
  readonly rows: number;
}

serve((layout: TableLayout) => {
  let pieces: Uint8Array[] = [];
  const encoder = tableEncoder(layout, (piece) => pieces.push(piece));
  return (batch: TableBatch | undefined) => {
    if (batch) encoder.batch(batch.data, batch.rows);
    else void encoder.finish();
    const made = pieces;
    pieces = [];
    return batch ? { pieces: made, spare: batch.data } : { pieces: made };
  };
});
