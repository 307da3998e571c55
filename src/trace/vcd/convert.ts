/** Recorded traces as VCD. */
import { ascii } from '../../table/text-writer.js';
import type { Converter } from '../format.js';
import { hasUnknownBits, TraceFormatError, type RecordedSignal, type TraceValue } from '../recorded/model.js';
import { identifier, timescale, vcdHeader } from './header.js';

/** Any trace of known signals as VCD; event files have none. */
export const toVcd: Converter = async (trace, meta, write, drain) => {
  if (trace.format === 'events')
    throw new TraceFormatError('line 1', 'event records have no signals to write as VCD');
  const { signals } = trace;
  const { units } = timescale(meta.periodPs);
  const header = (time: number): string =>
    vcdHeader(signals, meta, trace.timeUnit === 'cycle' ? time : undefined);
  let text = '';
  let steps = 0;
  for await (const batch of trace.steps) {
    for (const { time, index, values } of batch) {
      if (steps++ === 0) text += header(time);
      text += `#${time * units}\n`;
      index.forEach((n, i) => (text += vcdValue(signals[n]!, values[i]!, identifier(n))));
    }
    if (text !== '') write(ascii(text));
    text = '';
    await drain();
  }
  if (steps === 0) write(ascii(header(0)));
  return { steps };
};

function vcdValue(signal: RecordedSignal, value: TraceValue, code: string): string {
  const { type, bits } = signal;
  if (type === 'text') return `s${value} ${code}\n`;
  if (type === 'real') return `r${value} ${code}\n`;
  if (bits === 1) return `${value}${code}\n`;
  if (typeof value === 'number') return `b${(value < 0 ? value + 2 ** bits : value).toString(2)} ${code}\n`;
  if (hasUnknownBits(signal, value)) return `b${value} ${code}\n`;
  const binary = Array.from(value, (digit) => parseInt(digit, 16).toString(2).padStart(4, '0')).join('');
  return `b${binary.replace(/^0+(?=.)/, '')} ${code}\n`;
}
