/** Lines, with points and bands around them. */
import type { LineSeries, LinesMark } from '../chart.js';
import { extentOf, union, type Extent } from '../extent.js';
import { firstAtLeast, nearestIndex } from '../scale.js';
import { element, px } from '../svg.js';
import { paint } from '../theme.js';
import type { Frame, MarkKind } from './kind.js';

/**
 * Index of the first point shown, and the index after the last; a neighbour on each side lets lines reach the edges.
 */
function shownIndices(x: readonly number[], [from, to]: Extent): [number, number] {
  return [Math.max(0, firstAtLeast(x, from) - 1), Math.min(x.length, firstAtLeast(x, to) + 1)];
}

/**
 * Path of a line. Where several points fall on the same half pixel, their range is drawn, so that no peak is lost
 * however many points there are.
 */
function linePath({ x: xs, gap = Infinity }: LinesMark, y: LineSeries['y'], frame: Frame): string {
  const [first, end] = shownIndices(xs, frame.x.domain);
  const parts: string[] = [];
  let column = NaN;
  let [low, high, last] = [0, 0, 0];
  const endColumn = (): void => {
    if (low < high) parts.push(`M${px(column)} ${px(low)}V${px(high)}M${px(column)} ${px(last)}`);
  };
  let before: number | undefined;
  for (let i = first; i < end; i++) {
    const value = y[i] ?? null;
    if (value === null) {
      before = undefined;
      continue;
    }
    const x = Math.round(frame.x.at(xs[i]!) * 2) / 2;
    const at = frame.y.at(value);
    const connected = before !== undefined && xs[i]! - xs[before]! <= gap;
    if (x === column && connected) {
      [low, high, last] = [Math.min(low, at), Math.max(high, at), at];
    } else {
      endColumn();
      parts.push(`${connected ? 'L' : 'M'}${px(x)} ${px(at)}`);
      [column, low, high, last] = [x, at, at, at];
    }
    before = i;
  }
  endColumn();
  return parts.join('');
}

function band(mark: LinesMark, { low, high, colour }: LineSeries, { x, y }: Frame): string {
  if (!low || !high) return '';
  const [first, end] = shownIndices(mark.x, x.domain);
  const edge = (values: readonly number[]): string[] =>
    mark.x.slice(first, end).map((at, i) => `${px(x.at(at))} ${px(y.at(values[first + i]!))}`);
  const d = `M${[...edge(high), ...edge(low).reverse()].join('L')}Z`;
  return element('path', { d, fill: paint(colour), 'fill-opacity': '0.1' });
}

function points(mark: LinesMark, { y, colour }: LineSeries, frame: Frame): string {
  const [first, end] = shownIndices(mark.x, frame.x.domain);
  const parts: string[] = [];
  for (let i = first; i < end; i++) {
    const value = y[i] ?? null;
    if (value !== null)
      parts.push(element('circle', { cx: frame.x.at(mark.x[i]!), cy: frame.y.at(value), r: '3' }));
  }
  return element('g', { fill: paint(colour) }, parts.join(''));
}

export const linesKind: MarkKind<LinesMark> = {
  extentX: ({ x }) => extentOf(x),

  extentY(mark, shown) {
    const [first, end] = shownIndices(mark.x, shown);
    let all: Extent | undefined;
    for (const { y, low = [], high = [] } of mark.series)
      for (const values of [y, low, high]) all = union(all, extentOf(values, first, end));
    return all;
  },

  draw(mark, frame) {
    const bands = mark.series.map((series) => band(mark, series, frame));
    const lines = mark.series.map((series) => {
      const path = element('path', {
        d: linePath(mark, series.y, frame),
        fill: 'none',
        stroke: paint(series.colour),
        'stroke-width': String(series.width ?? 1.5),
        'stroke-linejoin': 'round',
        'stroke-dasharray': series.dash,
      });
      return mark.points === true ? path + points(mark, series, frame) : path;
    });
    return [...bands, ...lines].join('');
  },

  legend: ({ series }) =>
    series
      .filter(({ quiet }) => quiet !== true)
      .map(({ name, colour, dash }) => ({
        name,
        colour,
        shape: 'line',
        ...(dash === undefined ? {} : { dash }),
      })),

  read(mark, at, { yText }) {
    const i = nearestIndex(mark.x, at.x);
    const { gap = Infinity } = mark;
    if (i < 0 || Math.abs(mark.x[i]! - at.x) > gap) return undefined;
    const rows = mark.series
      .filter(({ quiet }) => quiet !== true)
      .map(({ name, colour, y, notes }) => {
        const value = y[i] ?? null;
        const note = notes?.[i] === undefined ? '' : ` (${notes[i]})`;
        return { name, colour, value: value === null ? '\u2013' : `${yText(value)}${note}` };
      });
    return { rows, point: { x: mark.x[i]!, y: mark.series[0]?.y[i] ?? 0 } };
  },
};
