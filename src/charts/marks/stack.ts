/** Values stacked over intervals: areas over time, and bars of histograms. */
import type { StackMark, StackSeries } from '../chart.js';
import { firstAtLeast } from '../scale.js';
import { element, px } from '../svg.js';
import { paint } from '../theme.js';
import type { Extent } from '../extent.js';
import type { Frame, MarkKind, ReadingRow } from './kind.js';

/** Index of the first interval that reaches into a range, and the index after the last. */
function shownIndices({ from, to }: StackMark, [low, high]: Extent): [number, number] {
  return [firstAtLeast(to, low), firstAtLeast(from, high)];
}

const stacked = ({ series }: StackMark): readonly StackSeries[] => series.filter((s) => s.outline !== true);

/** Intervals that fall on the same pixel, drawn as one. */
interface Column {
  /** Left and right edge, in pixels. */
  from: number;
  to: number;
  /** Index of its first interval, and the index after its last. */
  first: number;
  end: number;
}

function columns(mark: StackMark, frame: Frame): Column[] {
  const list: Column[] = [];
  const [first, end] = shownIndices(mark, frame.x.domain);
  for (let i = first; i < end; i++) {
    const [from, to] = [frame.x.at(mark.from[i]!), frame.x.at(mark.to[i]!)];
    const last = list.at(-1);
    // Intervals narrower than a pixel join the one before until that has one.
    if (last && to - from < 1 && last.to - last.from < 1 && from - last.to < 0.5) {
      last.to = to;
      last.end = i + 1;
    } else list.push({ from, to, first: i, end: i + 1 });
  }
  return list;
}

/** Mean of the values of a column's intervals, by their length. */
function meanOf({ from, to }: StackMark, values: readonly number[], { first, end }: Column): number {
  if (end - first === 1) return values[first]!;
  let [sum, length] = [0, 0];
  for (let i = first; i < end; i++) {
    const width = to[i]! - from[i]!;
    sum += values[i]! * width;
    length += width;
  }
  return length > 0 ? sum / length : 0;
}

/** Area between two edges over the columns; columns that do not touch each other are areas of their own. */
function areaPath(list: readonly Column[], low: readonly number[], high: readonly number[]): string {
  const parts: string[] = [];
  for (let start = 0; start < list.length;) {
    let end = start + 1;
    while (end < list.length && list[end]!.from - list[end - 1]!.to < 0.5) end++;
    parts.push(`M${px(list[start]!.from)} ${px(low[start]!)}`);
    for (let i = start; i < end; i++) parts.push(`V${px(high[i]!)}H${px(list[i]!.to)}`);
    for (let i = end - 1; i >= start; i--) parts.push(`V${px(low[i]!)}H${px(list[i]!.from)}`);
    parts.push('Z');
    start = end;
  }
  return parts.join('');
}

/** Lines from the mean of a column up to its largest sum, so that no peak is lost among many intervals. */
function peaks(mark: StackMark, list: readonly Column[], { y }: Frame): string {
  if (mark.total === undefined) return '';
  const sumAt = (i: number): number => stacked(mark).reduce((sum, { values }) => sum + values[i]!, 0);
  const parts = list
    .filter(({ first, end }) => end - first > 1)
    .map(({ from, to, first, end }) => {
      let [most, sum] = [0, 0];
      for (let i = first; i < end; i++) {
        most = Math.max(most, sumAt(i));
        sum += sumAt(i);
      }
      return `M${px((from + to) / 2)} ${px(y.at(sum / (end - first)))}V${px(y.at(most))}`;
    });
  return element('path', { d: parts.join(''), fill: 'none', stroke: paint('ink'), 'stroke-opacity': '0.45' });
}

export const stackKind: MarkKind<StackMark> = {
  extentX({ from, to }) {
    return from.length === 0 ? undefined : [from[0]!, to[to.length - 1]!];
  },

  extentY(mark, shown) {
    const [first, end] = shownIndices(mark, shown);
    let most = 0;
    for (let i = first; i < end; i++) {
      let sum = 0;
      for (const { values, outline } of mark.series)
        if (outline === true) most = Math.max(most, values[i]!);
        else sum += values[i]!;
      most = Math.max(most, sum);
    }
    return end > first ? [0, most] : undefined;
  },

  draw(mark, frame) {
    const list = columns(mark, frame);
    const base = frame.y.at(Math.max(0, frame.y.domain[0]));
    let sums = list.map(() => 0);
    let low = list.map(() => base);
    const areas = stacked(mark).map(({ values, colour }) => {
      sums = sums.map((sum, i) => sum + meanOf(mark, values, list[i]!));
      const high = sums.map((sum) => (sum > 0 ? frame.y.at(sum) : base));
      const d = areaPath(list, low, high);
      low = high;
      return element('path', { d, fill: paint(colour) });
    });
    const outlines = mark.series
      .filter((s) => s.outline === true)
      .map(({ values, colour }) => {
        const high = list.map((column) => {
          const mean = meanOf(mark, values, column);
          return mean > 0 ? frame.y.at(mean) : base;
        });
        const d = areaPath(
          list,
          list.map(() => base),
          high,
        );
        return element('path', { d, fill: 'none', stroke: paint(colour), 'stroke-width': '1' });
      });
    return [...areas, peaks(mark, list, frame), ...outlines].join('');
  },

  legend: ({ series }) =>
    series.map(({ name, colour, outline }) => ({
      name,
      colour,
      shape: outline === true ? 'outline' : 'box',
    })),

  read(mark, at, { xText, yText }) {
    const i = firstAtLeast(mark.to, at.x);
    if (i >= mark.to.length || mark.from[i]! > at.x) return undefined;
    const rows: ReadingRow[] = mark.series
      .filter(({ values }) => values[i]! > 0)
      .sort((a, b) => b.values[i]! - a.values[i]!)
      .map(({ name, colour, values }) => ({ name, colour, value: yText(values[i]!) }));
    if (mark.total !== undefined) {
      const sum = stacked(mark).reduce((all, { values }) => all + values[i]!, 0);
      rows.unshift({ name: mark.total, value: yText(sum) });
    }
    return { rows, heading: `${xText(mark.from[i]!)} to ${xText(mark.to[i]!)}` };
  },
};
