/** Horizontal bars, stacked, one for each category of the y axis. */
import type { BarsMark } from '../chart.js';
import { element } from '../svg.js';
import { paint } from '../theme.js';
import { valueText } from '../number-text.js';
import type { MarkKind } from './kind.js';

/** Height of a bar as a share of its row. */
const BAR = 0.66;

const sumAt = ({ series }: BarsMark, row: number): number =>
  series.reduce((sum, { values }) => sum + (values[row] ?? 0), 0);

const rowsOf = ({ series }: BarsMark): number => series[0]?.values.length ?? 0;

export const barsKind: MarkKind<BarsMark> = {
  extentX(mark) {
    const sums = Array.from({ length: rowsOf(mark) }, (_, row) => sumAt(mark, row));
    return sums.length > 0 ? [0, Math.max(...sums)] : undefined;
  },

  extentY: (mark) => [-0.5, rowsOf(mark) - 0.5],

  draw(mark, { x, y }) {
    const height = Math.abs(y.at(1) - y.at(0)) * BAR;
    return Array.from({ length: rowsOf(mark) }, (_, row) => {
      let sum = 0;
      return mark.series.map(({ values, colour }) => {
        const from = x.at(sum);
        sum += values[row]!;
        const width = x.at(sum) - from;
        return width <= 0
          ? ''
          : element('rect', { x: from, y: y.at(row) - height / 2, width, height, fill: paint(colour) });
      });
    })
      .flat()
      .join('');
  },

  legend: ({ series }) =>
    series
      .filter(({ values }) => values.some((value) => value > 0))
      .map(({ name, colour }) => ({ name, colour, shape: 'box' })),

  read(mark, at, { xText, yText }) {
    const row = Math.round(at.y);
    if (row < 0 || row >= rowsOf(mark)) return undefined;
    const sum = sumAt(mark, row);
    const share = (value: number): string => (sum > 0 ? ` (${valueText(value / sum, '%')})` : '');
    const rows = mark.series
      .map(({ name, colour, values }) => ({ name, colour, amount: values[row]! }))
      .filter(({ amount }) => amount > 0)
      .sort((a, b) => b.amount - a.amount)
      .map(({ name, colour, amount }) => ({ name, colour, value: `${xText(amount)}${share(amount)}` }));
    const total = mark.total === undefined ? [] : [{ name: mark.total, value: xText(sum) }];
    return { rows: [...total, ...rows], heading: yText(row) };
  },
};
