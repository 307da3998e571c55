/**
 * Encodes the packets that timelines consist of nearly entirely: begins and ends of slices, instants and counters whose
 * names are known to the reader already. A run has millions of them, and a general encoder takes ten times as long.
 */
import { GrowingBytes } from '../../table/growing-bytes.js';

/** Tags of the fields (schema.ts): number times 8, plus the wire type; 0 varint, 2 with a length. */
const PACKET = 0x0a;
const TIMESTAMP = 0x40;
const SEQUENCE_ID = 0x50;
const TRACK_EVENT = 0x5a;
const SEQUENCE_FLAGS = 0x68;
const CATEGORY = 0x18;
const ANNOTATION = 0x22;
const TYPE = 0x48;
const NAME = 0x50;
const TRACK = 0x58;
/** Fields 23 and 30 take two bytes. */
const TEXT = [0xba, 0x01] as const;
const COUNTER_VALUE = [0xf0, 0x01] as const;
const ANNOTATION_NAME = 0x08;
const ANNOTATION_VALUE = 0x20;

/** Values of an instant that one byte for each length allows. */
export const MOST_VALUES = 3;
/** Longest text of a name. */
export const LONGEST_TEXT = 30;
/** Longest packet. */
const LONGEST = 128;
const TWO_POW_32 = 0x1_0000_0000;

/** An event on a track. */
export interface TrackEvent {
  /** Nanoseconds. */
  readonly time: number;
  readonly type: number;
  readonly track: number;
}

export class PacketWriter extends GrowingBytes {
  /**
   * @param sequenceId of the packets. @param flags SEQUENCE flags of each.
   */
  constructor(
    capacity: number,
    private readonly sequenceId: number,
    private readonly flags: number,
  ) {
    super(capacity);
  }

  /** The begin of a slice. @param name, category interned strings. */
  begin(time: number, type: number, track: number, name: number, category: number): void {
    const event = this.beginPacket(time);
    this.field(CATEGORY, category);
    this.field(TYPE, type);
    this.field(NAME, name);
    this.field(TRACK, track);
    this.finish(event);
  }

  /** The begin of a slice whose name comes once: up to {@link LONGEST_TEXT} ASCII characters. */
  beginOnce(time: number, type: number, track: number, text: string, category: number): void {
    const event = this.beginPacket(time);
    this.field(CATEGORY, category);
    this.field(TYPE, type);
    this.field(TRACK, track);
    this.bytes[this.length++] = TEXT[0];
    this.bytes[this.length++] = TEXT[1];
    this.bytes[this.length++] = text.length;
    for (let i = 0; i < text.length; i++) this.bytes[this.length++] = text.charCodeAt(i);
    this.finish(event);
  }

  /** The end of a slice. */
  end(time: number, type: number, track: number): void {
    const event = this.beginPacket(time);
    this.field(TYPE, type);
    this.field(TRACK, track);
    this.finish(event);
  }

  /** @param value a whole number. */
  counter(time: number, type: number, track: number, value: number): void {
    const event = this.beginPacket(time);
    this.field(TYPE, type);
    this.field(TRACK, track);
    this.bytes[this.length++] = COUNTER_VALUE[0];
    this.bytes[this.length++] = COUNTER_VALUE[1];
    this.int64(value);
    this.finish(event);
  }

  /**
   * An instant.
   * @param name, category interned strings.
   * @param names interned names of the values. @param values whole numbers, at most {@link MOST_VALUES}.
   */
  named(
    { time, type, track }: TrackEvent,
    name: number,
    category: number,
    names: readonly number[],
    values: readonly number[],
  ): void {
    const event = this.beginPacket(time);
    this.field(CATEGORY, category);
    for (let i = 0; i < values.length; i++) {
      this.bytes[this.length++] = ANNOTATION;
      const start = ++this.length;
      this.field(ANNOTATION_NAME, names[i]!);
      this.bytes[this.length++] = ANNOTATION_VALUE;
      this.int64(values[i]!);
      this.bytes[start - 1] = this.length - start;
    }
    this.field(TYPE, type);
    this.field(NAME, name);
    this.field(TRACK, track);
    this.finish(event);
  }

  /** Begins a packet. @returns where its event begins; the byte before takes the length. */
  private beginPacket(time: number): number {
    this.reserve(LONGEST);
    this.bytes[this.length] = PACKET;
    this.packet = this.length += 2;
    this.field(TIMESTAMP, time);
    this.field(SEQUENCE_ID, this.sequenceId);
    this.bytes[this.length] = TRACK_EVENT;
    return (this.length += 2);
  }
  private packet = 0;

  private finish(event: number): void {
    this.bytes[event - 1] = this.length - event;
    this.field(SEQUENCE_FLAGS, this.flags);
    this.bytes[this.packet - 1] = this.length - this.packet;
  }

  /** A field of a number that is not negative. */
  private field(tag: number, value: number): void {
    this.bytes[this.length++] = tag;
    this.varint(value);
  }

  /** @param value whole, not negative, less than 2^53. */
  private varint(value: number): void {
    const { bytes } = this;
    let rest = value;
    let at = this.length;
    for (; rest >= TWO_POW_32; rest = Math.floor(rest / 128)) bytes[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 0;
    for (; rest >= 0x80; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at++] = rest;
    this.length = at;
  }

  /** A number that may be negative: its 64 bits in two's complement. */
  private int64(value: number): void {
    if (value >= 0) {
      this.varint(value);
      return;
    }
    let low = value >>> 0;
    let high = Math.floor(value / TWO_POW_32) >>> 0;
    for (let n = 0; n < 9; n++) {
      this.bytes[this.length++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.bytes[this.length++] = low;
  }
}
