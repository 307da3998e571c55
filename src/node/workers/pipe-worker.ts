/** The worker's end of a pipe (worker-pipe.ts): takes batches, writes what becomes of them. */
import { setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';
import { Appender } from '../../files/appender.js';
import type { Answer, PipeData } from './worker-pipe.js';

/** How much the worker stands back where cores are few: the simulation comes first. */
const NICENESS = 10;

/** What the worker makes of batches. */
export interface BatchEncoder<Batch, Memory> {
  /** Pieces of bytes of a batch, each good until the next; or, of none, of the end. */
  encode(batch: Batch | undefined): Iterable<Uint8Array>;
  /** Memory of a batch, to go back. */
  memory(batch: Batch): Memory;
}

/**
 * Serves batches until there are no more.
 * @param begin makes the encoder from what the other end starts it with.
 */
export async function serve<Batch, Memory>(
  begin: (start: never) => BatchEncoder<Batch, Memory> | Promise<BatchEncoder<Batch, Memory>>,
): Promise<void> {
  const { start, port, target } = workerData as PipeData;
  // Elsewhere it would hold for the whole process.
  if (process.platform === 'linux') setPriority(NICENESS);
  const encoder = await begin(start as never);
  const file = new Appender(target);
  const write = (pieces: Iterable<Uint8Array>): void => {
    for (const piece of pieces) file.write(piece);
  };
  port.on('message', (batch: Batch | undefined) => {
    const pieces = encoder.encode(batch);
    const failure = failureOf(() => write(pieces));
    const spare = batch && encoder.memory(batch);
    const answer: Answer<Memory> = { ...(spare && { spare }), ...(failure && { failure }) };
    port.postMessage(answer);
    if (batch === undefined) port.close();
  });
}

/** An error of the file system, as a message can carry it. */
function failureOf(write: () => void): Answer<never>['failure'] {
  try {
    write();
    return undefined;
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { message, code };
  }
}
