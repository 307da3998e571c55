/**
 * NSGA-II (Deb et al., 2002): a population that moves towards the front of several objectives and spreads along it.
 *
 * A point is a place from 0 to 1 on each dimension of the study, so that lists, ranges and zipped axes are treated alike.
 * The random numbers of a generation depend on the seed and its number only.
 */
import seedrandom from 'seedrandom';
import { latinHypercube } from '../axes/latin-hypercube.js';
import { canonicalJson } from '../canonical-json.js';
import { crowding, frontsOf, type Costs } from '../outcomes/pareto.js';
import { assignmentAt, dimensionsOf } from '../points/candidates.js';
import type { StudyPoint } from '../points/settings.js';
import type { Search, Study } from '../study.js';
import { newLog, objectiveCosts, pointAt, type SearchLog, type SearchSteps } from './steps.js';

/** A point of the population. */
interface Individual {
  readonly place: readonly number[];
  readonly point: StudyPoint;
  readonly costs: Costs;
}

type Candidate = Omit<Individual, 'costs'>;

/** Draws of a child before a point that is there already is taken instead. */
const TRIES = 50;
/** Chance that a place is taken from the other parent, and of a fresh place instead of a step. */
const CROSSOVER = 0.5;
const FRESH = 0.2;
/** Standard deviation of a step. */
const STEP = 0.15;
const BELOW_ONE = 1 - Number.EPSILON;

export function* evolve(
  study: Study,
  { population, generations, seed }: Extract<Search, { method: 'nsga2' }>,
  log: SearchLog,
): SearchSteps {
  const seen = new Set<string>();
  let parents: Individual[] = [];
  for (let generation = 0; generation < generations; generation++) {
    const random = seedrandom(`${seed}/generation/${generation}`);
    const children =
      generation === 0
        ? founders(study, population, seed, seen, log)
        : offspring(study, ranked(parents), population, random, seen);
    if (children.length === 0) return;
    const outcomes = yield children.map(({ point }) => point);
    const valued = children.map((child, i) => ({ ...child, costs: objectiveCosts(study, outcomes[i]) }));
    parents = survivors([...parents, ...valued], population);
  }
}

/** The first generation: spread over all axes; points that conditions drop are left out. */
function founders(study: Study, count: number, seed: string, seen: Set<string>, log: SearchLog): Candidate[] {
  const places = latinHypercube(count, dimensionsOf(study).length, seed);
  return places.flatMap((place) => candidateAt(study, place, seen, log) ?? []);
}

/** A point that was not there before; undefined if it was, or if it is never run. */
function candidateAt(
  study: Study,
  place: readonly number[],
  seen: Set<string>,
  log: SearchLog,
): Candidate | undefined {
  const values = assignmentAt(study, place);
  const key = canonicalJson(values);
  if (seen.has(key)) return undefined;
  const point = pointAt(study, values, log);
  if (!point) return undefined;
  seen.add(key);
  return { place, point };
}

function offspring(
  study: Study,
  parents: readonly Individual[],
  count: number,
  random: seedrandom.PRNG,
  seen: Set<string>,
): Candidate[] {
  if (parents.length === 0) return [];
  // Two draws, the better one by rank: the parents are in the order of their rank.
  const pick = (): Individual =>
    parents[Math.min(Math.floor(random() * parents.length), Math.floor(random() * parents.length))]!;
  const children: Candidate[] = [];
  for (let n = 0; n < count; n++)
    for (let tries = 0; tries < TRIES; tries++) {
      const place = mutated(crossed(pick().place, pick().place, random), random);
      const child = candidateAt(study, place, seen, newLog());
      if (!child) continue;
      children.push(child);
      break;
    }
  return children;
}

const crossed = (a: readonly number[], b: readonly number[], random: () => number): number[] =>
  a.map((place, d) => (random() < CROSSOVER ? b[d]! : place));

/** One place on average moves. */
function mutated(place: readonly number[], random: () => number): number[] {
  return place.map((x) => {
    if (random() >= 1 / place.length) return x;
    if (random() < FRESH) return random();
    const step = STEP * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return Math.max(0, Math.min(BELOW_ONE, x + step));
  });
}

/** Sorted by front, and within a front those in empty regions first. */
function ranked(individuals: readonly Individual[]): Individual[] {
  const costs = individuals.map((individual) => individual.costs);
  return frontsOf(costs).flatMap((front) => {
    const distance = crowding(costs, front);
    return [...front]
      .sort((a, b) => descending(distance.get(a)!, distance.get(b)!) || a - b)
      .map((i) => individuals[i]!);
  });
}

/** Larger first; infinite ones are equal. */
const descending = (a: number, b: number): number => (a === b ? 0 : b - a);

const survivors = (individuals: readonly Individual[], count: number): Individual[] =>
  ranked(individuals).slice(0, count);
