/**
 * How a study's points are chosen, step by step: each step gives points to be simulated and takes their outcomes.
 *
 * A search draws nothing but seeded random numbers and keeps nothing but outcomes, so that it is followed again from its
 * start whenever a study goes on: what the store holds answers the steps that are done.
 */
import { staticCandidates } from '../points/candidates.js';
import type { StudyPoint } from '../points/settings.js';
import type { Study } from '../study.js';
import { halve } from './halving.js';
import { evolve } from './nsga2.js';
import { pointAt, type SearchLog, type SearchSteps } from './steps.js';

/** The steps of a study's search. @throws RangeError for a grid that is too large. */
export function searchSteps(study: Study, log: SearchLog): SearchSteps {
  if (study.search.method === 'nsga2') return evolve(study, study.search, log);
  const points = staticPoints(study, log);
  return study.halving ? halve(study, study.halving, points, log) : once(points);
}

function* once(points: readonly StudyPoint[]): SearchSteps {
  yield points;
}

/** The points of a search that does not depend on results, without those that conditions drop. */
export function staticPoints(study: Study, log: SearchLog): StudyPoint[] {
  return staticCandidates(study).flatMap((values) => pointAt(study, values, log) ?? []);
}
