/** The simulations that a study's points stand for, and what they gave. */
import { designOf } from '../design/design.js';
import { price } from '../energy/prices.js';
import { COMPONENTS } from '../energy/table/vocabulary.js';
import { METRIC_NAMES, measure, type MetricName } from '../study/outcomes/metrics.js';
import { readResult, type SimulationResult } from '../study/outcomes/result.js';
import type { Energies } from '../study/outcomes/neighbours.js';
import type { StudyPoint } from '../study/points/settings.js';
import type { Outcome } from '../study/search/steps.js';
import { badInput } from '../text/errors.js';
import { DataError } from '../text/members.js';
import type { OpenStudy, SimulationId } from './open-study.js';
import { PriceList } from './price-list.js';

const JOULES_PER_PJ = 1e-12;

/** A point with one seed. */
export interface Trial {
  readonly point: StudyPoint;
  readonly seed: string;
  readonly ids: SimulationId;
}

/** All quantities of a trial. */
export type Measures = Readonly<Record<MetricName, number | null>>;

/** The trials of points, seed by seed within each point. */
export async function trialsOf(open: OpenStudy, points: readonly StudyPoint[]): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const point of points)
    for (const seed of open.study.seeds)
      trials.push({ point, seed, ids: await open.simulation(point.simulation, seed) });
  return trials;
}

/** Results of trials, priced; a result that is needed several times in a row is read once. */
export class TrialResults {
  private readonly prices: PriceList;
  private last: { readonly id: string; readonly result: SimulationResult | undefined } | undefined;

  constructor(private readonly open: OpenStudy) {
    this.prices = new PriceList(open.directory);
  }

  /** The result of a trial; undefined if there is none. @throws UserError for a file that is damaged. */
  resultOf({ ids: { id, point } }: Trial): SimulationResult | undefined {
    if (this.last?.id === id) return this.last.result;
    const { store } = this.open;
    const bytes = store.read('results', id);
    const result = bytes && readStored(bytes.toString('utf8'), store.file('results', id), point);
    this.last = { id, result };
    return result;
  }

  /** The quantities of a trial; undefined if it has no result. @throws UserError for a table that cannot be used. */
  async measuresOf(trial: Trial): Promise<Measures | undefined> {
    const result = this.resultOf(trial);
    if (!result) return undefined;
    const { pricing, simulation } = trial.point;
    return measure(result, await this.prices.at(pricing, designOf(simulation.chip)));
  }

  /** Energy of one test sample by component, in J, the mean of some trials; undefined where one has no result or test. */
  async energiesOf(trials: readonly Trial[]): Promise<Energies | undefined> {
    const sums = new Float64Array(COMPONENTS.length);
    for (const trial of trials) {
      const result = this.resultOf(trial);
      if (!result || result.inference.samples === 0) return undefined;
      const { pricing, simulation } = trial.point;
      const { counts, samples } = result.inference;
      const breakdown = price(counts, await this.prices.at(pricing, designOf(simulation.chip)));
      COMPONENTS.forEach((name, i) => (sums[i]! += (breakdown.component(name) * JOULES_PER_PJ) / samples));
    }
    const means = COMPONENTS.map((name, i) => [name, sums[i]! / trials.length] as const);
    return Object.fromEntries(means) as Energies;
  }

  /** The mean over seeds for each point of a batch. @param trials of {@link trialsOf}. */
  async outcomesOf(points: readonly StudyPoint[], trials: readonly Trial[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const seeds = this.open.study.seeds.length;
    for (let p = 0; p < points.length; p++) {
      const measured: Measures[] = [];
      for (const trial of trials.slice(p * seeds, (p + 1) * seeds)) {
        const measures = await this.measuresOf(trial);
        if (measures) measured.push(measures);
      }
      outcomes.push(measured.length === seeds ? meanOf(measured) : undefined);
    }
    return outcomes;
  }
}

function readStored(text: string, file: string, point: string): SimulationResult {
  try {
    const result = readResult(text);
    if (result.point === point) return result;
    throw new DataError(['point'], 'this is the result of another point');
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw badInput(`${error.message}; remove this file, and the study simulates the point again`, { file });
  }
}

/** Means; null where a value is missing. */
export function meanOf(all: readonly Measures[]): Measures {
  const mean = (name: MetricName): number | null => {
    let sum = 0;
    for (const measures of all) {
      const value = measures[name];
      if (value === null) return null;
      sum += value;
    }
    return sum / all.length;
  };
  return Object.fromEntries(METRIC_NAMES.map((name) => [name, mean(name)])) as Measures;
}
