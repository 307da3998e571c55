/** Statistics of recorded traces as lines of text. */
import type { SignalStatistics, TraceStatistics } from '../../trace/recorded/statistics.js';
import { timescale } from '../../trace/vcd/header.js';
import { formatCount } from '../progress.js';
import { plural } from '../../text/plural.js';
import { formatPlace } from '../../text/errors.js';

/** What a trace holds, in a few lines. */
export function infoLines(file: string, s: TraceStatistics, busiest: readonly SignalStatistics[]): string[] {
  const isCycles = s.timeUnit === 'cycle';
  const length = s.last - s.first + (isCycles ? 1 : 0);
  const duration = s.periodPs === undefined ? '' : ` (${durationText(length * s.periodPs)})`;
  const rate = length > 0 ? `, ${(s.changes / length).toFixed(3)} a ${isCycles ? 'cycle' : 'unit'}` : '';
  const changing = busiest.filter((b) => b.changes > 0).map((b) => `${b.name} ${b.changes}`);
  return [
    `${formatPlace({ file })}: ${s.format}, ${plural(s.signals.length, 'signal')}`,
    isCycles
      ? `  cycles ${s.first} to ${s.last}: ${length}${duration}`
      : `  times ${s.first} to ${s.last} in units of ${timescale(s.periodPs ?? 1).unit}${duration}`,
    `  ${plural(s.steps, isCycles ? 'cycle' : 'time')} with a change, ${formatCount(s.changes)} ${s.changes === 1 ? 'change' : 'changes'}${rate}`,
    ...(changing.length > 0 ? [`  busiest: ${changing.join(', ')}`] : []),
  ];
}

/** Every signal of a trace, and the shares of time of its values if they are few. */
export function statisticsLines(s: TraceStatistics): string[] {
  const duration = Math.max(1, s.last - s.first);
  const width = s.signals.reduce((widest, { name }) => Math.max(widest, name.length), 28);
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(width)} ${cells.map((cell, i) => cell.padStart(i === 0 ? 9 : 11)).join(' ')}`;
  const lines = [line('signal', ['changes', 'min', 'max', 'mean'])];
  for (const { name, bits, changes, min, max, mean, durations } of s.signals) {
    lines.push(line(name, [changes, min, max, mean].map(numberText)));
    if (!durations || bits === 1) continue;
    const shares = Object.entries(durations).map(
      ([value, n]) => `${value} ${((100 * n) / duration).toFixed(1)} %`,
    );
    if (shares.length > 0) lines.push(`${''.padEnd(width)} ${shares.join(', ')}`);
  }
  return lines;
}

function numberText(n: number | undefined): string {
  if (n === undefined) return '';
  return Number.isInteger(n) && Math.abs(n) < 1e15 ? String(n) : String(Number(n.toPrecision(6)));
}

const DURATIONS: readonly [unit: string, ps: number][] = [
  ['s', 1e12],
  ['ms', 1e9],
  ['us', 1e6],
  ['ns', 1e3],
  ['ps', 1],
  ['fs', 1e-3],
];

function durationText(ps: number): string {
  const [unit, size] = DURATIONS.find(([, least]) => ps >= least) ?? ['ps', 1];
  return `${Number((ps / size).toPrecision(4))} ${unit}`;
}
