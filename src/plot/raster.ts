/** A raster of events, as SVG: a row an input or a neuron, a column a step. */
import { escapeHtml } from '../text/html.js';

export interface RasterSeries {
  readonly name: string;
  readonly colour: string;
  readonly rows: ArrayLike<number>;
  readonly steps: ArrayLike<number>;
}

export interface Raster {
  readonly title: string;
  readonly rowLabel: string;
  readonly rows: number;
  readonly steps: number;
  readonly series: readonly RasterSeries[];
}

const WIDTH = 900;
const LEFT = 70;
const RIGHT = 20;
const TOP = 64;
const BOTTOM = 44;
/** Largest height of all rows together, and of one row, in pixels. */
const MOST_HEIGHT = 640;
const MOST_ROW = 10;
const TICKS = 8;

/** Height that {@link rasterGroup} takes. */
export const rasterHeight = ({ rows }: Raster): number =>
  TOP + Math.min(MOST_HEIGHT, rows * MOST_ROW) + BOTTOM;

/** The raster as a document. */
export function rasterSvg(raster: Raster): string {
  const height = rasterHeight(raster);
  return document(WIDTH, height, rasterGroup(raster, 0));
}

/** An SVG document of the width that all groups here have. */
export const document = (width: number, height: number, body: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" ` +
  `font-family="system-ui, sans-serif"><rect width="100%" height="100%" fill="white"/>${body}</svg>\n`;

export const PICTURE_WIDTH = WIDTH;

/** Horizontal place of a step. */
export const across = (step: number, steps: number): number =>
  LEFT + ((WIDTH - LEFT - RIGHT) * step) / Math.max(1, steps);

const label = (x: number, y: number, text: string, extra = ''): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-size="12" ${extra}>${escapeHtml(text)}</text>`;

/** The raster as a group, its top at `top`. */
export function rasterGroup(raster: Raster, top: number): string {
  const { title, rowLabel, rows, steps, series } = raster;
  const height = Math.min(MOST_HEIGHT, rows * MOST_ROW);
  const y = (row: number): number => top + TOP + (height * row) / Math.max(1, rows);
  const mark = Math.max(1, (WIDTH - LEFT - RIGHT) / Math.max(1, steps));
  const parts = [
    label(LEFT, top + 26, title, 'font-weight="600"'),
    frame(LEFT, y(0), WIDTH - LEFT - RIGHT, height),
    label(LEFT - 8, y(0) + 10, '0', 'text-anchor="end"'),
    label(LEFT - 8, y(rows), String(rows - 1), 'text-anchor="end"'),
    label(
      LEFT - 44,
      top + TOP + height / 2,
      rowLabel,
      `transform="rotate(-90 ${LEFT - 44} ${top + TOP + height / 2})" text-anchor="middle"`,
    ),
    stepAxis(steps, y(rows)),
  ];
  let legend = LEFT;
  for (const { name, colour, rows: at, steps: when } of series) {
    parts.push(
      `<rect x="${legend}" y="${top + 38}" width="10" height="10" fill="${colour}"/>`,
      label(legend + 14, top + 47, `${name} (${when.length})`),
    );
    legend += 40 + 7 * name.length + 40;
    const path = Array.from(
      when,
      (step, i) =>
        `M${across(step, steps).toFixed(1)} ${y(at[i]!).toFixed(1)}v${Math.max(1, height / rows).toFixed(1)}`,
    );
    parts.push(
      `<path d="${path.join('')}" transform="translate(${(mark / 2).toFixed(2)} 0)" stroke="${colour}" stroke-width="${Math.min(4, mark).toFixed(2)}"/>`,
    );
  }
  return parts.join('');
}

export const frame = (x: number, y: number, width: number, height: number): string =>
  `<rect x="${x}" y="${y.toFixed(1)}" width="${width}" height="${height.toFixed(1)}" fill="none" stroke="#999"/>`;

/** Numbers of steps below a chart. */
export function stepAxis(steps: number, y: number): string {
  const every = Math.max(1, Math.ceil(steps / TICKS / 5) * 5);
  const marks: string[] = [];
  for (let step = 0; step <= steps; step += every)
    marks.push(label(across(step, steps), y + 16, String(step), 'text-anchor="middle"'));
  return marks.join('') + label(WIDTH - RIGHT, y + 32, 'step', 'text-anchor="end"');
}
