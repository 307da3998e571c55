/**
 * The table of spikes on its way to its encoder: a word a spike, so that a run that is traced writes little.
 *
 * A word holds cycles since the last place, layer and neuron; a place, which comes before its spikes, is {@link PLACE}
 * and then cycle (low and high half), sample and tick.
 */
import type { TableEncoder, TableWriter } from './table.js';

const PLACE = -1;
const PLACE_WORDS = 5;
/** Words gathered before they are handed on. */
const BATCH = 1 << 16;
/** Cycles that a word can tell: a word is not negative. */
const FARTHEST = 1 << 22;
const HALF = 0x1_0000_0000;

export const emptySpikeWords = (): [Int32Array] => [new Int32Array(BATCH)];

/** Takes spikes in the order of their cycles. */
export class SpikeWriter {
  private words: Int32Array;
  private used = 0;
  private cycle = -FARTHEST;
  private sample = -1;
  private tick = -1;

  constructor(private readonly encoder: TableEncoder) {
    [this.words] = emptySpikeWords();
  }

  /** @param layer 0 input, 1 recurrent. */
  put(cycle: number, sample: number, tick: number, layer: number, neuron: number): void {
    if (this.used + PLACE_WORDS >= BATCH) this.flush();
    if (tick !== this.tick || sample !== this.sample || cycle - this.cycle >= FARTHEST)
      this.place(cycle, sample, tick);
    this.words[this.used++] = ((cycle - this.cycle) << 9) | (layer << 8) | neuron;
  }

  finish(): void | Promise<void> {
    this.flush();
    return this.encoder.finish();
  }

  private place(cycle: number, sample: number, tick: number): void {
    const { words, used } = this;
    words[used] = PLACE;
    words[used + 1] = cycle;
    words[used + 2] = Math.floor(cycle / HALF);
    words[used + 3] = sample;
    words[used + 4] = tick;
    this.used = used + PLACE_WORDS;
    this.cycle = cycle;
    this.sample = sample;
    this.tick = tick;
  }

  private flush(): void {
    if (this.used > 0) [this.words] = this.encoder.batch([this.words], this.used) as [Int32Array];
    this.used = 0;
  }
}

/** Makes rows of words again. */
export class SpikeReader implements TableEncoder {
  private cycle = 0;
  private sample = 0;
  private tick = 0;

  constructor(
    private readonly table: TableWriter,
    private readonly periodPs: number,
  ) {}

  batch(data: Int32Array[], used: number): Int32Array[] {
    const { table } = this;
    const words = data[0]!;
    for (let at = 0; at < used;) {
      const word = words[at]!;
      if (word === PLACE) {
        this.cycle = (words[at + 1]! >>> 0) + words[at + 2]! * HALF;
        this.sample = words[at + 3]!;
        this.tick = words[at + 4]!;
        at += PLACE_WORDS;
        continue;
      }
      const cycle = this.cycle + (word >>> 9);
      table.put(cycle);
      table.put((cycle * this.periodPs) / 1e6);
      table.put(this.sample);
      table.put(this.tick);
      table.put((word >>> 8) & 1);
      table.put(word & 0xff);
      table.end();
      at++;
    }
    return data;
  }

  finish(): void | Promise<void> {
    return this.table.finish();
  }
}
