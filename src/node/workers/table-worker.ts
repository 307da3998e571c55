/** Encodes a table beside the simulation. */
import type { TableLayout, TableNumbers } from '../../trace/tables/table.js';
import { tableEncoder } from '../../trace/tables/encoder.js';
import { serve } from './pipe-worker.js';

export interface TableBatch {
  readonly data: TableNumbers[];
  readonly rows: number;
}

await serve((layout: TableLayout) => {
  let pieces: Uint8Array[] = [];
  const encoder = tableEncoder(layout, (piece) => pieces.push(piece));
  return {
    encode: (batch: TableBatch | undefined) => {
      if (batch) encoder.batch(batch.data, batch.rows);
      else void encoder.finish();
      const made = pieces;
      pieces = [];
      return made;
    },
    memory: ({ data }) => data,
  };
});
