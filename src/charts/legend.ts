/** The legend above a chart: names of what is drawn, in as many lines as they need. */
import type { LegendEntry } from './marks/kind.js';
import { element, FONT_SIZE, textElement, textWidth } from './svg.js';
import { paint } from './theme.js';

export const LINE_HEIGHT = 16;
const KEY = 20;
const BETWEEN = 14;

interface Placed {
  readonly entry: LegendEntry;
  readonly x: number;
  readonly line: number;
}

export interface Legend {
  readonly placed: readonly Placed[];
  /** Lines of text that the legend takes, including the line of the axis title. */
  readonly lines: number;
}

/** @param left where the first line begins, after the title of the y axis. @param width of the drawing. */
export function layOutLegend(entries: readonly LegendEntry[], left: number, width: number): Legend {
  let [x, line] = [left, 0];
  const placed = entries.map((entry) => {
    const needed = KEY + textWidth(entry.name, FONT_SIZE);
    if (x + needed > width && x > 0) [x, line] = [0, line + 1];
    const at = { entry, x, line };
    x += needed + BETWEEN;
    return at;
  });
  return { placed, lines: line + 1 };
}

function key({ shape, colour, dash }: LegendEntry, x: number, y: number): string {
  const fill = paint(colour);
  switch (shape) {
    case 'line':
      return element('path', {
        d: `M${x} ${y}h14`,
        stroke: fill,
        'stroke-width': '2',
        'stroke-dasharray': dash,
      });
    case 'dot':
      return element('circle', { cx: x + 7, cy: y, r: '4', fill });
    case 'box':
      return element('rect', { x: x + 2, y: y - 5, width: 10, height: 10, fill });
    case 'outline':
      return element('rect', { x: x + 2, y: y - 5, width: 10, height: 10, fill: 'none', stroke: fill });
  }
}

export function drawLegend({ placed }: Legend): string {
  return placed
    .map(({ entry, x, line }) => {
      const middle = line * LINE_HEIGHT + LINE_HEIGHT / 2;
      return key(entry, Math.round(x), middle) + textElement({ x: x + KEY, y: middle + 4 }, entry.name);
    })
    .join('');
}
