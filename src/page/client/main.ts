/** The script of a page: draws the charts for the window, and lets a reader zoom, read values and save figures. */
import type { PageData } from '../document.js';
import { ChartView, STRIP } from './chart-view.js';
import { addChoices } from './choices.js';
import { addExportButtons } from './export.js';
import { LinkedCharts } from './linked-charts.js';
import { ReadingBox } from './reading.js';
import { listenToHover } from './single-chart.js';

/** The frame for which a drawing is planned. */
let frame = 0;

const data = JSON.parse(document.getElementById('page-data')!.textContent) as PageData;
const strip = document.getElementById(STRIP);
const views = data.charts.map(
  (chart, i) => new ChartView(chart, i === 0 && strip ? strip : document.getElementById(chart.id)!),
);
const single = views.filter(({ chart }) => chart.linked !== true);
const linkedViews = views.filter(({ chart }) => chart.linked === true);
const linked = linkedViews.length > 0 ? new LinkedCharts(linkedViews, redraw) : undefined;

/** Draws what has changed. */
function draw(): void {
  for (const view of single) if (view.onScreen) view.draw();
  linked?.draw();
  document.body.dataset['drawn'] = String(Number(document.body.dataset['drawn'] ?? 0) + 1);
}

/** Draws once for the next frame of the screen, however much changes before it. */
function redraw(): void {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(draw);
}

/** Charts far from the screen are drawn when they come near it. */
const watcher = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries)
      for (const view of views) if (view.element === target) view.onScreen = isIntersecting;
    redraw();
  },
  { rootMargin: '300px' },
);

const box = new ReadingBox();
for (const view of single) listenToHover(view, box);
for (const view of views) {
  watcher.observe(view.element);
  if (view.element !== strip) addExportButtons(view, data);
}
addChoices();
addEventListener('resize', redraw);
addEventListener('beforeprint', () => {
  for (const view of views) view.onScreen = true;
  draw();
});
redraw();
