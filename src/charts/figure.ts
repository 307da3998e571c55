/** A chart as a file of its own, with title, background, colours, and a foot that says where it comes from. */
import type { Chart } from './chart.js';
import { drawChart, type DrawOptions } from './draw-chart.js';
import { element, svgDocument, textElement, wrapText } from './svg.js';
import { paint, withColours, type Theme } from './theme.js';

export interface FigureOptions extends DrawOptions {
  readonly theme: Theme;
  /** Lines below the chart, such as the program and the command it comes from. */
  readonly foot: readonly string[];
}

export interface Figure {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const MARGIN = 16;
const BETWEEN = 10;

/** How lines of a kind are set, in pixels. */
interface Style {
  readonly size: number;
  readonly line: number;
  readonly attributes: Readonly<Record<string, string>>;
}
const TITLE: Style = { size: 15, line: 20, attributes: { 'font-weight': '600' } };
const TEXT: Style = { size: 12, line: 16, attributes: { fill: paint('dim') } };
const FOOT: Style = { size: 10, line: 13, attributes: { fill: paint('dim') } };

/** The figure, in the colours of a light page. */
export function figureSvg(chart: Chart, { theme, foot, ...options }: FigureOptions): Figure {
  const { width } = options;
  const inner = width - 2 * MARGIN;
  const parts: string[] = [];
  let y = MARGIN;
  const write = (text: string, { size, line, attributes }: Style): void => {
    for (const one of wrapText(text, size, inner)) {
      y += line;
      parts.push(textElement({ x: MARGIN, y: y - 4, 'font-size': String(size), ...attributes }, one));
    }
  };
  write(chart.title, TITLE);
  if (chart.text !== undefined) write(chart.text, TEXT);
  y += BETWEEN;
  const drawing = drawChart(chart, { ...options, width: inner });
  parts.push(element('g', { transform: `translate(${MARGIN} ${y})` }, drawing.body));
  y += drawing.height + BETWEEN;
  for (const line of foot) write(line, FOOT);
  const height = Math.ceil(y + MARGIN);
  const background = element('rect', { width, height, fill: paint('background') });
  return {
    svg: withColours(svgDocument(chart.title, width, height, background + parts.join('')), theme),
    width,
    height,
  };
}
