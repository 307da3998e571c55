/** Draws a chart: data in, the text of an SVG out. Needs no screen. */
import { axisText, drawXAxis, drawYAxis, otherAxisText, SIDE, stepsOf } from './axes.js';
import type { Axis, Chart } from './chart.js';
import { union, type Extent } from './extent.js';
import { drawLegend, layOutLegend, LINE_HEIGHT } from './legend.js';
import type { Frame, LegendEntry } from './marks/kind.js';
import { kindOf } from './marks/kinds.js';
import { valueText } from './number-text.js';
import { linearScale, logScale, type Scale } from './scale.js';
import { element, FONT_SIZE, svgDocument, textElement, textWidth } from './svg.js';
import { paint } from './theme.js';
import { roundRange } from './ticks.js';

export interface DrawOptions {
  /** Width of the drawing, in pixels. */
  readonly width: number;
  /** Part of the x axis that is shown; absent: all of it. */
  readonly shown?: Extent;
}

/** The drawing of a chart at a width. */
export interface Drawing {
  /** The elements, without the SVG around them. */
  readonly body: string;
  readonly width: number;
  readonly height: number;
  /** The area within the axes, with its scales. */
  readonly frame: Frame;
}

const X_NUMBERS = 22;
const X_TITLE = 16;
const OTHER_AXIS = 26;

/** Range of x that a chart has data for. */
export function wholeRange(chart: Chart): Extent {
  const { domain, categories } = chart.x;
  if (domain) return domain;
  if (categories) return [-0.5, categories.length - 0.5];
  const extent = chart.marks.reduce<Extent | undefined>(
    (all, mark) => union(all, kindOf(mark).extentX(mark)),
    undefined,
  );
  return widened(extent ?? [0, 1]);
}

/** A range that is not empty. */
const widened = ([low, high]: Extent): Extent => (high > low ? [low, high] : [low - 0.5, high + 0.5]);

/** Range of y for the part of x that is shown, with round ends. */
function yDomain(chart: Chart, shown: Extent): Extent {
  const { domain, categories, zero, whole, scale } = chart.y;
  if (domain) return domain;
  if (categories) return [-0.5, categories.length - 0.5];
  const data = chart.marks.reduce<Extent | undefined>(
    (all, mark) => union(all, kindOf(mark).extentY(mark, shown)),
    zero === true ? [0, 0] : undefined,
  );
  const [low, high] = data ?? [0, 1];
  if (scale === 'log') return [low, high];
  // Without any difference to show, the value stands in the middle, or 0 at the bottom.
  if (low === high) return low === 0 ? [0, 1] : [low - Math.abs(low) / 10, high + Math.abs(high) / 10];
  return roundRange(low, high, stepsOf('y', chart.height), whole === true);
}

const scaleOf = (axis: Axis, domain: Extent, range: readonly [number, number]): Scale =>
  axis.scale === 'log' ? logScale(domain, range) : linearScale(domain, range);

const readValue = ({ categories, unit }: Axis): ((value: number) => string) =>
  categories ? (value) => categories[Math.round(value)] ?? '' : (value) => valueText(value, unit);

/** What the legend explains: nothing where the axis already names all there is. */
function legendOf({ marks, y }: Chart): LegendEntry[] {
  const entries = marks.flatMap((mark) => [...kindOf(mark).legend(mark)]);
  return entries.length === 1 && entries[0]!.name === y.title ? [] : entries;
}

function leftSide({ y }: Chart): number {
  if (y.hidden === true && y.title === '') return SIDE.left;
  const names = (y.categories ?? []).map((name) => textWidth(name, FONT_SIZE) + 14);
  return Math.max(SIDE.left, ...names);
}

/** Draws a chart at a width. */
export function drawChart(chart: Chart, { width, shown }: DrawOptions): Drawing {
  const range = shown ?? wholeRange(chart);
  const domain = yDomain(chart, range);
  const left = leftSide(chart);
  const right = width - SIDE.right;

  // The legend needs the title of the y axis, which needs the scale but not its place.
  const yTitle = axisText(chart.y, scaleOf(chart.y, domain, [chart.height, 0]), 'y').title;
  const entries = legendOf(chart);
  const legend = layOutLegend(entries, yTitle === '' ? 0 : textWidth(yTitle, FONT_SIZE) + 20, width);
  const hasHead = yTitle !== '' || entries.length > 0;
  const top = hasHead ? legend.lines * LINE_HEIGHT + 6 : 2;
  const bottom = top + chart.height;
  const x = scaleOf(chart.x, range, [left, right]);
  const y = scaleOf(chart.y, domain, chart.y.categories ? [top, bottom] : [bottom, top]);
  const frame: Frame = {
    ...{ left, top, right, bottom, x, y },
    xText: readValue(chart.x),
    yText: readValue(chart.y),
  };

  const axes = drawAxes(chart, frame);
  const title = textElement({ x: 0, y: 12, fill: paint('dim') }, yTitle);
  const body = [hasHead ? title + drawLegend(legend) : '', axes.below, marksBlock(chart, frame), axes.above];
  return { body: body.join(''), width, height: Math.ceil(bottom + axes.height), frame };
}

/** A drawing as an SVG for a page, which gives the colours. */
export const chartSvg = (chart: Chart, { body, width, height }: Drawing): string =>
  svgDocument(chart.title, width, height, body);

/** Grid and numbers below the marks, the x axis above them. */
function drawAxes(chart: Chart, frame: Frame): { below: string; above: string; height: number } {
  const { x, y } = chart;
  const grid = y.categories === undefined;
  const below = y.hidden === true ? '' : drawYAxis(axisText(y, frame.y, 'y'), frame, grid);
  if (x.hidden === true) return { below, above: '', height: 2 };
  const titleAt = chart.linked === true ? 'start' : 'below';
  let above = drawXAxis(axisText(x, frame.x, 'x'), frame, frame.bottom, titleAt);
  let height = X_NUMBERS + (titleAt === 'below' && x.title !== '' ? X_TITLE : 0);
  const other = x.others?.[0];
  if (other) {
    above += drawXAxis(otherAxisText(other, frame.x), frame, frame.bottom + height, 'start');
    height += OTHER_AXIS;
  }
  return { below, above, height };
}

/** The marks, cut off at the sides of the area, and above and below it where a point at the edge has ended. */
function marksBlock(chart: Chart, frame: Frame): string {
  const id = `area-${chart.id}`;
  const { left, top, right, bottom } = frame;
  const clip = element(
    'clipPath',
    { id },
    element('rect', { x: left, y: top - 4, width: right - left, height: bottom - top + 8 }),
  );
  const marks = chart.marks.map((mark) => element('g', { class: mark.mark }, kindOf(mark).draw(mark, frame)));
  return clip + element('g', { 'clip-path': `url(#${id})` }, marks.join(''));
}
