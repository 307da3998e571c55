/** Converts samples to an event stream and back. */
import { EVENT_CODE } from '../../isa/image.js';
import { codeOf, dataOf, sampleEnd, StreamBuilder, type EventStream } from '../firmware/events.js';
import type { Sample } from './task.js';

/** Samples as a stream; a label stands before the first event at or after its tick. */
export function streamOf(samples: readonly Sample[]): EventStream {
  const builder = new StreamBuilder();
  for (const { events, label, labelTick, ticks } of samples) {
    builder.begin();
    let marked = label < 0;
    for (const { neuron, tick } of events) {
      if (!marked && tick >= labelTick) builder.add('label', labelTick, label);
      marked ||= tick >= labelTick;
      builder.add('spike', tick, neuron);
    }
    if (!marked) builder.add('label', labelTick, label);
    builder.add('end', ticks);
  }
  return builder.build();
}

/** The samples of a stream; those without a label have label -1. */
export function samplesOf(stream: EventStream): Sample[] {
  return Array.from({ length: stream.samples }, (_, k) => {
    const sample: Sample = { events: [], label: -1, labelTick: 0, ticks: 0 };
    for (let i = stream.first[k]!; i < sampleEnd(stream, k); i++) {
      const [word, tick] = [stream.words[i]!, stream.ticks[i]!];
      const code = codeOf(word);
      if (code === EVENT_CODE.spike) sample.events.push({ neuron: dataOf(word), tick });
      else if (code === EVENT_CODE.end) sample.ticks = tick;
      else if (code === EVENT_CODE.label) {
        sample.label = dataOf(word);
        sample.labelTick = tick;
      }
    }
    return sample;
  });
}
