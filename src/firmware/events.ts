/**
 * Event streams: samples of input events with their label and their end, as an image holds them.
 *
 * An item is a tick (time steps from the start of the sample) and a word `[27:24] code, [15:0] data`. The end of a
 * sample comes last in it and says how many ticks it has; a label's tick is where its marks begin (see `play`).
 */
import { EVENT_CODE } from '../../isa/image.js';
import { WIDEST } from '../design/design.js';

/** A stream of `samples` samples with `ticks.length` items. */
export interface EventStream {
  readonly samples: number;
  /** First item of each sample; shape [samples]. */
  readonly first: Uint32Array;
  /** Time of each item in ticks; shape [items]. */
  readonly ticks: Uint32Array;
  /** Code and data of each item; shape [items]. */
  readonly words: Uint32Array;
}

export const codeOf = (word: number): number => (word >>> 24) & 15;
export const dataOf = (word: number): number => word & 0xffff;
export const eventWord = (code: number, data: number): number => ((code << 24) | data) >>> 0;

/** Largest neuron or label that the address bus of any chip takes. */
export const MAX_EVENT_DATA = WIDEST.addressMask;

/** One past the last item of a sample. */
export function sampleEnd(stream: EventStream, sample: number): number {
  return sample + 1 < stream.samples ? stream.first[sample + 1]! : stream.ticks.length;
}

/** Items of a sample of one code. */
export function* itemsOf(stream: EventStream, sample: number, code: number): Generator<number, void> {
  for (let i = stream.first[sample]!; i < sampleEnd(stream, sample); i++)
    if (codeOf(stream.words[i]!) === code) yield i;
}

/** Label of a sample, -1 without one. */
export function labelOf(stream: EventStream, sample: number): number {
  for (const i of itemsOf(stream, sample, EVENT_CODE.label)) return dataOf(stream.words[i]!);
  return -1;
}

/** Ticks of a sample, undefined without an end. */
export function durationOf(stream: EventStream, sample: number): number | undefined {
  const last = sampleEnd(stream, sample) - 1;
  return last >= stream.first[sample]! && codeOf(stream.words[last]!) === EVENT_CODE.end
    ? stream.ticks[last]
    : undefined;
}

/** Collects a stream, item after item. */
export class StreamBuilder {
  private readonly first: number[] = [];
  private readonly ticks: number[] = [];
  private readonly words: number[] = [];

  /** Samples begun so far. */
  get samples(): number {
    return this.first.length;
  }

  /** Whether the last sample is complete. */
  get ended(): boolean {
    const last = this.words.length - 1;
    return (
      this.first.length > 0 && last >= this.first.at(-1)! && codeOf(this.words[last]!) === EVENT_CODE.end
    );
  }

  /** Begins a sample. */
  begin(): this {
    this.first.push(this.ticks.length);
    return this;
  }

  /**
   * Adds an item to the last sample.
   * @throws RangeError for a tick or data out of range, and after the sample's end.
   */
  add(code: keyof typeof EVENT_CODE, tick: number, data = 0): this {
    if (!Number.isInteger(tick) || tick < 0 || tick > 0xffffffff)
      throw new RangeError(`tick ${tick} is not from 0 to 4294967295`);
    if (!Number.isInteger(data) || data < 0 || data > MAX_EVENT_DATA)
      throw new RangeError(`${code} ${data} is not from 0 to ${MAX_EVENT_DATA}`);
    if (this.first.length === 0) this.begin();
    if (this.ended) throw new RangeError('the sample has ended');
    this.ticks.push(tick);
    this.words.push(eventWord(EVENT_CODE[code], data));
    return this;
  }

  build(): EventStream {
    return {
      samples: this.first.length,
      first: Uint32Array.from(this.first),
      ticks: Uint32Array.from(this.ticks),
      words: Uint32Array.from(this.words),
    };
  }
}
