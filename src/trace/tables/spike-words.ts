/**
 * The table of spikes on its way to its encoder, as words that cost the traced run little.
 *
 * A record begins with the cycle (low and high half), sample and tick. An input event goes on with {@link EVENT} and its
 * address; the spikes of a step go on with their first and last pair and the flags of all neurons between, four in a
 * word, as they stand in the chip's state. Looking for the spikes among them is left to the encoder.
 */
import { RowWriter } from '../../table/row-writer.js';
import type { TableEncoder } from '../../table/schema.js';
import { newSpikeWords, SPIKE_WORDS, type TraceTableLayout } from './layout.js';

/** Marks an input event, in the place of a first pair. */
const EVENT = -1;
const PLACE_WORDS = 4;
/** Neurons of the largest chip, four a word, and what comes before them. */
const LONGEST = PLACE_WORDS + 2 + 64;
const HALF = 0x1_0000_0000;
const [INPUT, RECURRENT] = [0, 1] as const;

/** Takes input events and steps in the order of their cycles. */
export class SpikeWriter {
  private words: Int32Array;
  private used = 0;
  /** The flags of the chip's state, and the same four at a time. */
  private z = new Uint8Array(0);
  private flags = new Int32Array(0);

  constructor(private readonly encoder: TableEncoder<Int32Array[]>) {
    [this.words] = newSpikeWords();
  }

  event(cycle: number, sample: number, tick: number, address: number): void {
    const at = this.place(cycle, sample, tick);
    this.words[at] = EVENT;
    this.words[at + 1] = address;
    this.used = at + 2;
  }

  /**
   * Spikes of neuron pairs `first` to `last - 1`, the first in `cycle` and one every second cycle from there.
   * @param z a flag a neuron, at a multiple of four bytes in its buffer.
   */
  spikes(cycle: number, sample: number, tick: number, first: number, last: number, z: Uint8Array): void {
    const start = this.place(cycle, sample, tick);
    const { words } = this;
    if (this.z !== z) this.look(z);
    const { flags } = this;
    words[start] = first;
    words[start + 1] = last;
    let at = start + 2;
    for (let four = first >> 1; four < (last + 1) >> 1; four++) words[at++] = flags[four]!;
    this.used = at;
  }

  /** Records a single spike. */
  spike(cycle: number, sample: number, tick: number, neuron: number): void {
    const at = this.place(cycle, sample, tick);
    const { words } = this;
    words[at] = neuron >> 1;
    words[at + 1] = (neuron >> 1) + 1;
    words[at + 2] = 1 << (8 * (neuron & 3));
    this.used = at + 3;
  }

  finish(): void | Promise<void> {
    this.flush();
    return this.encoder.finish();
  }

  private look(z: Uint8Array): void {
    this.z = z as Uint8Array<ArrayBuffer>;
    this.flags = new Int32Array(z.buffer as ArrayBuffer, z.byteOffset, z.length >> 2);
  }

  /** Begins a record. @returns where it goes on. */
  private place(cycle: number, sample: number, tick: number): number {
    if (this.used + LONGEST > SPIKE_WORDS) this.flush();
    const { words, used } = this;
    words[used] = cycle;
    words[used + 1] = Math.floor(cycle / HALF);
    words[used + 2] = sample;
    words[used + 3] = tick;
    return used + PLACE_WORDS;
  }

  private flush(): void {
    if (this.used > 0) this.words = this.encoder.batch([this.words], this.used)[0]!;
    this.used = 0;
  }
}

/** The encoder of a table as it is recorded. @param encoder takes its columns. */
export function decoderOf(
  table: TraceTableLayout,
  encoder: TableEncoder,
): TableEncoder | TableEncoder<Int32Array[]> {
  const { columns, spikePeriodPs } = table;
  return spikePeriodPs === undefined
    ? encoder
    : new SpikeReader(new RowWriter(columns, encoder), spikePeriodPs);
}

/** Turns words back into rows. */
class SpikeReader implements TableEncoder<Int32Array[]> {
  constructor(
    private readonly table: RowWriter,
    private readonly periodPs: number,
  ) {}

  batch(data: Int32Array[], used: number): Int32Array[] {
    const words = data[0]!;
    for (let at = 0; at < used;) {
      const cycle = (words[at]! >>> 0) + words[at + 1]! * HALF;
      const sample = words[at + 2]!;
      const tick = words[at + 3]!;
      const first = words[at + 4]!;
      const last = words[at + 5]!;
      at += PLACE_WORDS + 2;
      if (first === EVENT) {
        this.row(cycle, sample, tick, INPUT, last);
        continue;
      }
      for (let four = (2 * first) & ~3; four < 2 * last; four += 4) {
        let flags = words[at++]!;
        for (let neuron = four; flags !== 0; neuron++, flags >>>= 8)
          if ((flags & 0xff) !== 0 && neuron >= 2 * first && neuron < 2 * last)
            this.row(cycle + 2 * ((neuron >> 1) - first), sample, tick, RECURRENT, neuron);
      }
    }
    return data;
  }

  finish(): void | Promise<void> {
    return this.table.finish();
  }

  private row(cycle: number, sample: number, tick: number, layer: number, neuron: number): void {
    const { table } = this;
    table.put(cycle);
    table.put((cycle * this.periodPs) / 1e6);
    table.put(sample);
    table.put(tick);
    table.put(layer);
    table.put(neuron);
    table.end();
  }
}
