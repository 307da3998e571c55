/** A chart within the page: drawn for the width it has, with a cursor and a read-out. */
import type { Chart } from '../../charts/chart.js';
import { chartSvg, drawChart, wholeRange, type Drawing } from '../../charts/draw-chart.js';
import type { Extent } from '../../charts/extent.js';
import type { ChartPoint, Reading } from '../../charts/marks/kind.js';
import { readChart } from '../../charts/read-chart.js';
import { Overlay } from './overlay.js';
import { make, readingLine } from './reading.js';

/** Element of the strip of positions, whose read-out says which position is marked. */
export const STRIP = 'strip';

export class ChartView {
  /** The element that holds the drawing and receives the pointer. */
  readonly area: HTMLElement;
  /** Whether the chart is on the screen; others are drawn when they come there. */
  onScreen = true;
  private readonly canvas = make('div');
  private readonly overlay: Overlay;
  private readonly line: HTMLElement | undefined;
  private drawing: Drawing | undefined;
  /** The width and range for which the chart was drawn; it is drawn again only if they change. */
  private drawnFor = '';
  private shown: Extent;

  /** @param element that the page has for the chart. */
  constructor(
    readonly chart: Chart,
    readonly element: HTMLElement,
  ) {
    this.area = element.querySelector<HTMLElement>('.drawing')!;
    this.area.tabIndex = 0;
    this.canvas.append(...this.area.childNodes);
    this.area.append(this.canvas);
    this.overlay = new Overlay(this.area);
    this.shown = wholeRange(chart);
    if (chart.linked === true) this.line = this.addReadingLine();
  }

  private addReadingLine(): HTMLElement {
    const line = make('output', '', 'reading');
    const isStrip = this.element.id === STRIP;
    // A screen reader announces the position; the values of all charts at once would be too much.
    line.setAttribute('aria-live', isStrip ? 'polite' : 'off');
    if (isStrip) this.area.before(line);
    else this.element.querySelector('.head')?.append(line);
    return line;
  }

  /** Draws the chart where its width or the part to be shown has changed. */
  draw(shown: Extent = this.shown): void {
    const width = Math.floor(this.area.clientWidth);
    const wanted = [width, ...shown].join();
    if (width === 0 || wanted === this.drawnFor) return;
    this.drawnFor = wanted;
    this.shown = shown;
    this.drawing = drawChart(this.chart, { width, shown });
    this.canvas.innerHTML = chartSvg(this.chart, this.drawing);
  }

  /** The part that is shown, and the width it is drawn at. */
  get shownAs(): { shown: Extent; width: number } {
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
    if (!this.drawing) return;
    this.overlay.showLine(position, this.drawing.frame);
    const reading = position === undefined ? undefined : this.read({ x: position, y: NaN });
    const where = this.element.id === STRIP ? [{ name: reading?.heading ?? '', value: '' }] : [];
    this.line?.replaceChildren(...(reading ? readingLine([...where, ...reading.rows]) : []));
  }

  /** Marks a point; undefined removes the mark. */
  markPoint(point: ChartPoint | undefined): void {
    if (this.drawing) this.overlay.showCircle(point, this.drawing.frame);
  }

  /** Marks a stretch that is being chosen with the pointer; undefined removes the mark. */
  markStretch(stretch: Extent | undefined): void {
    if (this.drawing) this.overlay.showStretch(stretch, this.drawing.frame);
  }
}
