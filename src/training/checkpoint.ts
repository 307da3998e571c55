/** A training that can be resumed, as a file: the state of chip and program after an epoch, and the outcomes so far. */
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Task } from '../data/task.js';
import { readWhole } from '../files/bytes.js';
import { hashOf } from '../files/hash.js';
import { badInput } from '../text/errors.js';
import type { SampleOutcome } from './outcome.js';
import type { TrainingCheckpoint } from './training.js';

const FORMAT = 'sextant-checkpoint';
const VERSION = 1;

/** A training at the end of an epoch. */
export interface Checkpoint<Options> {
  /** Of the task that is learnt: {@link hashOfTask}. */
  readonly taskSha256: string;
  /** The options of the training, for the command that resumes it. */
  readonly options: Options;
  readonly state: TrainingCheckpoint;
  readonly outcomes: readonly SampleOutcome[];
}

/** SHA-256 of everything in a task that a training depends on. */
export function hashOfTask(task: Task): string {
  const { weights, train, validation, test, design, ...others } = task;
  // Equal chips are equal whatever their names.
  const rest = { ...others, ...(design ? { design: design.hash } : {}) };
  const sets = [train, validation ?? [], test].map((samples) =>
    samples.map((sample) => ({ ...sample, targets: [...(sample.targets ?? [])] })),
  );
  const arrays = [weights.inp, weights.rec, weights.out].map((w) => [...w]);
  return hashOf(new TextEncoder().encode(JSON.stringify([rest, arrays, sets])));
}

/** The file's bytes: compressed, which adds a checksum. */
export const checkpointBytes = (checkpoint: Checkpoint<unknown>): Uint8Array =>
  gzipSync(serialize({ format: FORMAT, version: VERSION, ...checkpoint }), { level: 1 });

/**
 * Reads a checkpoint.
 * @throws UserError where there is none, or it is damaged or of another version.
 */
export async function readCheckpoint<Options>(file: string): Promise<Checkpoint<Options>> {
  const bytes = await readWhole(file);
  let data: unknown;
  try {
    data = deserialize(gunzipSync(bytes));
  } catch {
    throw badInput('not a checkpoint of a training, or damaged', { file });
  }
  const { format, version, ...checkpoint } = data as { format: unknown; version: unknown };
  if (format !== FORMAT) throw badInput('not a checkpoint of a training', { file });
  if (version !== VERSION)
    throw badInput(`a checkpoint of version ${String(version)}; this build reads ${VERSION}`, { file });
  return checkpoint as Checkpoint<Options>;
}
