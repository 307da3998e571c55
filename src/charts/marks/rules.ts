/** Straight lines over the whole chart: starts of samples, a threshold, the accuracy of guessing. */
import type { RulesMark } from '../chart.js';
import { firstAtLeast } from '../scale.js';
import { element, px, textElement } from '../svg.js';
import { paint } from '../theme.js';
import type { MarkKind } from './kind.js';

/** Lines closer than this on average would only darken the chart, and are left out; in pixels. */
const CLOSEST = 8;

export const rulesKind: MarkKind<RulesMark> = {
  extentX: () => undefined,
  // A line is shown where it happens to be within the chart, but for a named one, which is meant to be seen.
  extentY: ({ axis, at, text }) =>
    axis === 'y' && text !== undefined ? [at[0]!, at[at.length - 1]!] : undefined,

  draw({ axis, at, colour, dash, text }, { x, y, left, right, top, bottom }) {
    const scale = axis === 'x' ? x : y;
    const [first, end] = [firstAtLeast(at, scale.domain[0]), firstAtLeast(at, scale.domain[1])];
    const length = axis === 'x' ? right - left : bottom - top;
    const shown = at.slice(first, axis === 'x' ? end : undefined);
    if (shown.length * CLOSEST > length) return '';
    const d = shown
      .map((value) => {
        const place = px(Math.round(scale.at(value)) + 0.5);
        return axis === 'x' ? `M${place} ${px(top)}V${px(bottom)}` : `M${px(left)} ${place}H${px(right)}`;
      })
      .join('');
    const line = element('path', { d, fill: 'none', stroke: paint(colour), 'stroke-dasharray': dash });
    if (text === undefined || axis === 'x') return line;
    const place = { x: right - 4, y: y.at(at[0]!) - 4, 'text-anchor': 'end', 'font-size': '11' };
    // Legible over lines, too.
    const halo = { stroke: paint('background'), 'stroke-width': '3', 'paint-order': 'stroke' };
    return line + textElement({ ...place, ...halo, fill: paint(colour) }, text);
  },

  legend: () => [],
  read: () => undefined,
};
