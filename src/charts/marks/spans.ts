/** Named stretches of the x axis, such as the samples of a run. */
import type { Span, SpansMark } from '../chart.js';
import { extentOf, union } from '../extent.js';
import { valueText } from '../number-text.js';
import { element, FONT_SIZE, textElement, textWidth } from '../svg.js';
import { paint } from '../theme.js';
import type { MarkKind } from './kind.js';

const wholeText = ({ text, detail }: Span): string => (detail === undefined ? text : `${text}: ${detail}`);

/** As much of the text of a span as fits into a width; empty if too little would fit to be understood. */
function shortened(span: Span, width: number): string {
  const { text } = span;
  for (const one of [wholeText(span), text]) if (textWidth(one, FONT_SIZE) <= width) return one;
  const room = Math.floor((width / textWidth(text, FONT_SIZE)) * text.length) - 1;
  return room < 6 ? '' : `${text.slice(0, room).trimEnd()}\u2026`;
}

export const spansKind: MarkKind<SpansMark> = {
  extentX: ({ spans }) => union(extentOf(spans.map((s) => s.from)), extentOf(spans.map((s) => s.to))),
  extentY: () => [0, 1],

  draw({ spans }, { x, top, bottom, left, right }) {
    const height = bottom - top;
    const parts = spans.map((span) => {
      const { from, to, colour } = span;
      const [start, end] = [Math.max(left, x.at(from)), Math.min(right, x.at(to))];
      const width = end - start;
      if (width <= 0) return '';
      const box = element('rect', {
        x: start,
        y: top + 1,
        width: Math.max(0.5, width - 1),
        height: height - 2,
        fill: paint(colour),
        'fill-opacity': '0.25',
      });
      const label = shortened(span, width - 6);
      if (label === '') return box;
      const at = { x: start + width / 2, y: top + height / 2 + 4, 'text-anchor': 'middle' };
      return box + textElement({ ...at }, label);
    });
    return parts.join('');
  },

  legend: () => [],

  read({ spans, name, within }, at) {
    const span = spans.find(({ from, to }) => at.x >= from && at.x < to);
    if (!span) return undefined;
    const inside = valueText(Math.floor(at.x - span.from) + 1);
    return {
      rows: [
        { name: '', colour: span.colour, value: wholeText(span) },
        ...(within === undefined ? [] : [{ name: `${within} in ${name}`, value: inside }]),
      ],
    };
  },
};
