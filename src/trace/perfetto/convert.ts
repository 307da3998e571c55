/** Recorded traces as timelines. */
import { labelsOf } from '../../signals/lookup.js';
import type { Converter } from '../format.js';
import { PerfettoStream } from './stream.js';

/** A timeline: slices of the controllers' states, a counter for every other number. */
export const toPerfetto: Converter = async (trace, meta, write, drain) => {
  const stream = await PerfettoStream.open(write);
  const tracks: (number | undefined)[] = [];
  const open: (true | undefined)[] = [];
  const groups = new Map<string, number>();
  const trackOf = (n: number, labelled: boolean): number => {
    const { name } = trace.signals[n]!;
    const scope = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : 'trace';
    const group = groups.get(scope) ?? stream.track(scope);
    groups.set(scope, group);
    return (tracks[n] ??= stream.track(name, group, labelled ? undefined : 'lsb'));
  };
  let steps = 0;
  let time = 0;
  for await (const batch of trace.steps) {
    for (const { cycle, index, values } of batch) {
      steps++;
      time = Math.round((cycle * meta.periodPs) / 1000);
      for (const [i, n] of index.entries()) {
        const value = values[i]!;
        if (typeof value !== 'number') continue;
        const labels = labelsOf(trace.signals[n]!.name);
        const track = trackOf(n, labels !== undefined);
        if (!labels) stream.counter(time, track, value);
        else {
          if (open[n]) stream.end(time, track);
          stream.begin(time, track, labels[value] ?? String(value), 'state');
          open[n] = true;
        }
      }
    }
    await drain();
  }
  open.forEach((is, n) => is && stream.end(time, tracks[n]!));
  stream.flush();
  return steps;
};
