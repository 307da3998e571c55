/** Refuses studies that could never run: conditions without a meaning, and settings that no point can have. */
import { DataError } from '../../text/members.js';
import { ExpressionError, holds, type Expression, type Scope } from '../expression.js';
import { METRIC_NAMES } from '../outcomes/metrics.js';
import { assignmentAt, dimensionsOf } from '../points/candidates.js';
import { ImpossiblePoint, settingsAt } from '../points/settings.js';
import { searchSteps } from '../search/search.js';
import { newLog } from '../search/steps.js';
import type { Study } from '../study.js';

/** @throws DataError that names the setting. */
export function refuseImpossible(study: Study): void {
  const first = at(['axes'], () =>
    assignmentAt(
      study,
      dimensionsOf(study).map(() => 0),
    ),
  );
  requireConditions('where', study.where, first);
  const outcomes = Object.fromEntries(METRIC_NAMES.map((name) => [name, 1]));
  requireConditions('require', study.require, { ...outcomes, ...first });
  const log = newLog();
  const step = at(['axes'], () => searchSteps(study, log).next());
  if (step.done !== true && step.value.length > 0) return;
  const { path, message } = reasonAgainst(study, first);
  throw new DataError(path, `no point is left: ${message ?? log.dropped[0] ?? 'the search draws none'}`);
}

/** What is wrong with a point that is left out. */
function reasonAgainst(
  study: Study,
  values: Scope,
): { readonly path: readonly string[]; readonly message?: string } {
  try {
    settingsAt(study, values);
    return { path: [study.where.length > 0 ? 'where' : 'axes'] };
  } catch (error) {
    if (error instanceof ImpossiblePoint) return error;
    throw error;
  }
}

function requireConditions(key: string, conditions: readonly Expression[], scope: Scope): void {
  conditions.forEach((condition, i) => {
    at([key, i], () => holds(condition, scope));
  });
}

/** What a calculation gives; a value that it cannot have is a fault of the file, at a place of it. */
function at<T>(path: readonly (string | number)[], calculate: () => T): T {
  try {
    return calculate();
  } catch (error) {
    if (error instanceof ExpressionError || error instanceof RangeError)
      throw new DataError([...path], error.message);
    throw error;
  }
}
