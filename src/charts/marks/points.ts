/** Points that are not connected. */
import type { PointsMark } from '../chart.js';
import { extentOf } from '../extent.js';
import { element } from '../svg.js';
import { paint } from '../theme.js';
import type { MarkKind } from './kind.js';

/** Farthest a point may be from the pointer to be read, in pixels. */
const NEAR = 24;

export const pointsKind: MarkKind<PointsMark> = {
  extentX: ({ x }) => extentOf(x),
  extentY: ({ y }) => extentOf(y),

  draw({ x: xs, y: ys, colour }, { x, y }) {
    const circles = xs.map((at, i) => element('circle', { cx: x.at(at), cy: y.at(ys[i]!), r: '3' }));
    return element('g', { fill: paint(colour), 'fill-opacity': '0.55' }, circles.join(''));
  },

  legend: ({ name, colour }) => [{ name, colour, shape: 'dot' }],

  read({ x: xs, y: ys, name, names, colour }, at, { x, y, xText, yText }) {
    const [px, py] = [x.at(at.x), y.at(at.y)];
    let nearest = -1;
    let least = NEAR;
    xs.forEach((value, i) => {
      const distance = Math.hypot(x.at(value) - px, y.at(ys[i]!) - py);
      if (distance < least) [least, nearest] = [distance, i];
    });
    if (nearest < 0) return undefined;
    const point = { x: xs[nearest]!, y: ys[nearest]! };
    const heading = names?.[nearest];
    return {
      rows: [{ name, colour, value: `${yText(point.y)} at ${xText(point.x)}` }],
      point,
      ...(heading === undefined ? {} : { heading }),
    };
  },
};
