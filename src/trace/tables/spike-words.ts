/**
 * The table of spikes on its way to its encoder, as words that cost the traced run little.
 *
 * A record is the cycle (low and high half), the sample, the tick and what spiked: a neuron, or for an input event the
 * complement of its address.
 */
import type { SpikeRows } from '../../chip/cycle.js';
import { RowWriter } from '../../table/row-writer.js';
import type { TableEncoder } from '../../table/schema.js';
import { newSpikeWords, SPIKE_WORDS, type TraceTableLayout } from './layout.js';

const RECORD = 5;
const HALF = 0x1_0000_0000;
const [INPUT, RECURRENT] = [0, 1] as const;

/** Takes input events and spikes in the order of their cycles. */
export class SpikeWriter {
  private words: Int32Array;
  private used = 0;

  constructor(private readonly encoder: TableEncoder<Int32Array[]>) {
    [this.words] = newSpikeWords();
  }

  event(cycle: number, sample: number, tick: number, address: number): void {
    this.add(cycle, sample, tick, ~address);
  }

  /**
   * Spikes of neuron pairs `first` to `last - 1`, the first in `cycle` and one every second cycle from there.
   * @param z a flag a neuron.
   */
  spikes(cycle: number, sample: number, tick: number, first: number, last: number, z: Uint8Array): void {
    for (let neuron = 2 * first; neuron < 2 * last; neuron++)
      if (z[neuron] !== 0) this.add(cycle + (neuron & ~1) - 2 * first, sample, tick, neuron);
  }

  /** Rows of one sample. @param tick that they count from. */
  rows({ length, cycles, ticks, sources }: SpikeRows, sample: number, tick: number): void {
    for (let i = 0; i < length; i++) this.add(cycles[i]!, sample, tick + ticks[i]!, sources[i]!);
  }

  /** @param source a neuron, or the complement of the address of an input. */
  add(cycle: number, sample: number, tick: number, source: number): void {
    if (this.used + RECORD > SPIKE_WORDS) this.flush();
    const { words, used } = this;
    words[used] = cycle;
    words[used + 1] = Math.floor(cycle / HALF);
    words[used + 2] = sample;
    words[used + 3] = tick;
    words[used + 4] = source;
    this.used = used + RECORD;
  }

  finish(): void | Promise<void> {
    this.flush();
    return this.encoder.finish();
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
    const { table, periodPs } = this;
    const words = data[0]!;
    for (let at = 0; at < used; at += RECORD) {
      const cycle = (words[at]! >>> 0) + words[at + 1]! * HALF;
      const source = words[at + 4]!;
      table.put(cycle);
      table.put((cycle * periodPs) / 1e6);
      table.put(words[at + 2]!);
      table.put(words[at + 3]!);
      table.put(source < 0 ? INPUT : RECURRENT);
      table.put(source < 0 ? ~source : source);
      table.end();
    }
    return data;
  }

  finish(): void | Promise<void> {
    return this.table.finish();
  }
}
