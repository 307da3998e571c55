/**
 * A study as a journal of Optuna: a text file, one JSON object a line, which `optuna.storages.JournalStorage` loads. Each
 * point is one trial, its values the means over seeds.
 *
 * The numbers of operations and states are those of Optuna 4: 0 creates a study, 4 a trial, 5 sets a parameter, 6 state and
 * values, 8 an attribute.
 */
import type { Axis } from '../study/axes/axis.js';
import type { PointSummary } from '../study/outcomes/summary.js';
import type { Study } from '../study/study.js';

const OPERATION = { createStudy: 0, createTrial: 4, setParameter: 5, setValues: 6, setAttribute: 8 } as const;
const DIRECTION = { minimise: 1, maximise: 2 } as const;
const STATE = { running: 0, complete: 1, failed: 3 } as const;

/** The lines of the journal. @param time of all entries, as ISO 8601. */
export function optunaJournal(study: Study, points: readonly PointSummary[], time: string): string {
  const lines: object[] = [
    {
      op_code: OPERATION.createStudy,
      study_name: study.name,
      directions: study.objectives.map(({ direction }) => DIRECTION[direction]),
    },
  ];
  points.forEach((point, trial) => lines.push(...trialLines(study, point, trial, time)));
  return lines.map((line) => `${JSON.stringify({ ...line, worker_id: 'sextant' })}\n`).join('');
}

function trialLines({ axes, objectives }: Study, point: PointSummary, trial: number, time: string): object[] {
  const values = objectives.map(({ metric }) => point.measures[metric]?.mean);
  const isComplete = point.failed === 0 && values.every((value) => value !== undefined);
  return [
    { op_code: OPERATION.createTrial, study_id: 0, datetime_start: time },
    ...axes.map((axis) => ({
      op_code: OPERATION.setParameter,
      trial_id: trial,
      param_name: axis.name,
      ...parameterOf(axis, point),
    })),
    { op_code: OPERATION.setAttribute, trial_id: trial, user_attr: { ids: point.ids } },
    {
      op_code: OPERATION.setValues,
      trial_id: trial,
      state: isComplete ? STATE.complete : STATE.failed,
      values: isComplete ? values : null,
      datetime_complete: time,
    },
  ];
}

/** A parameter: one of a list of choices, or a number from a range. */
function parameterOf({ name, values, range, condition }: Axis, point: PointSummary) {
  const value = point.values[name]!;
  if (values) {
    const choices = condition ? [...new Set([...values, condition.otherwise])] : values;
    return {
      param_value_internal: choices.indexOf(value),
      distribution: JSON.stringify({ name: 'CategoricalDistribution', attributes: { choices } }),
    };
  }
  const { from, to, isLogarithmic, isWhole } = range!;
  return {
    param_value_internal: Number(value),
    distribution: JSON.stringify({
      name: isWhole ? 'IntDistribution' : 'FloatDistribution',
      attributes: { log: isLogarithmic, step: isWhole ? 1 : null, low: from, high: to },
    }),
  };
}
