/** What a point is judged by: quantities of a result and its price, each with its unit and the direction that is better. */
import { REFERENCE, type Design } from '../../design/design.js';
import { countOf, memoryBytes, sampleCost } from '../../energy/assess.js';
import { areaOf } from '../../energy/design-table.js';
import { price, uncertainty, type Prices } from '../../energy/prices.js';
import { closest } from '../../text/closest.js';
import { quote } from '../../text/quote.js';
import type { Direction } from './direction.js';
import type { PhaseOutcome, SimulationResult } from './result.js';

/** A quantity. */
export interface Metric {
  readonly name: string;
  /** Unit of the values, without a prefix; empty for plain numbers. */
  readonly unit: string;
  /** What is usually wanted; absent: it must be said. */
  readonly better?: Direction;
  /** Whether it depends on the energy table, the voltage or the clock. */
  readonly isPriced: boolean;
  /** Whether it only grows as training goes on, so that its value so far is a lower bound of its last one. */
  readonly grows?: boolean;
  readonly meaning: string;
  /** Its value; null where the result has none. */
  readonly of: (result: SimulationResult, prices: Prices) => number | null;
}

const last = ({ epochs }: SimulationResult): PhaseOutcome | undefined => epochs.at(-1)?.test;
const share = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);
const accuracyOf = (phase: PhaseOutcome | undefined): number | null =>
  phase ? share(phase.correct, phase.samples) : null;

const PJ = 1e-12;

/** The shares of right answers in the tests of all epochs so far. */
const accuraciesOf = ({ epochs }: SimulationResult): number[] =>
  epochs.flatMap(({ test }) => accuracyOf(test) ?? []);

function bestAccuracy(result: SimulationResult): number | null {
  const values = accuraciesOf(result);
  return values.length > 0 ? Math.max(...values) : null;
}

function meanAccuracy(result: SimulationResult): number | null {
  const values = accuraciesOf(result);
  return share(
    values.reduce((sum, value) => sum + value, 0),
    values.length,
  );
}

function energyArea(result: SimulationResult, prices: Prices): number | null {
  const area = areaOf(prices.table, designOfPrices(prices));
  const cost = costOf(result, prices);
  return area && cost ? cost.energy * area.total : null;
}

