/**
 * Successive halving over epochs, for several objectives: after each rung a point stops only if another one that was
 * trained equally long is better in every objective, by the margins of the study, or if a bound on something that only
 * grows is already exceeded.
 */
import type { Expression } from '../expression.js';
import { metricNamed, type MetricName } from '../outcomes/metrics.js';
import { dominates } from '../outcomes/pareto.js';
import type { StudyPoint } from '../points/settings.js';
import type { Halving, Study } from '../study.js';
import { objectiveCosts, type Outcome, type SearchLog, type SearchSteps } from './steps.js';

export function* halve(
  study: Study,
  { rungs, margins }: Halving,
  points: readonly StudyPoint[],
  log: SearchLog,
): SearchSteps {
  let alive = points;
  for (const [level, epochs] of rungs.entries()) {
    const outcomes = yield alive.map((point) => trainedFor(point, epochs));
    if (level === rungs.length - 1) return;
    const stops = stoppedOf(study, margins, outcomes);
    for (const i of stops) log.stopped.push({ point: trainedFor(alive[i]!, epochs), epochs });
    alive = alive.filter((_, i) => !stops.has(i));
  }
}

const trainedFor = (point: StudyPoint, epochs: number): StudyPoint => ({
  ...point,
  simulation: { ...point.simulation, epochs },
});

/** Indices of the points that are trained no further. */
function stoppedOf(
  study: Study,
  margins: Halving['margins'],
  outcomes: readonly Outcome[],
): ReadonlySet<number> {
  const costs = outcomes.map((outcome) => objectiveCosts(study, outcome));
  const widths = study.objectives.map(({ metric }) => margins[metric] ?? 0);
  const bounds = study.require.filter(isUpperBound);
  return new Set(
    outcomes.flatMap((outcome, i) => {
      if (outcome === undefined || bounds.some((bound) => exceeds(bound, outcome))) return [i];
      return costs.some((other) => dominates(other, costs[i]!, widths)) ? [i] : [];
    }),
  );
}

const BOUND = /^\s*(\w+)\s*<=?\s*[\d.eE+-]+\s*$/;

/** Whether a condition bounds something that only grows: what exceeds it after some epochs exceeds it after more. */
function isUpperBound({ text }: Expression): boolean {
  const name = BOUND.exec(text)?.[1];
  return name !== undefined && metricNamed(name)?.grows === true;
}

function exceeds(bound: Expression, outcome: Readonly<Record<MetricName, number | null>>): boolean {
  const name = bound.names[0] as MetricName;
  const value = outcome[name];
  return value !== null && bound.evaluate({ [name]: value }) === false;
}
