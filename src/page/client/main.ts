/** What runs in a page: draws its charts for the window, and lets a reader zoom, read values and save figures. */
import { wholeRange } from '../../charts/draw-chart.js';
import { valueText } from '../../charts/number-text.js';
import { union, type Extent } from '../../charts/extent.js';
import type { PageData } from '../document.js';
import { ChartView, STRIP } from './chart-view.js';
import { savePng, saveSvg } from './export.js';
import { listenToPointer } from './gestures.js';
import { KEYS_TEXT, listenToKeys, rangeButtons } from './keys.js';
import { make, ReadingBox } from './reading.js';
import { SharedRange } from './shared-range.js';

const data = JSON.parse(document.getElementById('page-data')!.textContent) as PageData;
const views = data.charts.map(
  (chart, i) => new ChartView(chart, document.getElementById(i === 0 && hasStrip() ? STRIP : chart.id)!),
);
const linked = views.filter(({ chart }) => chart.linked === true);
const single = views.filter(({ chart }) => chart.linked !== true);

function hasStrip(): boolean {
  return document.getElementById(STRIP) !== null;
}

/** Draws everything that has changed, once for every frame of the screen. */
let waiting = false;
function redraw(): void {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    for (const view of single) view.draw();
    if (range) drawLinked(range);
    document.body.dataset['drawn'] = String(Number(document.body.dataset['drawn'] ?? 0) + 1);
  });
}

function drawLinked(shared: SharedRange): void {
  for (const view of linked) {
    view.draw(shared.shown);
    view.markPosition(shared.cursor);
  }
  // Whole positions within the range.
  const [from, to] = [Math.ceil(shared.shown[0]), Math.floor(shared.shown[1])];
  const name = linked[0]!.chart.x.title;
  if (rangeText) rangeText.textContent = `${name}s ${valueText(from)} to ${valueText(to)}`;
  const whole = shared.shown.every((end, i) => end === shared.whole[i]);
  history.replaceState(null, '', whole ? location.pathname + location.search : `#${from}-${to}`);
}

function rangeOfLinked(): SharedRange | undefined {
  const whole = linked.reduce<Extent | undefined>(
    (all, { chart }) => union(all, wholeRange(chart)),
    undefined,
  );
  return whole && new SharedRange(whole, redraw);
}

const range = rangeOfLinked();
let rangeText: HTMLElement | undefined;

function addStripControls(shared: SharedRange): void {
  const bar = make('div', '', 'bar');
  rangeText = make('span', '', 'range');
  bar.append(rangeText, ...rangeButtons(shared));
  bar.title = KEYS_TEXT;
  document.getElementById(STRIP)?.prepend(bar);
}

function addTools(view: ChartView): void {
  const tools = make('div', '', 'tools');
  const add = (text: string, act: () => void): void => {
    const button = make('button', text);
    button.type = 'button';
    button.title = `save this figure as ${text}`;
    button.addEventListener('click', act);
    tools.append(button);
  };
  const { chart } = view;
  add('SVG', () => saveSvg(chart, view.view.shown, view.view.width, data));
  add('PNG', () => void savePng(chart, view.view.shown, view.view.width, data));
  view.element.querySelector('.head')?.append(tools);
}

function listenToHover(view: ChartView, box: ReadingBox): void {
  view.area.addEventListener('pointermove', (event) => {
    const at = view.pointAt(event);
    const reading = at && view.read(at);
    view.markPoint(reading?.point);
    if (reading) box.show(reading, event);
    else box.hide();
  });
  view.area.addEventListener('pointerleave', () => {
    view.markPoint(undefined);
    box.hide();
  });
}

for (const view of views) if (view.element.id !== STRIP) addTools(view);
if (single.length > 0) {
  const box = new ReadingBox();
  for (const view of single) listenToHover(view, box);
}
if (range) {
  for (const view of linked) listenToPointer(view, range);
  listenToKeys(range);
  addStripControls(range);
  // A link may name what to show: #100-400.
  const named = /^#(\d+)-(\d+)$/.exec(location.hash);
  if (named) range.show(Number(named[1]) - 0.5, Number(named[2]) + 0.5);
}
addEventListener('resize', redraw);
redraw();
