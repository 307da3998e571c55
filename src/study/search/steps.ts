/** What the methods of search share: their steps, and the log of what they leave out. */
import type { MetricName } from '../outcomes/metrics.js';
import { ExpressionError } from '../expression.js';
import { costsOf, type Costs } from '../outcomes/pareto.js';
import { violated } from '../points/candidates.js';
import { ImpossiblePoint, settingsAt, type StudyPoint } from '../points/settings.js';
import type { Assignment, Study } from '../study.js';

/** What a point gave, each quantity the mean over its seeds; undefined if a simulation failed. */
export type Outcome = Readonly<Record<MetricName, number | null>> | undefined;

/** Gives points to be simulated, takes their outcomes in the same order. */
export type SearchSteps = Generator<readonly StudyPoint[], void, readonly Outcome[]>;

/** What happened to points that were not simulated, or not to their end. */
export interface SearchLog {
  /** The reason for each point that is never run. */
  readonly dropped: string[];
  /** Points that were stopped early, with the epochs they had. */
  readonly stopped: { readonly point: StudyPoint; readonly epochs: number }[];
}

export const newLog = (): SearchLog => ({ dropped: [], stopped: [] });

/** The point with its settings; undefined, with the reason in the log, if it is never run. */
export function pointAt(study: Study, values: Assignment, log: SearchLog): StudyPoint | undefined {
  try {
    const condition = violated(study, values);
    if (condition === undefined) return settingsAt(study, values);
    log.dropped.push(`where ${condition}`);
    return undefined;
  } catch (error) {
    if (!(error instanceof ImpossiblePoint || error instanceof ExpressionError)) throw error;
    log.dropped.push(error.message);
    return undefined;
  }
}

/** The objectives of an outcome as costs; all NaN for a failure. */
export const objectiveCosts = ({ objectives }: Study, outcome: Outcome): Costs =>
  costsOf(
    objectives.map(({ metric }) => outcome?.[metric] ?? null),
    objectives.map(({ direction }) => direction),
  );
