/** Recorded traces as VCD. */
import { ascii } from '../../table/byte-writer.js';
import type { Converter } from '../format.js';
import { TraceFormatError, type RecordedSignal, type TraceValue } from '../recorded/model.js';
import { identifier, timescale, vcdHeader } from './header.js';

/** Any trace of known signals as VCD; event files have none. */
export const toVcd: Converter = async (trace, meta, write, drain) => {
  if (trace.format === 'events')
    throw new TraceFormatError('line 1', 'event records have no signals to write as VCD');
  const { signals } = trace;
  const { units } = timescale(meta.periodPs);
  let text = '';
  let steps = 0;
  let last = -1;
  for await (const batch of trace.steps) {
    for (const { cycle, index, values } of batch) {
      if (steps++ === 0) text += vcdHeader(declared(signals), meta, cycle);
      text += `#${cycle * units}\n`;
      last = cycle;
      index.forEach((n, i) => (text += vcdValue(signals[n]!, values[i]!, identifier(n))));
    }
    if (text !== '') write(ascii(text));
    text = '';
    await drain();
  }
  if (last < 0) write(ascii(vcdHeader(declared(signals), meta, 0)));
  return steps;
};

const declared = (signals: readonly RecordedSignal[]) =>
  signals.map((s) => ({ name: s.name, bits: Math.max(1, s.bits), text: s.bits === 0 }));

function vcdValue({ bits }: RecordedSignal, value: TraceValue, code: string): string {
  if (bits === 0) return `s${value} ${code}\n`;
  if (bits === 1) return `${value}${code}\n`;
  if (typeof value === 'number') return `b${(value < 0 ? value + 2 ** bits : value).toString(2)} ${code}\n`;
  if (/[xz]/.test(value)) return `b${value} ${code}\n`;
  const binary = Array.from(value, (digit) => parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
  return `b${binary.replace(/^0+(?=.)/, '')} ${code}\n`;
}
