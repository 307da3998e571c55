/** Encodes a table beside the simulation: batches of rows in, bytes and the emptied batch out. */
import { workerData, type MessagePort } from 'node:worker_threads';
import { tableEncoder, type TableLayout } from '../trace/table.js';

export interface TableWorkerStart {
  readonly layout: TableLayout;
  readonly port: MessagePort;
}
/** Undefined ends the file. */
export type ToTableWorker = { readonly data: Float64Array[]; readonly rows: number } | undefined;
export interface FromTableWorker {
  readonly pieces: Uint8Array[];
  /** Free for the next batch; absent at the end. */
  readonly data?: Float64Array[];
}

const { layout, port } = workerData as TableWorkerStart;
let pieces: Uint8Array[] = [];
const encoder = tableEncoder(layout, (piece) => pieces.push(piece));

port.on('message', (batch: ToTableWorker) => {
  if (batch) encoder.batch(batch.data, batch.rows);
  else void encoder.finish();
  const message: FromTableWorker = batch ? { pieces, data: batch.data } : { pieces };
  const arrays = [...pieces, ...(batch?.data ?? [])];
  pieces = [];
  port.postMessage(
    message,
    arrays.map((a) => a.buffer as ArrayBuffer),
  );
  if (!batch) port.close();
});
