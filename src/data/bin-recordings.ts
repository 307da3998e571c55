/** Recordings as samples of inputs and ticks. */
import { createHash } from 'node:crypto';
import { Binner, gridOf, type BinnedSample, type Binning } from '../events/binning.js';
import type { SensorSize } from '../events/events.js';
import { readRecordings, type Recording, type RecordingOptions } from './recordings.js';
import type { Sample } from './task.js';

/** A sample, with the counts of kept and dropped events of its recording. */
export interface LabelledSample {
  readonly file: string;
  /** Of the recording in its file. */
  readonly index: number;
  readonly label: number;
  readonly binned: BinnedSample;
  /** Events without a time, because their stream began in the middle. */
  readonly skipped: number;
}

/**
 * Bins every recording of some files, one after the other.
 * @param rule gives the binning, once the sensor is known.
 * @param labelOf class of a recording that names none.
 * @throws UserError for a damaged file, and if there are too few inputs.
 */
export async function* binRecordings(
  files: readonly string[],
  rule: (sensor: SensorSize | undefined) => Binning,
  labelOf: (file: string) => number,
  options: RecordingOptions & { readonly sensor?: SensorSize } = {},
): AsyncGenerator<LabelledSample, void> {
  for (const file of files) {
    let index = 0;
    for await (const recording of readRecordings(file, options)) {
      const binned = await binOne(recording, rule, options.sensor);
      const label = recording.label ?? labelOf(file);
      yield { file, index: index++, label, binned, skipped: recording.skipped() };
    }
  }
}

async function binOne(
  recording: Recording,
  rule: (sensor: SensorSize | undefined) => Binning,
  given: SensorSize | undefined,
): Promise<BinnedSample> {
  let binner: Binner | undefined;
  for await (const batch of recording.batches()) {
    const sensor = given ?? recording.sensor();
    const binning = rule(sensor);
    binner ??= new Binner(binning, gridOf(binning, sensor));
    binner.add(batch);
  }
  const sensor = given ?? recording.sensor();
  const binning = rule(sensor);
  return (binner ?? new Binner(binning, gridOf(binning, sensor))).finish();
}

/** A sample as tasks hold it; its label holds from the first tick on. */
export const sampleOf = ({ label, binned }: LabelledSample): Sample => ({
  events: Array.from(binned.inputs, (neuron, i) => ({ neuron, tick: binned.at[i]! })),
  label,
  labelTick: 0,
  ticks: binned.ticks,
});

/** SHA-256 of a rule, by its members in the order of their names: equal rules have equal hashes. */
export function binningHash(binning: Binning): string {
  const members = Object.entries(binning).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(members)).digest('hex');
}
