/**
 * Timelines for the Perfetto UI: slices of samples, ticks and controller states; instants of events, spikes and weight
 * changes; counters of output membranes and errors, chosen membranes, firing, learning and power.
 */
import type { CycleObserver } from '../../chip/cycle.js';
import type { EventRecord } from '../events/record.js';
import type { PowerSource, TraceMeta, TraceSink } from '../sink.js';
import { showPlayed } from './played.js';
import type { PerfettoStream } from './stream.js';
import { Timeline } from './timeline.js';

/** Writes a run as a Perfetto timeline. */
export class PerfettoWriter implements TraceSink {
  /** Takes every cycle, or the phases of ticks that are played at once. */
  readonly observe: CycleObserver;
  private readonly timeline: Timeline;

  /**
   * @param neurons whose membranes get a counter.
   * @param power energy that the chip spends; absent: no power is shown.
   */
  constructor(stream: PerfettoStream, neurons: readonly number[], meta: TraceMeta, power?: PowerSource) {
    const timeline = new Timeline(stream, neurons, meta, power);
    this.timeline = timeline;
    this.observe = Object.assign<CycleObserver, Pick<CycleObserver, 'played'>>(
      (s, w) => timeline.cycle(s, w),
      { played: showPlayed(timeline) },
    );
  }

  readonly onEvent = (record: EventRecord): void => this.timeline.host(record);

  finish(cycle: number): void {
    this.timeline.finish(cycle);
  }
}
