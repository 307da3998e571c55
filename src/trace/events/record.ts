/**
 * Event records: what the host saw of a run, in the format of the recorded vectors.
 *
 * Three kinds: words read over SPI, output bytes, and snapshots of the visible state.
 */

/** Words read over SPI, unsigned, after the header `spir`; `cycle` is that after the header. */
export interface SpiReadRecord {
  cycle: number;
  spir: number;
  data: readonly number[];
}

/** A byte given on the output bus. */
export interface OutputRecord {
  cycle: number;
  out: number;
}

/** The state as the vectors record it: flags as hexadecimal, the last neuron first; CRC-32 of each SRAM. */
export interface SnapshotRecord {
  cycle: number;
  tag: string;
  state: string;
  evt: string;
  v_out: number[];
  err: number[];
  wins: number[];
  spikes: string;
  dirty: string;
  inp: string;
  inp_next: string;
  lfsr: Record<'winp' | 'wrec' | 'wout' | 'noise', string> & {
    u: number[];
    o: number;
    tinp: number[];
    trec: number[];
    tout: number[];
  };
  crc: Record<'neur' | 'winp' | 'wrec' | 'wout', string> & { rows?: string };
}

/** What the host saw: words read over SPI, an output byte, or a snapshot. */
export type EventRecord = SpiReadRecord | OutputRecord | SnapshotRecord;

/** Eight hexadecimal digits of a 32-bit pattern. */
export const hex32 = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

/** One line of an event file, newline included; words read over SPI are written in hexadecimal. */
export function eventLine(record: EventRecord): string {
  const written =
    'spir' in record ? { ...record, spir: hex32(record.spir), data: record.data.map(hex32) } : record;
  return `${JSON.stringify(written)}\n`;
}
