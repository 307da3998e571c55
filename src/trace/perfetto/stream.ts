/** Writes Perfetto's packets, one after the other, and gives ids to tracks and strings. */
import { GrowingBytes } from '../../table/growing-bytes.js';
import type { WriteBytes } from '../sink.js';
import { BY_RANK, EVENT_TYPE, loadEncoder, SEQUENCE, type EncodePacket } from './schema.js';

const SEQUENCE_ID = 1;
const CHUNK = 1 << 18;
type Interned = 'eventNames' | 'eventCategories' | 'debugAnnotationNames';

/** Packets on one sequence, with its tables of interned strings. */
export class PerfettoStream {
  private readonly out = new GrowingBytes(CHUNK + (1 << 12));
  private readonly strings: Record<Interned, Map<string, number>> = {
    eventNames: new Map(),
    eventCategories: new Map(),
    debugAnnotationNames: new Map(),
  };
  private nextTrack = 1;
  private first = true;

  private constructor(
    private readonly write: WriteBytes,
    private readonly encode: EncodePacket,
  ) {}

  static async open(write: WriteBytes): Promise<PerfettoStream> {
    return new PerfettoStream(write, await loadEncoder());
  }

  /** @returns the track's id. */
  track(name: string, parent?: number, counterUnit?: string): number {
    const uuid = this.nextTrack++;
    this.packet({
      trackDescriptor: {
        uuid,
        name,
        siblingOrderRank: uuid,
        childOrdering: BY_RANK,
        ...(parent === undefined ? {} : { parentUuid: parent }),
        ...(counterUnit === undefined ? {} : { counter: { unitName: counterUnit } }),
      },
    });
    return uuid;
  }

  begin(time: number, track: number, name: string, category: string, values?: Record<string, number>): void {
    this.event(time, EVENT_TYPE.SLICE_BEGIN, track, name, category, values);
  }

  end(time: number, track: number): void {
    this.packet({ timestamp: time, trackEvent: { type: EVENT_TYPE.SLICE_END, trackUuid: track } });
  }

  instant(
    time: number,
    track: number,
    name: string,
    category: string,
    values?: Record<string, number>,
  ): void {
    this.event(time, EVENT_TYPE.INSTANT, track, name, category, values);
  }

  /** @param value a whole number, unless `real` says otherwise. */
  counter(time: number, track: number, value: number, real = false): void {
    const counted = real ? { doubleCounterValue: value } : { counterValue: value };
    this.packet({
      timestamp: time,
      trackEvent: { type: EVENT_TYPE.COUNTER, trackUuid: track, ...counted },
    });
  }

  flush(): void {
    if (this.out.length > 0) this.write(this.out.take());
  }

  private event(
    timestamp: number,
    type: number,
    trackUuid: number,
    name: string,
    category: string,
    values: Record<string, number> = {},
  ): void {
    const internedData: Partial<Record<Interned, { iid: number; name: string }[]>> = {};
    const intern = (kind: Interned, text: string): number => {
      const known = this.strings[kind].get(text);
      if (known !== undefined) return known;
      const iid = this.strings[kind].size + 1;
      this.strings[kind].set(text, iid);
      (internedData[kind] ??= []).push({ iid, name: text });
      return iid;
    };
    const trackEvent = {
      type,
      trackUuid,
      nameIid: intern('eventNames', name),
      categoryIids: [intern('eventCategories', category)],
      debugAnnotations: Object.entries(values).map(([key, intValue]) => ({
        nameIid: intern('debugAnnotationNames', key),
        intValue,
      })),
    };
    const news = Object.keys(internedData).length > 0 ? { internedData } : {};
    this.packet({ timestamp, trackEvent, ...news });
  }

  private packet(fields: Record<string, unknown>): void {
    const flags = this.first ? SEQUENCE.CLEARED | SEQUENCE.NEEDS_STATE : SEQUENCE.NEEDS_STATE;
    this.first = false;
    this.out.append(this.encode({ ...fields, trustedPacketSequenceId: SEQUENCE_ID, sequenceFlags: flags }));
    if (this.out.length >= CHUNK) this.flush();
  }
}
