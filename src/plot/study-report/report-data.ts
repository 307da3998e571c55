/** What a study's report says, before it is drawn or written as text. */
import type { Dropped } from '../../study/points/candidates.js';
import type { Effect, PointSummary } from '../../study/outcomes/summary.js';
import type { Study } from '../../study/study.js';
import type { PricedStep } from '../../study/outcomes/neighbours.js';

export interface StudyReport {
  readonly study: Study;
  readonly points: readonly PointSummary[];
  readonly effects: readonly Effect[];
  /** Trends that contradict what an axis means. */
  readonly oddTrends: readonly string[];
  /** Points that were never run, by reason. */
  readonly dropped: readonly Dropped[];
  /** Points that were trained for fewer epochs than others, because others were better. */
  readonly stoppedEarly: number;
  readonly isComplete: boolean;
  /** Whether a point needs another chip than the one that exists. */
  readonly isVariant: (point: PointSummary) => boolean;
  /** Command that simulates a point again. */
  readonly commandOf: (point: PointSummary) => string;
  /** Test accuracy after each epoch, mean over seeds, of points on the front. */
  readonly curves: readonly { readonly name: string; readonly accuracy: readonly number[] }[];
  /** What changes from points of the front to their neighbours. */
  readonly steps: readonly PricedStep[];
  /** Names and values: version, model, command. */
  readonly origin: readonly (readonly [string, string])[];
}

/** What a reader needs to judge whether the comparison is fair: names and values. */
export function fairnessOf({ study, points, stoppedEarly, isVariant }: StudyReport): [string, string][] {
  const { search, seeds } = study;
  const simulations = points.reduce((sum, { seeds: done, failed }) => sum + done + failed, 0);
  const variants = points.filter(isVariant).length;
  const sampling =
    search.method === 'grid' ? 'all points of a grid' : `${search.method}, seed ${search.seed}`;
  return [
    ['points', `${points.length} (${sampling})`],
    ['seeds of each point', String(seeds.length)],
    ['simulations', `${simulations}, of which ${points.reduce((sum, p) => sum + p.failed, 0)} failed`],
    ['trained to the end', `${points.length - stoppedEarly} points; ${stoppedEarly} stopped early`],
    ['samples', `${study.task.samples.text} to train on, as many others to test with`],
    [
      'choice of settings',
      'by the test samples themselves: the best point is better here than on fresh samples',
    ],
    [
      'chips',
      `${points.length - variants} points on the chip that exists (silicon), ${variants} on others (variant)`,
    ],
  ];
}

/** Remarks that a reader must know before reading on. */
export function cautionsOf(report: StudyReport): string[] {
  const { isComplete, oddTrends, points, study } = report;
  return [
    ...(isComplete ? [] : ['The study is not complete: points are missing.']),
    ...(study.seeds.length < 3 ? ['Fewer than three seeds: differences between points may be chance.'] : []),
    ...faultCautions(study),
    ...(study.devices ? [DEVICE_CAUTION] : []),
    ...(points.length > 0 && !points.some(({ isOnFront }) => isOnFront)
      ? ['No point meets all conditions for every seed, so that there is no front.']
      : []),
    ...oddTrends,
  ];
}

const DEVICE_CAUTION =
  'A what-if: in tests the weights are in memristive devices, which this chip does not have. It learns with its SRAM, and energies, latencies and areas are those of the SRAM.';

function faultCautions({ faults }: Study): string[] {
  if (!faults) return [];
  if (faults.rates)
    return [`Rates of faults come from a table by voltage. Its source: ${faults.rates.source}`];
  return ['No public table says which voltage gives which rate of faults: the rate is the axis.'];
}
