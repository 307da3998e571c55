/** The worker's end of a pipe (worker-pipe.ts): encodes the batches of a table and appends them to its file. */
import { setPriority } from 'node:os';
import { workerData } from 'node:worker_threads';
import { Appender } from '../../files/appender.js';
import { newEncoder } from './encoders.js';
import type { Answer, PipeData, TableBatch } from './worker-pipe.js';

/** How far the worker lowers its priority: where cores are few, the simulation comes first. */
const NICENESS = 10;

const { table, port, target } = workerData as PipeData;
// On other platforms it would hold for the whole process.
if (process.platform === 'linux') setPriority(NICENESS);
const file = new Appender(target);
const encoder = await newEncoder(table, (piece) => file.write(piece));

port.on('message', (batch: TableBatch | undefined) => {
  const failure = failureOf(() => {
    if (batch) encoder.batch(batch.data, batch.rows);
    else void encoder.finish();
  });
  const answer: Answer = { ...(batch && { spare: batch.data }), ...(failure && { failure }) };
  port.postMessage(answer);
  if (batch === undefined) port.close();
});

/** An error of the file system, in a form that a message can carry. */
function failureOf(write: () => void): Answer['failure'] {
  try {
    write();
    return undefined;
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { message, code };
  }
}
