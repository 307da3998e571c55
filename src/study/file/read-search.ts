/** Reads what matters in a study, and how its points are chosen. */
import type { Members } from '../../text/members.js';
import { metricNamed, unknownMetric, type MetricName } from '../outcomes/metrics.js';
import type { Direction } from '../outcomes/direction.js';
import type { Halving, Objective, Search } from '../study.js';

const DIRECTIONS = ['maximise', 'minimise'] as const satisfies readonly Direction[];
const METHODS = ['grid', 'latin-hypercube', 'sobol', 'nsga2'] as const;
const MOST_POINTS = 1_000_000;

/** `accuracy: maximise`, or with its unit: `{direction: minimise, unit: J}`. */
export function readObjectives(m: Members): Objective[] {
  const objectives = m.names.map((name): Objective => {
    const metric = metricNamed(name);
    if (!metric) throw m.wrong(name, unknownMetric(name));
    m.has(name);
    if (typeof m.all[name] === 'string') return { metric: metric.name, direction: m.oneOf(name, DIRECTIONS) };
    return m.object(name, (objective) => {
      if (objective.has('unit') && objective.text('unit') !== metric.unit)
        throw objective.wrong('unit', `the unit of ${name} is ${metric.unit === '' ? 'none' : metric.unit}`);
      return { metric: metric.name, direction: objective.oneOf('direction', DIRECTIONS) };
    });
  });
  if (objectives.length === 0) throw m.wrongObject('a study needs at least one objective');
  return objectives;
}

export function readSearch(m: Members): Search {
  const method = m.oneOf('method', METHODS);
  if (method === 'grid') return { method };
  const seed = m.has('seed') ? String(m.textOrNumber('seed')) : '1';
  if (method !== 'nsga2') return { method, points: countUpTo(m, 'points', MOST_POINTS), seed };
  const population = countUpTo(m, 'population', 10_000);
  if (population < 4 || population % 2 !== 0)
    throw m.wrong('population', 'an even number from 4 on is needed, because two parents have two children');
  return { method, population, generations: countUpTo(m, 'generations', 10_000), seed };
}

function countUpTo(m: Members, name: string, most: number): number {
  const value = m.count(name, 1);
  if (value > most) throw m.wrong(name, `${value}; at most ${most} are possible`);
  return value;
}

export function readHalving(m: Members): Halving {
  const rungs = m.counts('rungs');
  if (rungs.length < 2 || rungs.some((rung, i) => rung <= (rungs[i - 1] ?? 0)))
    throw m.wrong('rungs', 'numbers of epochs in rising order are needed, such as [1, 2, 4, 8]');
  const margins = m.object('margins', (given) =>
    Object.fromEntries(
      given.names.map((name) => {
        if (!metricNamed(name)) throw given.wrong(name, unknownMetric(name));
        return [name as MetricName, given.number(name, 0, Number.MAX_VALUE)];
      }),
    ),
  );
  return { rungs, margins };
}
