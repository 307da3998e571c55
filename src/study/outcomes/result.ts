/**
 * The result of a simulation, as it is stored: what the chip did and how well, and nothing that depends on when, where or
 * how fast it was simulated. Two simulations of one point are equal byte for byte.
 */
import { named, sizesOf, unnamed, type Sizes } from '../../energy/record.js';
import { readJson, type Members } from '../../text/members.js';
import { canonicalJson } from '../canonical-json.js';

export const RESULT_FORMAT = 'sextant-result';
export const RESULT_VERSION = 1;

/** Answers and activity in one phase of an epoch. */
export interface PhaseOutcome {
  readonly samples: number;
  readonly correct: number;
  readonly cycles: number;
  readonly spikes: number;
  readonly synapticOps: number;
  readonly ticks: number;
  readonly weightsChanged: number;
}

/** One epoch. */
export interface EpochOutcome {
  readonly train: PhaseOutcome;
  readonly test: PhaseOutcome;
}

/** Samples of one kind, and all they made the chip do. */
export interface SampleCounts {
  readonly samples: number;
  /** By state and activity, as the counters of the chip are laid out. */
  readonly counts: Float64Array;
}

/** What a simulation gave. */
export interface SimulationResult {
  /** Canonical JSON of the simulated point. */
  readonly point: string;
  readonly sizes: Sizes;
  /** Bits of a weight. */
  readonly weightBits: number;
  readonly cycles: number;
  readonly epochs: readonly EpochOutcome[];
  /** Counters at the end. */
  readonly counts: Float64Array;
  /** The test samples of the last epoch. */
  readonly inference: SampleCounts;
  /** The training samples of the last epoch. */
  readonly learning: SampleCounts;
  /** Surprising behaviours and how often they happened. */
  readonly warnings: readonly { readonly name: string; readonly count: number }[];
}

const PHASE_MEMBERS = [
  'samples',
  'correct',
  'cycles',
  'spikes',
  'synapticOps',
  'ticks',
  'weightsChanged',
] as const satisfies readonly (keyof PhaseOutcome)[];

/** The text of a result's file. */
export function writeResult({ counts, inference, learning, point, ...rest }: SimulationResult): string {
  const sample = (sum: SampleCounts) => ({ samples: sum.samples, counts: named(sum.counts) });
  return `${canonicalJson({
    format: RESULT_FORMAT,
    version: RESULT_VERSION,
    ...rest,
    point: JSON.parse(point) as unknown,
    counts: named(counts),
    inference: sample(inference),
    learning: sample(learning),
  })}\n`;
}

/**
 * Reads a result.
 * @throws DataError that says what is wrong and where; the caller adds the file.
 */
export function readResult(text: string): SimulationResult {
  return readJson(text, (file) => {
    file.exactly('format', RESULT_FORMAT);
    file.exactly('version', RESULT_VERSION, `; this build reads version ${RESULT_VERSION}`);
    return {
      point: file.object('point', pointText),
      sizes: file.object('sizes', sizesOf),
      weightBits: file.count('weightBits', 1),
      cycles: file.count('cycles'),
      epochs: file.objects('epochs', (epoch) => ({
        train: epoch.object('train', phaseOf),
        test: epoch.object('test', phaseOf),
      })),
      counts: file.object('counts', unnamed),
      inference: file.object('inference', samplesOf),
      learning: file.object('learning', samplesOf),
      warnings: file.objects('warnings', (warning) => ({
        name: warning.line('name'),
        count: warning.count('count'),
      })),
    };
  });
}

/** The point as it stands; it is compared as a text and not understood here. */
function pointText(point: Members): string {
  point.ignoreOthers();
  return canonicalJson(point.all);
}

const samplesOf = (sum: Members): SampleCounts => ({
  samples: sum.count('samples'),
  counts: sum.object('counts', unnamed),
});

const phaseOf = (phase: Members): PhaseOutcome =>
  Object.fromEntries(PHASE_MEMBERS.map((name) => [name, phase.count(name)])) as unknown as PhaseOutcome;
