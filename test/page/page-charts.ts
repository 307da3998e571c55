/** The charts that a page holds as data. */
import { readFileSync } from 'node:fs';
import type { Chart, Mark } from '../../src/charts/chart.js';
import type { PageData } from '../../src/page/document.js';

/** What the script of a page is given. */
export const pageDataOf = (file: string): PageData =>
  JSON.parse(
    /<script type="application\/json" id="page-data">(.*)<\/script>/.exec(readFileSync(file, 'utf8'))![1]!,
  ) as PageData;

/** A chart of a page. @throws Error where there is none of that name. */
export function chartOf(file: string, id: string): Chart {
  const charts = pageDataOf(file).charts;
  const chart = charts.find((one) => one.id === id);
  if (!chart) throw new Error(`${file} has no chart ${id}, only ${charts.map((one) => one.id).join(', ')}`);
  return chart;
}

/** The first mark of a kind of a chart. */
export function markOf<K extends Mark['mark']>(chart: Chart, kind: K): Extract<Mark, { mark: K }> {
  const mark = chart.marks.find((one): one is Extract<Mark, { mark: K }> => one.mark === kind);
  if (!mark) throw new Error(`chart ${chart.id} has no ${kind}`);
  return mark;
}
