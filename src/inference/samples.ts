/** Samples for a network: events by step, read from event files and played so that outputs can settle. */
import { EVENT_CODE } from '../../isa/image.js';
import { readEvents, type EventFileOptions } from '../data/event-files.js';
import {
  dataOf,
  durationOf,
  itemsOf,
  labelOf,
  sampleEnd,
  StreamBuilder,
  type EventStream,
} from '../firmware/events.js';
import type { ChipNetwork } from '../network/chip-network.js';
import type { InputSteps } from '../network/simulate.js';
import { badInput } from '../text/errors.js';

/** A sample of a network. */
export interface NetworkSample {
  /** -1 for a sample without a label. */
  readonly label: number;
  /** Inputs with an event, by step. */
  readonly steps: InputSteps;
}

export const DECISIONS = ['last', 'steps'] as const;
/** The answer is the output that is largest in the last step, or in most steps. */
export type Decision = (typeof DECISIONS)[number];

/**
 * Reads samples from an event file. A sample has as many steps as its end says, or as its last event needs.
 * @throws UserError for a file that is damaged, or has events that the network has no input for.
 */
export async function readSamples(
  file: string,
  inputs: number,
  options: EventFileOptions = {},
): Promise<NetworkSample[]> {
  const stream = await readEvents(file, { labelTick: 0, ...options });
  return Array.from({ length: stream.samples }, (_, k) => sampleOf(stream, k, inputs, file));
}

function sampleOf(stream: EventStream, k: number, inputs: number, file: string): NetworkSample {
  const spikes = [...itemsOf(stream, k, EVENT_CODE.spike)];
  const last = spikes.length > 0 ? stream.ticks[spikes.at(-1)!]! : -1;
  const steps: number[][] = Array.from({ length: Math.max(last + 1, durationOf(stream, k) ?? 0) }, () => []);
  for (const i of spikes) {
    const input = dataOf(stream.words[i]!);
    if (input >= inputs)
      throw badInput(
        `sample ${k} has an event of input ${input}, the network has inputs 0 to ${inputs - 1}`,
        {
          file,
        },
      );
    const events = steps[stream.ticks[i]!]!;
    if (!events.includes(input)) events.push(input);
  }
  if (sampleEnd(stream, k) === stream.first[k]) throw badInput(`sample ${k} is empty`, { file });
  return { label: labelOf(stream, k), steps: steps.map((s) => s.sort((a, b) => a - b)) };
}

/** The steps of a sample and those its last events need to reach the outputs. */
export function settled({ steps }: NetworkSample, { latency }: ChipNetwork): InputSteps {
  return [...steps, ...Array.from({ length: latency }, () => [])];
}

/**
 * A warning that the program takes samples without a label for samples of label 0; undefined if all samples have a
 * label.
 */
export function unlabelledWarning(samples: readonly NetworkSample[]): string | undefined {
  const count = samples.filter(({ label }) => label < 0).length;
  return count === 0
    ? undefined
    : `${count} of ${samples.length} samples are without labels: a program that plays them counts label 0 as correct`;
}

/**
 * The samples as a program plays them. A step begins with the second of the ticks around it, so that `n` steps need
 * `n + 1` ticks.
 */
export function playedStream(
  samples: readonly NetworkSample[],
  network: ChipNetwork,
  decision: Decision,
): EventStream {
  const builder = new StreamBuilder();
  for (const sample of samples) {
    const steps = settled(sample, network);
    const label = decision === 'last' ? steps.length : 0;
    // A label marks where winners count: without one there would be no answer.
    const marked = Math.max(0, sample.label);
    builder.begin();
    if (label === 0) builder.add('label', 0, marked);
    steps.forEach((inputs, step) => {
      for (const input of inputs) builder.add('spike', step, input);
      if (network.biasInput !== undefined) builder.add('spike', step, network.biasInput);
    });
    if (label > 0) builder.add('label', label, marked);
    builder.add('end', steps.length + 1);
  }
  return builder.build();
}
