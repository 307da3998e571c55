/** Follows a study's search over what the store holds, without simulating anything. */
import { searchSteps } from '../study/search/search.js';
import { newLog, type SearchLog } from '../study/search/steps.js';
import type { OpenStudy } from './open-study.js';
import { TrialResults, trialsOf, type Trial } from './trials.js';

/** How far a study is. */
export interface StudyState {
  /** All trials of the search so far, step by step. */
  readonly steps: readonly (readonly Trial[])[];
  readonly log: SearchLog;
  /** Ids with a result. */
  readonly done: ReadonlySet<string>;
  /** Ids with a failure and no result. */
  readonly failed: ReadonlySet<string>;
  /** Whether the search has come to its end. */
  readonly isComplete: boolean;
}

/** Follows the search to the first step that the store cannot answer. */
export async function followStudy(open: OpenStudy): Promise<StudyState> {
  const { study, store } = open;
  const log = newLog();
  const done = store.ids('results');
  const failed = new Set([...store.ids('failures')].filter((id) => !done.has(id)));
  const results = new TrialResults(open);
  const isAdaptive = study.search.method === 'nsga2' || study.halving !== undefined;
  const steps: Trial[][] = [];
  const search = searchSteps(study, log);
  let step = search.next();
  while (step.done !== true) {
    const trials = await trialsOf(open, step.value);
    steps.push(trials);
    if (trials.some(({ ids: { id } }) => !done.has(id) && !failed.has(id)))
      return { steps, log, done, failed, isComplete: false };
    step = search.next(isAdaptive ? await results.outcomesOf(step.value, trials) : []);
  }
  return { steps, log, done, failed, isComplete: true };
}
