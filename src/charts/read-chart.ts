/** What a chart shows at a place: the text of a read-out. */
import type { Chart } from './chart.js';
import type { ChartPoint, Frame, Reading, ReadingRow } from './marks/kind.js';
import { kindOf } from './marks/kinds.js';
import { valueText } from './number-text.js';
import { interpolate } from './scale.js';

/** The values of all marks of a chart at a place; undefined if nothing is near. */
export function readChart(chart: Chart, at: ChartPoint, frame: Frame): Reading | undefined {
  const readings = chart.marks
    .map((mark) => kindOf(mark).read(mark, at, frame))
    .filter((reading) => reading !== undefined);
  const others = (chart.x.others ?? []).map(({ title, unit, at: along, values }) => ({
    name: title,
    value: valueText(interpolate(along, values, at.x), unit),
  }));
  if (readings.length === 0 && others.length === 0) return undefined;
  // Where single points can be read, the nearest one counts.
  const points = readings.filter(({ point }) => point !== undefined);
  const { point } = nearest(points, at, frame) ?? {};
  const shown = isCloud(chart) ? [nearest(points, at, frame)!] : readings;
  const heading =
    shown.find((reading) => reading.heading !== undefined)?.heading ??
    `${chart.x.title} ${frame.xText(point?.x ?? at.x)}`;
  const rows = shown.flatMap((reading): readonly ReadingRow[] => reading.rows);
  return { rows: [...rows, ...others], heading, ...(point ? { point } : {}) };
}

const isCloud = ({ marks }: Chart): boolean => marks.some(({ mark }) => mark === 'points');

function nearest(readings: readonly Reading[], at: ChartPoint, { x, y }: Frame): Reading | undefined {
  const distance = ({ point }: Reading): number =>
    Math.hypot(x.at(point!.x) - x.at(at.x), y.at(point!.y) - y.at(at.y));
  return [...readings].sort((a, b) => distance(a) - distance(b))[0];
}
