/**
 * Pages of charts and tables: one HTML file that needs nothing else, neither a network nor other files. Every chart is
 * in it twice: drawn, so that it can be read without scripts, and as data, which the page's script draws again for the
 * width of the window and for the part of a run that its reader chooses.
 */
import type { Chart } from '../charts/chart.js';
import { chartSvg, drawChart } from '../charts/draw-chart.js';
import { themeCss, type Theme } from '../charts/theme.js';
import { escapeHtml } from '../text/html.js';
import { PAGE_STYLE } from './style.js';

/** The data that the script of a page reads, as JSON. */
export interface PageData {
  readonly charts: readonly Chart[];
  readonly theme: Theme;
  /** Lines at the foot of exported figures. */
  readonly foot: readonly string[];
}

/** A part of a page. */
export interface Section {
  readonly heading: string;
  /** What is shown, as plain text. */
  readonly text?: string;
  /** Charts over the whole width, one below the other. */
  readonly charts?: readonly Chart[];
  /** Small charts, side by side where there is room. */
  readonly small?: readonly Chart[];
  /** Charts of pairs of quantities, of which the reader chooses one. */
  readonly choice?: readonly PairChart[];
  /** HTML below the charts, such as tables. */
  readonly html?: string;
}

/** A chart of one quantity against another. */
export interface PairChart {
  readonly chart: Chart;
  /** Names of the quantities: across, upwards. */
  readonly pair: readonly [string, string];
}

export interface Page {
  readonly title: string;
  /** What the page is about, as plain text. */
  readonly summary: string;
  /** Warnings that a reader must see first. */
  readonly cautions?: readonly string[];
  /** HTML before the first section. */
  readonly lead?: string;
  /** A chart that stays in view above the others: positions along the axis that linked charts share. */
  readonly strip?: Chart;
  readonly sections: readonly Section[];
  /** Where the data come from: program, hash, chip, version, command. Names and values, as plain text. */
  readonly origin: readonly (readonly [name: string, value: string])[];
  readonly theme: Theme;
}

/** Widths that charts are drawn at before the script of the page knows the window, in pixels. */
const WIDTH = { wide: 960, small: 440 } as const;

const paragraph = (text: string, kind?: string): string =>
  `<p${kind === undefined ? '' : ` class="${kind}"`}>${escapeHtml(text)}</p>`;

/** The element of a chart, and in it the chart as drawn without a script. */
function figure(chart: Chart, width: number): string {
  const { id, title, text, linked } = chart;
  const kind = linked === true ? 'linked' : 'single';
  const svg = chartSvg(chart, drawChart(chart, { width }));
  return (
    `<figure class="${kind}" id="${id}" aria-labelledby="${id}-title">` +
    `<figcaption><div class="head"><h3 id="${id}-title">${escapeHtml(title)}</h3></div>${text === undefined ? '' : paragraph(text)}</figcaption>` +
    `<div class="drawing">${svg}</div></figure>`
  );
}

/** The charts of a choice; the script adds the lists, and without it the first one is shown. */
function choiceHtml(choice: readonly PairChart[]): string {
  const figures = choice.map(({ chart, pair }, i) =>
    figure(chart, WIDTH.wide).replace(
      '<figure ',
      `<figure data-pair="${escapeHtml(pair.join('|'))}"${i === 0 ? '' : ' hidden'} `,
    ),
  );
  return `<div class="choice">${figures.join('\n')}</div>`;
}

function sectionHtml({ heading, text, charts = [], small = [], choice = [], html = '' }: Section): string {
  const wide = charts.map((chart) => figure(chart, WIDTH.wide)).join('\n');
  const grid = small.map((chart) => figure(chart, WIDTH.small)).join('\n');
  return [
    `<section><h2>${escapeHtml(heading)}</h2>`,
    text === undefined ? '' : paragraph(text),
    wide,
    grid === '' ? '' : `<div class="small">${grid}</div>`,
    choice.length > 0 ? choiceHtml(choice) : '',
    html,
    '</section>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

/** The strip of positions; the script adds buttons and the values at the cursor. */
const stripHtml = (strip: Chart): string =>
  `<div id="strip" class="linked" aria-label="${escapeHtml(strip.title)}">` +
  `<div class="drawing">${chartSvg(strip, drawChart(strip, { width: WIDTH.wide }))}</div></div>`;

const originHtml = (origin: Page['origin']): string =>
  `<footer><h2>Where this page comes from</h2><dl>${origin
    .map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`)
    .join('')}</dl></footer>`;

/** JSON that may stand within a script element. */
const embedded = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');

/**
 * A page.
 * @param script what draws and zooms the charts in a browser: the bundle of `client`.
 */
export function pageDocument(page: Page, script: string): string {
  const { title, summary, cautions = [], lead = '', strip, sections, origin, theme } = page;
  const charts = sections.flatMap(({ charts: wide = [], small = [], choice = [] }) => [
    ...wide,
    ...small,
    ...choice.map(({ chart }) => chart),
  ]);
  const data: PageData = {
    charts: strip ? [strip, ...charts] : charts,
    theme,
    foot: [origin.map(([name, value]) => `${name}: ${value}`).join('; ')],
  };
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
${themeCss(theme)}${PAGE_STYLE}
</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
${paragraph(summary)}
${cautions.map((text) => paragraph(text, 'caution')).join('\n')}
</header>
${lead}
${strip ? stripHtml(strip) : ''}
<main>
${sections.map(sectionHtml).join('\n')}
</main>
${originHtml(origin)}
<script type="application/json" id="page-data">${embedded(data)}</script>
<script>${script.replace(/<\/script/gi, '<\\/script')}</script>
</body>
</html>
`;
}

/** A table that scrolls within the page where it is wider. @param rows cells as plain text. */
export function tableHtml(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return (
    `<div class="table"><table><thead>${line(head, 'th')}</thead><tbody>\n` +
    `${rows.map((row) => line(row, 'td')).join('\n')}\n</tbody></table></div>`
  );
}
