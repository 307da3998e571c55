/** One simulation as a piece of work that a worker takes: its settings, and where its result goes. */
import { deserialize, serialize } from 'node:v8';
import { UserError } from '../text/errors.js';
import { EXIT } from '../text/exit-codes.js';
import { canonicalJson } from '../study/canonical-json.js';
import { writeResult } from '../study/outcomes/result.js';
import type { SimulationSettings } from '../study/points/settings.js';
import type { SimulationId } from './open-study.js';
import { simulate, type TrainedPoint } from './simulate.js';
import { Store } from './store.js';
import { TaskSource } from './task-source.js';

/** Plain data: it goes to a worker. */
export interface SimulationJob {
  /** Folder that names of files are relative to. */
  readonly directory: string;
  readonly store: string;
  readonly ids: SimulationId;
  readonly settings: SimulationSettings;
  readonly seed: string;
  /** Whether what was trained is kept, for a longer training of the same point. */
  readonly keepsSnapshot: boolean;
  /** One number, shared: not 0 once the work is to end. */
  readonly stop: Int32Array;
}

/** Kinds of failures: what the program did, what the chip did not do, and settings that have no meaning. */
export type FailureKind = 'trap' | 'time-out' | 'refused' | 'crash';

/** How a simulation ended. */
export interface JobEnd {
  readonly id: string;
  readonly kind: 'done' | 'stopped' | FailureKind;
  readonly message?: string;
  /** CPU and wall-clock time, in s. */
  readonly seconds: number;
  /** Cycles that were simulated now. */
  readonly cycles: number;
}

const sources = new Map<string, TaskSource>();

/** The tasks of a study, made once in each worker. */
function sourceOf(directory: string): TaskSource {
  const found = sources.get(directory) ?? new TaskSource(directory);
  sources.set(directory, found);
  return found;
}

/**
 * Simulates, and stores the result or the failure.
 * @throws UserError if the store cannot be written, or holds another result for the same point.
 */
export async function carryOut(job: SimulationJob): Promise<JobEnd> {
  const start = performance.now();
  const { ids, settings, seed } = job;
  const store = new Store(job.store);
  const from = trainedBefore(store, ids, settings);
  const ended = (kind: JobEnd['kind'], cycles: number, message?: string): JobEnd => ({
    id: ids.id,
    kind,
    cycles,
    seconds: (performance.now() - start) / 1000,
    ...(message === undefined ? {} : { message }),
  });
  try {
    const task = await sourceOf(job.directory).trainable({ ...settings, seed });
    const stopped = (): boolean => Atomics.load(job.stop, 0) !== 0;
    const { result, trained } = await simulate(
      task,
      settings,
      { point: ids.point, seed },
      {
        stopped,
        ...(from ? { from } : {}),
      },
    );
    if (!result || job.keepsSnapshot) store.replace('snapshots', ids.trainingId, serialize(trained()));
    if (!result) return ended('stopped', 0);
    store.put('results', ids.id, writeResult(result));
    store.remove('failures', ids.id);
    return ended('done', result.cycles - (from ? cyclesOf(from) : 0));
  } catch (error) {
    const kind = failureKind(error);
    if (kind === undefined) throw error;
    const { message } = error as Error;
    recordFailure(store, ids, kind, message);
    return ended(kind, 0, message);
  }
}

/** Stores a failure. */
export function recordFailure(
  store: Store,
  { id, point }: SimulationId,
  kind: FailureKind,
  message: string,
): void {
  const failure = {
    format: 'sextant-failure',
    version: 1,
    kind,
    message,
    point: JSON.parse(point) as unknown,
  };
  store.replace('failures', id, `${canonicalJson(failure)}\n`);
}

/** Undefined for errors that say nothing about the point: a full disk, or data that have gone. */
function failureKind(error: unknown): FailureKind | undefined {
  if (error instanceof RangeError) return 'refused';
  if (!(error instanceof UserError)) return undefined;
  if (error.exitCode === EXIT.TRAP) return 'trap';
  return error.exitCode === EXIT.TIMEOUT ? 'time-out' : undefined;
}

/** A shorter training of the same point; one that cannot be read is trained again. */
function trainedBefore(
  store: Store,
  { trainingId }: SimulationId,
  { epochs }: SimulationSettings,
): TrainedPoint | undefined {
  const bytes = store.read('snapshots', trainingId);
  if (!bytes) return undefined;
  try {
    const trained = deserialize(bytes) as TrainedPoint;
    return trained.epochs.length < epochs ? trained : undefined;
  } catch {
    return undefined;
  }
}

const cyclesOf = ({ epochs }: TrainedPoint): number =>
  epochs.reduce((sum, { train, test }) => sum + train.cycles + test.cycles, 0);

/** A failure in a store. */
export interface StoredFailure {
  readonly id: string;
  readonly kind: string;
  readonly message: string;
}

/** Reads a failure; undefined if there is none, or it cannot be understood. */
export function readFailure(store: Store, id: string): StoredFailure | undefined {
  const bytes = store.read('failures', id);
  if (!bytes) return undefined;
  try {
    const { kind, message } = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    return { id, kind: String(kind), message: String(message) };
  } catch {
    return undefined;
  }
}
