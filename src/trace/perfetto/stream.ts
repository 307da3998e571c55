/** Writes Perfetto's packets, one after the other, and gives ids to tracks and strings. */
import type { WriteBytes } from '../sink.js';
import { LONGEST_TEXT, MOST_VALUES, PacketWriter, type TrackEvent } from './packet-writer.js';
import { BY_RANK, EVENT_TYPE, loadEncoder, SEQUENCE, type EncodePacket } from './schema.js';

const SEQUENCE_ID = 1;
const CHUNK = 1 << 18;
type Interned = 'eventNames' | 'eventCategories' | 'debugAnnotationNames';

/** Packets on one sequence, with its tables of interned strings. */
export class PerfettoStream {
  private readonly out = new PacketWriter(CHUNK + (1 << 12), SEQUENCE_ID, SEQUENCE.NEEDS_STATE);
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

  begin(time: number, track: number, name: string, category: string): void {
    const { eventNames, eventCategories } = this.strings;
    const nameId = eventNames.get(name);
    const categoryId = eventCategories.get(category);
    if (nameId === undefined || categoryId === undefined) {
      this.event(time, EVENT_TYPE.SLICE_BEGIN, track, name, category);
      return;
    }
    this.out.begin(time, EVENT_TYPE.SLICE_BEGIN, track, nameId, categoryId);
    this.flushIfFull();
  }

  /** Begins a slice whose name, in ASCII, does not come again: it does not enter the table of strings. */
  beginOnce(time: number, track: number, name: string, category: string): void {
    const categoryId = this.strings.eventCategories.get(category);
    if (categoryId === undefined || name.length > LONGEST_TEXT) {
      this.event(time, EVENT_TYPE.SLICE_BEGIN, track, name, category);
      return;
    }
    this.out.beginOnce(time, EVENT_TYPE.SLICE_BEGIN, track, name, categoryId);
    this.flushIfFull();
  }

  end(time: number, track: number): void {
    this.out.end(time, EVENT_TYPE.SLICE_END, track);
    this.flushIfFull();
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

  flush(): void {
    if (this.out.length > 0) this.write(this.out.take());
  }

  /** @param value a whole number, unless `real` says otherwise. */
  counter(time: number, track: number, value: number, real = false): void {
    if (real)
      this.packet({
        timestamp: time,
        trackEvent: { type: EVENT_TYPE.COUNTER, trackUuid: track, doubleCounterValue: value },
      });
    else this.out.counter(time, EVENT_TYPE.COUNTER, track, value);
    this.flushIfFull();
  }

  private flushIfFull(): void {
    if (this.out.length >= CHUNK) this.flush();
  }

  private event(
    timestamp: number,
    type: number,
    trackUuid: number,
    name: string,
    category: string,
    values: Record<string, number> = {},
  ): void {
    if (this.writeKnown({ time: timestamp, type, track: trackUuid }, name, category, values)) return;
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

  /** Writes an event whose category and names are known. @returns whether it could. */
  private writeKnown(
    event: TrackEvent,
    name: string,
    category: string,
    values: Record<string, number>,
  ): boolean {
    const { eventNames, eventCategories, debugAnnotationNames } = this.strings;
    const categoryId = eventCategories.get(category);
    const keys = Object.keys(values);
    const ids = keys.map((key) => debugAnnotationNames.get(key));
    if (categoryId === undefined || keys.length > MOST_VALUES || !allKnown(ids)) return false;
    const nameId = eventNames.get(name);
    if (nameId === undefined) return false;
    this.out.named(event, nameId, categoryId, ids, Object.values(values));
    this.flushIfFull();
    return true;
  }

  private packet(fields: Record<string, unknown>): void {
    const flags = this.first ? SEQUENCE.CLEARED | SEQUENCE.NEEDS_STATE : SEQUENCE.NEEDS_STATE;
    this.first = false;
    this.out.append(this.encode({ ...fields, trustedPacketSequenceId: SEQUENCE_ID, sequenceFlags: flags }));
    this.flushIfFull();
  }
}

const allKnown = (ids: readonly (number | undefined)[]): ids is number[] => !ids.includes(undefined);
