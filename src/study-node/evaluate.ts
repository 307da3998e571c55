/** Evaluates single points that come from outside: the values of all axes in, outcomes out. */
import type { Value } from '../study/expression.js';
import { newLog, pointAt } from '../study/search/steps.js';
import type { Assignment } from '../study/study.js';
import { usageError } from '../text/errors.js';
import { closest } from '../text/closest.js';
import { quote } from '../text/quote.js';
import type { OpenStudy } from './open-study.js';
import { carryOut } from './simulation-job.js';
import { meanOf, TrialResults, trialsOf, type Measures } from './trials.js';

/** The outcome of a point; `dropped` or `failed` says why there is none. */
export type Evaluation =
  { readonly outcome: Measures } | { readonly dropped: string } | { readonly failed: string };

/** Simulates a point with all seeds, as far as the store does not have it. */
export async function evaluatePoint(open: OpenStudy, values: Assignment): Promise<Evaluation> {
  const log = newLog();
  const point = pointAt(open.study, values, log);
  if (!point) return { dropped: log.dropped[0]! };
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const results = new TrialResults(open);
  const measured: Measures[] = [];
  for (const trial of await trialsOf(open, [point])) {
    if (!open.store.read('results', trial.ids.id)) {
      const { directory, store } = open;
      const job = {
        directory,
        store: store.directory,
        settings: point.simulation,
        stop,
        keepsSnapshot: false,
      };
      const end = await carryOut({ ...job, ids: trial.ids, seed: trial.seed });
      if (end.kind !== 'done') return { failed: `${end.kind}: ${end.message ?? ''}` };
    }
    const measures = await results.measuresOf(trial);
    if (measures) measured.push(measures);
  }
  return { outcome: meanOf(measured) };
}

/** Checks the values of axes from outside. @throws UserError naming the axis that is missing or unknown. */
export function assignmentOf({ study: { axes } }: OpenStudy, data: unknown): Assignment {
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw usageError('an object with the values of all axes is needed');
  const given = data as Record<string, unknown>;
  const names = axes.map(({ name }) => name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined)
    throw usageError(`${quote(unknown)} is not an axis of the study${closest(unknown, names)}`);
  return Object.fromEntries(
    names.map((name) => {
      const value = given[name];
      if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
        return [name, value satisfies Value];
      throw usageError(`the axis '${name}' needs a number or a text`);
    }),
  );
}
