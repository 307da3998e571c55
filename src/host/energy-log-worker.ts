/** Prices and encodes the energy log beside the simulation: blocks of counters in, bytes and the emptied block out. */
import { workerData, type MessagePort } from 'node:worker_threads';
import { LogEncoder, type LogStart } from '../energy/log-encoder.js';
import type { ActivityBlock } from '../energy/log.js';

export interface WorkerStart {
  readonly start: LogStart;
  readonly port: MessagePort;
}
/** Undefined ends the file. */
export type ToWorker = ActivityBlock | undefined;
export interface FromWorker {
  readonly pieces: Uint8Array[];
  /** Free for the next block; absent at the end. */
  readonly values?: Float64Array;
}

const { start, port } = workerData as WorkerStart;
const encoder = new LogEncoder(start);

port.on('message', (block: ToWorker) => {
  const message: FromWorker = block
    ? { pieces: encoder.encode(block), values: block.values }
    : { pieces: encoder.end() };
  const arrays = message.values ? [...message.pieces, message.values] : message.pieces;
  port.postMessage(
    message,
    arrays.map((a) => a.buffer as ArrayBuffer),
  );
  if (!block) port.close();
});
