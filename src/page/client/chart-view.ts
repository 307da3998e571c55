/** A chart within the page: drawn for the width it has, with a cursor and a read-out. */
import type { Chart } from '../../charts/chart.js';
import { drawChart, wholeRange, type Drawing } from '../../charts/draw-chart.js';
import type { Extent } from '../../charts/extent.js';
import type { ChartPoint, Reading } from '../../charts/marks/kind.js';
import { readChart } from '../../charts/read-chart.js';
import { make, readingLine } from './reading.js';

const SVG = 'http://www.w3.org/2000/svg';

/** Element of the strip of positions, whose read-out says which position is marked. */
export const STRIP = 'strip';

export class ChartView {
  /** The element that holds the drawing and receives the pointer. */
  readonly area: HTMLElement;
  private readonly line: HTMLElement | undefined;
  private drawing: Drawing | undefined;
  /** What the drawing was made for: a new one is made only for something else. */
  private drawnFor = '';
  private shown: Extent;

  /** @param element that the page has for the chart. */
  constructor(
    readonly chart: Chart,
    readonly element: HTMLElement,
  ) {
    this.area = element.querySelector<HTMLElement>('.drawing')!;
    this.area.tabIndex = 0;
    this.shown = wholeRange(chart);
    if (chart.linked !== true) return;
    this.line = make('output', '', 'reading');
    const head = element.querySelector('.head');
    if (head) head.append(this.line);
    else this.area.before(this.line);
  }

  /** Draws the chart where its width or the part to be shown has changed. */
  draw(shown: Extent = this.shown): void {
    const width = Math.floor(this.area.clientWidth);
    const wanted = [width, ...shown].join();
    if (width === 0 || wanted === this.drawnFor) return;
    this.drawnFor = wanted;
    this.shown = shown;
    this.drawing = drawChart(this.chart, { width, shown });
    this.area.innerHTML = this.drawing.svg;
  }

  /** The part that is shown, and the width it is drawn at. */
  get view(): { shown: Extent; width: number } {
    return { shown: this.shown, width: this.drawing?.width ?? 0 };
  }

  /** Width of the area within the axes, in pixels. */
  get plotWidth(): number {
    return this.drawing ? this.drawing.frame.right - this.drawing.frame.left : 0;
  }

  /** The place of the chart under the pointer; undefined outside its axes. */
  pointAt(event: MouseEvent): ChartPoint | undefined {
    const { frame } = this.drawing ?? {};
    if (!frame) return undefined;
    const box = this.area.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    if (x < frame.left - 4 || x > frame.right + 4) return undefined;
    return { x: frame.x.invert(x), y: frame.y.invert(y) };
  }

  read(at: ChartPoint): Reading | undefined {
    return this.drawing && readChart(this.chart, at, this.drawing.frame);
  }

  /** Marks a position with a line, and says beside the title what is there. */
  markPosition(position: number | undefined): void {
    const { frame } = this.drawing ?? {};
    if (!frame) return;
    const [from, to] = frame.x.domain;
    const visible = position !== undefined && position >= from && position <= to;
    this.mark(visible ? [lineElement(frame.x.at(position), frame.top, frame.bottom)] : []);
    const reading = position === undefined ? undefined : this.read({ x: position, y: NaN });
    const where = this.element.id === STRIP ? [{ name: reading?.heading ?? '', value: '' }] : [];
    this.line?.replaceChildren(...(reading ? readingLine([...where, ...reading.rows]) : []));
  }

  /** Marks a point; undefined removes the mark. */
  markPoint(point: ChartPoint | undefined): void {
    const { frame } = this.drawing ?? {};
    if (!frame) return;
    this.mark(point ? [circleElement(frame.x.at(point.x), frame.y.at(point.y))] : []);
  }

  /** A stretch that is being chosen with the pointer. */
  markStretch(from: number, to: number): void {
    const { frame } = this.drawing ?? {};
    if (!frame) return;
    const [left, right] = [from, to].map((x) => frame.x.at(x)).sort((a, b) => a - b) as [number, number];
    const rectangle = shape('rect', { x: left, y: frame.top, width: right - left });
    rectangle.setAttribute('height', String(frame.bottom - frame.top));
    rectangle.setAttribute('fill', 'var(--cursor)');
    rectangle.setAttribute('fill-opacity', '0.15');
    this.mark([rectangle]);
  }

  private mark(shapes: readonly SVGElement[]): void {
    const svg = this.area.querySelector('svg');
    svg?.querySelectorAll('.cursor').forEach((old) => old.remove());
    for (const one of shapes) {
      one.classList.add('cursor');
      svg?.append(one);
    }
  }
}

function shape(name: string, attributes: Readonly<Record<string, number>>): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value.toFixed(1));
  return element;
}

function lineElement(x: number, top: number, bottom: number): SVGElement {
  const element = shape('line', { x1: x, x2: x, y1: top, y2: bottom });
  element.setAttribute('stroke', 'var(--cursor)');
  return element;
}

function circleElement(x: number, y: number): SVGElement {
  const element = shape('circle', { cx: x, cy: y, r: 5 });
  element.setAttribute('fill', 'none');
  element.setAttribute('stroke', 'var(--cursor)');
  element.setAttribute('stroke-width', '2');
  return element;
}
