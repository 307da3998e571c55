/** The charts that share one range of the x axis, with the strip of positions above them. */
import { wholeRange } from '../../charts/draw-chart.js';
import { union, type Extent } from '../../charts/extent.js';
import { valueText } from '../../charts/number-text.js';
import { STRIP, type ChartView } from './chart-view.js';
import { listenToPointer } from './gestures.js';
import { KEYS_TEXT, listenToKeys, rangeButtons } from './keys.js';
import { make } from './reading.js';
import { SharedRange } from './shared-range.js';

export class LinkedCharts {
  readonly range: SharedRange;
  private readonly text = make('span', '', 'range');

  /**
   * @param views at least one.
   * @param changed called when something has to be drawn again.
   */
  constructor(
    private readonly views: readonly ChartView[],
    changed: () => void,
  ) {
    const whole = views.reduce<Extent | undefined>(
      (all, { chart }) => union(all, wholeRange(chart)),
      undefined,
    );
    this.range = new SharedRange(whole!, changed);
    for (const view of views) listenToPointer(view, this.range);
    listenToKeys(this.range);
    const bar = make('div', '', 'bar');
    bar.append(this.text, ...rangeButtons(this.range));
    bar.title = KEYS_TEXT;
    document.getElementById(STRIP)?.prepend(bar);
    this.showNamedRange();
  }

  /** Shows what the address of the page names: `#100-400`. */
  private showNamedRange(): void {
    const named = /^#(\d+)-(\d+)$/.exec(location.hash);
    if (named) this.range.show(Number(named[1]) - 0.5, Number(named[2]) + 0.5);
  }

  /** Draws the charts on the screen, and says which range they show, also in the address of the page. */
  draw(): void {
    const { range, views } = this;
    for (const view of views) {
      if (!view.onScreen) continue;
      view.draw(range.shown);
      view.markPosition(range.cursor);
    }
    // Whole positions within the range.
    const [from, to] = [Math.ceil(range.shown[0]), Math.floor(range.shown[1])];
    this.text.textContent = `${views[0]!.chart.x.title}s ${valueText(from)} to ${valueText(to)}`;
    const whole = range.shown.every((end, i) => end === range.whole[i]);
    history.replaceState(null, '', whole ? location.pathname + location.search : `#${from}-${to}`);
  }
}
