/** What a study found: points with their means and intervals over seeds, the front, effects of axes, odd trends. */
import type { Value } from '../expression.js';
import type { Study } from '../study.js';
import { intervalOf, type Interval } from './interval.js';
import { metricNamed, METRIC_NAMES, type MetricName } from './metrics.js';
import { costsOf, frontOf, type Costs } from './pareto.js';
import type { StudyRow } from './rows.js';

/** A point over all its seeds. */
export interface PointSummary {
  readonly point: number;
  readonly values: StudyRow['values'];
  readonly epochs: number;
  /** Seeds with a result, and without. */
  readonly seeds: number;
  readonly failed: number;
  readonly measures: Readonly<Partial<Record<MetricName, Interval>>>;
  /** Whether the conditions on outcomes hold for every seed. */
  readonly isAcceptable: boolean;
  readonly isOnFront: boolean;
  /** Whether that depends on prices that are not sure: within one standard deviation it could be otherwise. */
  readonly isUncertain: boolean;
  /** Ids of the simulations. */
  readonly ids: readonly string[];
}

/** Summarises the rows of points that were trained to their end. */
export function summarisePoints(study: Study, rows: readonly StudyRow[]): PointSummary[] {
  const groups = new Map<number, StudyRow[]>();
  for (const row of rows) if (row.isLast) groups.set(row.point, [...(groups.get(row.point) ?? []), row]);
  const points = [...groups.values()].map(summaryOf);
  const candidates = points.map((point) => (point.isAcceptable ? costsAt(study, point, 0) : []));
  const whole = candidates.map((costs) => (costs.length > 0 ? costs : study.objectives.map(() => NaN)));
  const front = new Set(frontOf(whole));
  return points.map((point, i) => ({
    ...point,
    isOnFront: front.has(i),
    isUncertain: point.isAcceptable && dependsOnPrices(study, points, whole, i, front.has(i)),
  }));
}

type Unjudged = Omit<PointSummary, 'isOnFront' | 'isUncertain'>;

function summaryOf(rows: readonly StudyRow[]): Unjudged {
  const [first] = rows as [StudyRow];
  const done = rows.filter(({ measures }) => measures !== undefined);
  const intervals = METRIC_NAMES.flatMap((name) => {
    const values = done.flatMap(({ measures }) => measures?.[name] ?? []);
    const interval = values.length === done.length ? intervalOf(values) : undefined;
    return interval ? [[name, interval] as const] : [];
  });
  return {
    point: first.point,
    values: first.values,
    epochs: first.epochs,
    seeds: done.length,
    failed: rows.length - done.length,
    measures: Object.fromEntries(intervals),
    isAcceptable: done.length === rows.length && rows.every(({ isAcceptable }) => isAcceptable === true),
    ids: rows.map(({ id }) => id),
  };
}

/** @param deviations by how many standard deviations the prices are higher. */
function costsAt({ objectives }: Study, { measures }: Unjudged, deviations: number): Costs {
  const energy = measures.training_energy?.mean ?? 0;
  const relative = energy > 0 ? (measures.training_energy_sigma?.mean ?? 0) / energy : 0;
  const values = objectives.map(({ metric }) => {
    const mean = measures[metric]?.mean ?? null;
    const isEnergy = metricNamed(metric)!.unit.startsWith('J');
    return mean === null || !isEnergy ? mean : mean * (1 + deviations * relative);
  });
  return costsOf(
    values,
    objectives.map(({ direction }) => direction),
  );
}

/** Whether a point could be on the front, or off it, if its own prices were lower or higher by one deviation. */
function dependsOnPrices(
  study: Study,
  points: readonly Unjudged[],
  costs: readonly Costs[],
  index: number,
  isOnFront: boolean,
): boolean {
  return [-1, 1].some((deviations) => {
    const changed = costs.map((own, i) => (i === index ? costsAt(study, points[i]!, deviations) : own));
    return frontOf(changed).includes(index) !== isOnFront;
  });
}

/** The mean of an outcome at each value of an axis. */
export interface Effect {
  readonly axis: string;
  readonly metric: MetricName;
  readonly values: readonly Value[];
  readonly means: readonly Interval[];
  /** Share of the variance between points that the axis explains by itself, from 0 to 1. */
  readonly importance: number;
}

/** The effects of all axes on all objectives. */
export function effectsOf({ axes, objectives }: Study, points: readonly PointSummary[]): Effect[] {
  return objectives.flatMap(({ metric }) =>
    axes.map(({ name: axis }): Effect => {
      const groups = new Map<Value, Interval[]>();
      for (const { values, measures } of points) {
        const measure = measures[metric];
        const value = values[axis];
        if (measure && value !== undefined) groups.set(value, [...(groups.get(value) ?? []), measure]);
      }
      const sorted = [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
      return {
        axis,
        metric,
        values: sorted.map(([value]) => value),
        means: sorted.map(([, group]) => effectAt(group)),
        importance: importanceOf(sorted.map(([, group]) => group.map(({ mean }) => mean))),
      };
    }),
  );
}

/** The interval over the points of a value; over seeds if there is one point. */
function effectAt(points: readonly Interval[]): Interval {
  const [only] = points as [Interval];
  return points.length > 1 ? intervalOf(points.map(({ mean }) => mean))! : { ...only, count: 1 };
}

function importanceOf(groups: readonly (readonly number[])[]): number {
  const all = groups.flat();
  const mean = intervalOf(all)?.mean ?? 0;
  const total = all.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const between = groups.reduce(
    (sum, group) => sum + group.length * (intervalOf(group)!.mean - mean) ** 2,
    0,
  );
  return total > 0 ? between / total : 0;
}

/** Trends that contradict what an axis means, such as an accuracy that rises with the rate of faults. */
export function oddTrends(study: Study, points: readonly PointSummary[]): string[] {
  const { faults, task, energy } = study;
  const expected = [
    {
      expression: faults?.rate,
      metric: 'accuracy',
      rises: faults?.rates !== undefined,
      what: faults?.rates ? 'the voltage' : 'the rate of faults',
    },
    { expression: task.neurons, metric: 'memory', rises: true, what: 'the number of neurons' },
    { expression: task.neurons, metric: 'inference_cycles', rises: true, what: 'the number of neurons' },
    { expression: energy.vdd, metric: 'inference_energy', rises: true, what: 'the voltage' },
  ] as const;
  const effects = effectsOf(
    { ...study, objectives: METRIC_NAMES.map((metric) => ({ metric, direction: 'minimise' })) },
    points,
  );
  return expected.flatMap(({ expression, metric, rises, what }) => {
    const axis =
      expression?.names.length === 1 && expression.text === expression.names[0] ? expression.text : undefined;
    const effect = effects.find((e) => e.axis === axis && e.metric === metric);
    if (!effect) return [];
    const at = effect.means.findIndex((mean, i) => {
      const before = effect.means[i - 1];
      if (!before) return false;
      return rises ? mean.high < before.low : mean.low > before.high;
    });
    if (at < 0) return [];
    return [
      `${metric} ${rises ? 'falls' : 'rises'} from ${what} ${String(effect.values[at - 1])} to ${String(effect.values[at])}, beyond the intervals: implausible`,
    ];
  });
}
