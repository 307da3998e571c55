/** Events in rows, such as the spikes of neurons over time. */
import type { RasterMark } from '../chart.js';
import { firstAtLeast } from '../scale.js';
import { element, px } from '../svg.js';
import { paint } from '../theme.js';
import type { Frame, MarkKind } from './kind.js';

/** Opacity of a pixel by the share of its positions that have an event; the last entry: all have one. */
const LEVELS = [0.6, 0.75, 0.9, 1] as const;

/** Widest mark of an event, in pixels. */
const WIDEST = 5;

/** Rows named in a read-out. */
const NAMED = 12;

/** Marks of single events, where every position has a pixel of its own. */
function singleMarks(mark: RasterMark, frame: Frame, width: number): string {
  const [from, to] = frame.x.domain;
  const parts: string[] = [];
  for (let i = firstAtLeast(mark.x, from); i < mark.x.length && mark.x[i]! <= to; i++)
    parts.push(`M${px(frame.x.at(mark.x[i]!) - width / 2)} ${px(frame.y.at(mark.row[i]!))}h${px(width)}`);
  return parts.join('');
}

/**
 * Paths of marks, one for each level of {@link LEVELS}, where several positions share a pixel. Neighbouring pixels of a
 * level are one stroke, so that the size of the drawing is bounded by its pixels and not by the number of events.
 */
function densityMarks(mark: RasterMark, frame: Frame): string[] {
  const [from, to] = frame.x.domain;
  const columns = Math.max(1, Math.ceil(frame.right - frame.left));
  const counts = new Uint16Array(columns * mark.rows);
  const perColumn = (to - from) / columns;
  for (let i = firstAtLeast(mark.x, from); i < mark.x.length && mark.x[i]! <= to; i++) {
    const column = Math.min(columns - 1, Math.floor((mark.x[i]! - from) / perColumn));
    counts[mark.row[i]! * columns + column]!++;
  }
  const levelOf = (count: number): number =>
    count === 0 ? -1 : Math.min(LEVELS.length, Math.ceil((count / perColumn) * LEVELS.length)) - 1;
  const paths: string[][] = LEVELS.map(() => []);
  for (let row = 0; row < mark.rows; row++) {
    const y = px(frame.y.at(row));
    for (let column = 0; column < columns;) {
      const level = levelOf(counts[row * columns + column]!);
      let end = column + 1;
      while (end < columns && levelOf(counts[row * columns + end]!) === level) end++;
      if (level >= 0) paths[level]!.push(`M${px(frame.left + column)} ${y}h${end - column}`);
      column = end;
    }
  }
  return paths.map((parts) => parts.join(''));
}

export const rasterKind: MarkKind<RasterMark> = {
  extentX: ({ x }) => (x.length === 0 ? undefined : [x[0]!, x[x.length - 1]!]),
  extentY: ({ rows }) => [-0.5, rows - 0.5],

  draw(mark, frame) {
    const perPosition = Math.abs(frame.x.at(1) - frame.x.at(0));
    const rowHeight = Math.abs(frame.y.at(1) - frame.y.at(0));
    const height = Math.max(1.2, rowHeight > 4 ? rowHeight - 1.5 : rowHeight * 0.9);
    const style = { fill: 'none', stroke: paint(mark.colour), 'stroke-width': height };
    if (perPosition >= 1) {
      const width = Math.max(1.2, Math.min(WIDEST, perPosition * 0.8));
      return element('path', { d: singleMarks(mark, frame, width), ...style });
    }
    return densityMarks(mark, frame)
      .map((d, level) =>
        d === '' ? '' : element('path', { d, ...style, 'stroke-opacity': String(LEVELS[level]) }),
      )
      .join('');
  },

  legend: () => [],

  read({ x, row, name, colour }, at) {
    const position = Math.round(at.x);
    const rows: number[] = [];
    for (let i = firstAtLeast(x, position); x[i] === position; i++) rows.push(row[i]!);
    const named = rows.slice(0, NAMED).join(' ');
    const more = rows.length > NAMED ? ` and ${rows.length - NAMED} more` : '';
    return { rows: [{ name, colour, value: rows.length === 0 ? 'none' : `${named}${more}` }] };
  },
};
