/** A cell for each pair of categories, darker the larger its value. */
import type { CellsMark } from '../chart.js';
import { element, textElement } from '../svg.js';
import { paint } from '../theme.js';
import type { MarkKind } from './kind.js';

/** Smallest cell that has room for its value, in pixels. */
const ROOM = 22;

const largest = ({ values }: CellsMark): number =>
  values.reduce((most, row) => row.reduce((a, b) => Math.max(a, b), most), 0);

export const cellsKind: MarkKind<CellsMark> = {
  extentX: ({ values }) => [-0.5, (values[0]?.length ?? 0) - 0.5],
  extentY: ({ values }) => [-0.5, values.length - 0.5],

  draw(mark, { x, y }) {
    const width = Math.abs(x.at(1) - x.at(0));
    const height = Math.abs(y.at(1) - y.at(0));
    const most = largest(mark) || 1;
    const parts = mark.values.map((row, j) =>
      row.map((value, i) => {
        const [cx, cy] = [x.at(i), y.at(j)];
        const cell = element('rect', {
          x: cx - width / 2 + 0.5,
          y: cy - height / 2 + 0.5,
          width: Math.max(0.5, width - 1),
          height: Math.max(0.5, height - 1),
          fill: paint(mark.colour),
          'fill-opacity': (0.04 + (0.9 * value) / most).toFixed(3),
        });
        if (width < ROOM || height < ROOM) return cell;
        const fill = paint(value / most > 0.55 ? 'background' : 'ink');
        return cell + textElement({ x: cx, y: cy + 4, 'text-anchor': 'middle', fill }, String(value));
      }),
    );
    return parts.flat().join('');
  },

  legend: () => [],

  read({ values, name, colour }, at, { xText, yText }) {
    const [i, j] = [Math.round(at.x), Math.round(at.y)];
    const value = values[j]?.[i];
    if (value === undefined) return undefined;
    return { rows: [{ name, colour, value: String(value) }], heading: `${yText(j)}, ${xText(i)}` };
  },
};
