/** Simulates results again on the cycle engine, from the start, and compares them byte for byte. */
import seedrandom from 'seedrandom';
import { writeResult } from '../study/outcomes/result.js';
import { followStudy } from './follow-study.js';
import type { OpenStudy } from './open-study.js';
import { simulate } from './simulate.js';

export interface VerifyStudyOptions {
  /** Share of the results that are checked, at least one. */
  readonly share: number;
  /** Beginning of the ids that are checked, instead of a share. */
  readonly id?: string;
  /** Of the choice. */
  readonly seed: string;
  readonly stopped?: () => boolean;
  readonly onProgress?: (done: number, total: number, cycles: number) => void;
}

/** What was checked. */
export interface Verification {
  readonly results: number;
  readonly checked: number;
  /** Ids of results that differ. */
  readonly different: readonly string[];
}

export async function verifyStudy(
  open: OpenStudy,
  { share, id, seed, stopped = () => false, onProgress = () => undefined }: VerifyStudyOptions,
): Promise<Verification> {
  const { steps, done } = await followStudy(open);
  const trials = [...new Map(steps.flat().map((trial) => [trial.ids.id, trial])).values()].filter(({ ids }) =>
    done.has(ids.id),
  );
  const random = seedrandom(`${seed}/verify`);
  const drawn = trials.map((trial) => ({ trial, place: random() })).sort((a, b) => a.place - b.place);
  const chosen =
    id === undefined
      ? drawn.slice(0, Math.ceil(share * trials.length))
      : drawn.filter(({ trial }) => trial.ids.id.startsWith(id));
  const different: string[] = [];
  let checked = 0;
  let cycles = 0;
  for (const { trial } of chosen) {
    if (stopped()) break;
    onProgress(checked, chosen.length, cycles);
    const { point, ids } = trial;
    const task = await open.tasks.trainable({ ...point.simulation, seed: trial.seed });
    const { result } = await simulate(
      task,
      point.simulation,
      { point: ids.point, seed: trial.seed },
      {
        engine: 'cycle',
        startsCold: true,
        stopped,
      },
    );
    if (!result) break;
    checked++;
    cycles += result.cycles;
    if (open.store.read('results', ids.id)?.toString() !== writeResult(result)) different.push(ids.id);
  }
  return { results: trials.length, checked, different };
}