// prettier-ignore
const LIST = [
  { name: 'accuracy', unit: '%', better: 'maximise', isPriced: false, meaning: 'right answers in the last test', of: (r) => accuracyOf(last(r)) },
  { name: 'best_accuracy', unit: '%', better: 'maximise', isPriced: false, meaning: 'right answers in the best test of all epochs', of: bestAccuracy },
  { name: 'mean_accuracy', unit: '%', better: 'maximise', isPriced: false, meaning: 'mean over all epochs of the right answers in the test: how well and how fast it learns', of: meanAccuracy },
  { name: 'train_accuracy', unit: '%', better: 'maximise', isPriced: false, meaning: 'right answers in the last pass over the training samples', of: (r) => accuracyOf(r.epochs.at(-1)?.train) },
  { name: 'inference_energy', unit: 'J', better: 'minimise', isPriced: true, meaning: 'energy of one answered test sample', of: (r, p) => costOf(r, p)?.energy ?? null },
  { name: 'inference_latency', unit: 's', better: 'minimise', isPriced: true, meaning: 'working time of the chip in one test sample', of: (r, p) => costOf(r, p)?.seconds ?? null },
  { name: 'inference_cycles', unit: '', better: 'minimise', isPriced: false, meaning: 'cycles of one test sample', of: (r) => { const phase = last(r); return phase ? share(phase.cycles, phase.samples) : null; } },
  { name: 'learning_energy', unit: 'J', better: 'minimise', isPriced: true, meaning: 'energy of one training sample', of: (r, p) => sampleCost(r.learning, p) === null ? null : sampleCost(r.learning, p)!.energyPj * PJ },
  { name: 'training_energy', unit: 'J', better: 'minimise', isPriced: true, grows: true, meaning: 'energy of the whole training, tests and loading included', of: (r, p) => price(r.counts, p).total * PJ },
  { name: 'training_energy_sigma', unit: 'J', better: 'minimise', isPriced: true, meaning: 'one standard deviation of training_energy, from the uncertainty of the prices', of: (r, p) => uncertainty(r.counts, p) * PJ },
  { name: 'training_cycles', unit: '', better: 'minimise', isPriced: false, grows: true, meaning: 'cycles of the whole training', of: (r) => r.cycles },
  { name: 'training_time', unit: 's', better: 'minimise', isPriced: true, grows: true, meaning: 'time of the whole training on the chip', of: (r, p) => r.cycles / p.point.clock },
  { name: 'power', unit: 'W', better: 'minimise', isPriced: true, meaning: 'mean power of the whole training', of: (r, p) => share(price(r.counts, p).total * PJ * p.point.clock, r.cycles) },
  { name: 'memory', unit: 'B', better: 'minimise', isPriced: false, meaning: 'bytes of neuron and weight words that the network occupies', of: ({ sizes }, p) => memoryBytes(sizes, designOfPrices(p)) },
  { name: 'area', unit: 'mm2', better: 'minimise', isPriced: true, meaning: 'area of the core of the chip, used or not', of: (_, p) => areaOf(p.table, designOfPrices(p))?.total ?? null },
  { name: 'energy_area', unit: 'J mm2', better: 'minimise', isPriced: true, meaning: 'inference_energy times area', of: energyArea },
  { name: 'synaptic_ops', unit: '', better: 'minimise', isPriced: false, meaning: 'synaptic operations of one test sample', of: (r) => share(countOf(r.inference.counts, 'synapticOps'), r.inference.samples) },
  { name: 'spikes', unit: '', better: 'minimise', isPriced: false, meaning: 'spikes of one test sample', of: (r) => share(countOf(r.inference.counts, 'spikes'), r.inference.samples) },
  { name: 'silence', unit: '%', isPriced: false, meaning: 'share of neurons and steps without a spike in the last test', of: (r) => { const phase = last(r); return phase && phase.ticks > 0 ? 1 - phase.spikes / (phase.ticks * r.sizes.neurons) : null; } },
  { name: 'weight_writes', unit: '', better: 'minimise', isPriced: false, grows: true, meaning: 'weights changed by learning in the whole training', of: (r) => r.epochs.reduce((sum, { train }) => sum + train.weightsChanged, 0) },
] as const satisfies readonly Metric[];

export type MetricName = (typeof LIST)[number]['name'];

/** All quantities. */
export const METRICS: readonly (Metric & { readonly name: MetricName })[] = LIST;

export const METRIC_NAMES: readonly MetricName[] = LIST.map(({ name }) => name);

/** The quantity of a name, if there is one. */
export const metricNamed = (name: string): (Metric & { readonly name: MetricName }) | undefined =>
  METRICS.find((metric) => metric.name === name);

/** What to say about a name that is not one of a quantity. */
export const unknownMetric = (name: string): string =>
  `${quote(name)} is not an outcome${closest(name, METRIC_NAMES) || `: there are ${METRIC_NAMES.join(', ')}`}`;

/** All quantities of a result. */
export const measure = (result: SimulationResult, prices: Prices): Record<MetricName, number | null> =>
  Object.fromEntries(METRICS.map((metric) => [metric.name, metric.of(result, prices)])) as Record<
    MetricName,
    number | null
  >;

/** The chip that prices are for. */
const designOfPrices = ({ table }: Prices): Design => table.scaled?.design ?? REFERENCE;

/** Energy in J and time in s of one test sample. */
function costOf(result: SimulationResult, prices: Prices): { energy: number; seconds: number } | undefined {
  const cost = sampleCost(result.inference, prices);
  return cost ? { energy: cost.energyPj * PJ, seconds: cost.seconds } : undefined;
}
