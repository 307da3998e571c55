/** A picture of a run as one HTML page that needs nothing else: data, drawing and style are all in it. */
import { pictureClient } from './picture-client.js';
import type { PictureData } from './picture-data.js';
import { escapeHtml } from '../text/html.js';

const STYLE = `
:root { --bg: #fdfdfb; --ink: #1d2733; --dim: #5c6773; --line: #c9ced3; --cursor: #d0402b;
  --s0: #14639c; --s1: #b3541e; --s2: #3d7a35; --s3: #8a3b7c; --s4: #7a6a15; --s5: #2e7f7a; }
@media (prefers-color-scheme: dark) { :root { --bg: #14181d; --ink: #e4e8ec; --dim: #97a2ad; --line: #3a434d;
  --s0: #6db3e8; --s1: #f0a06a; --s2: #8ccb82; --s3: #d690c6; --s4: #d6c45f; --s5: #7fd0ca; } }
body { background: var(--bg); color: var(--ink); font: 14px/1.45 system-ui, sans-serif; margin: 1.2rem auto;
  max-width: 1280px; padding: 0 1rem; }
h1 { font-size: 1.25rem; margin: 0; } h2 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
header { position: sticky; top: 0; background: var(--bg); padding: .5rem 0; border-bottom: 1px solid var(--line); }
header p { margin: .2rem 0; color: var(--dim); } #told { min-height: 1.5em; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
figure { margin: .8rem 0 0; } figcaption { color: var(--dim); font-size: .85rem; }
canvas { width: 100%; display: block; cursor: crosshair; touch-action: none; }
#axis { height: 18px; cursor: default; }
.charts { display: flex; flex-wrap: wrap; align-items: start; gap: 1.5rem; } svg text { fill: currentColor; font-size: 11px; }
table { border-collapse: collapse; } td, th { padding: .15rem .8rem .15rem 0; text-align: right; } .bad { color: var(--cursor); }`;

/** @param data what is shown; panels without data are left out. */
export function picturePage(data: PictureData): string {
  // A closing tag within the data would end the script.
  const json = JSON.stringify(data).replace(/</g, '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(data.title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escapeHtml(data.title)}</h1>
<p><span id="range"></span>; wheel or + and - zoom, drag or arrows move, double click or 0 shows all</p>
<p id="told"></p>
<canvas id="axis"></canvas>
</header>
${data.notes.length === 0 ? '' : `<p>${data.notes.map(escapeHtml).join('<br>')}</p>`}
<main id="panels"></main>
${weightSection(data)}
${accuracySection(data)}
<script>
${pictureClient.toString()}
pictureClient(${json});
</script>
</body>
</html>
`;
}

function weightSection({ weights }: PictureData): string {
  const charts = weights.filter((w) => w.after.some((n) => n > 0)).map(histogram);
  return charts.length === 0
    ? ''
    : `<h2>weights, before (outline) and after (filled)</h2><div class="charts">${charts.join('')}</div>`;
}

const BINS = 64;

/** 256 values in 64 bins; heights by square root, since most weights stand near 0. */
function histogram({ name, before, after }: PictureData['weights'][number]): string {
  const bins = (counts: readonly number[]): number[] =>
    Array.from({ length: BINS }, (_, i) => counts.slice(4 * i, 4 * i + 4).reduce((sum, n) => sum + n, 0));
  const [a, b] = [bins(before), bins(after)];
  const top = Math.sqrt(Math.max(1, ...a, ...b));
  const bar = (n: number): number => (110 * Math.sqrt(n)) / top;
  const filled = b.map(
    (n, i) => `<rect x="${5 * i}" y="${(120 - bar(n)).toFixed(1)}" width="4" height="${bar(n).toFixed(1)}"/>`,
  );
  const outline = a.map((n, i) => `${5 * i} ${(120 - bar(n)).toFixed(1)}H${5 * i + 5}`).join('L');
  const mean = (counts: readonly number[]): string => {
    const total = counts.reduce((sum, n) => sum + n, 0);
    return (counts.reduce((sum, n, i) => sum + n * (i - 128), 0) / Math.max(1, total)).toFixed(2);
  };
  return (
    `<figure><svg width="330" height="150" viewBox="0 0 330 150" role="img" aria-label="${escapeHtml(name)}">` +
    `<g fill="var(--s0)" opacity=".55">${filled.join('')}</g><path d="M${outline}" fill="none" stroke="var(--ink)"/>` +
    `<text x="0" y="138">-128</text><text x="160" y="138" text-anchor="middle">0</text><text x="320" y="138" text-anchor="end">127</text>` +
    `</svg><figcaption>${escapeHtml(name)}: mean ${mean(before)} before, ${mean(after)} after</figcaption></figure>`
  );
}

function accuracySection({ accuracy, answers }: PictureData): string {
  const judged = answers.filter((a) => a.label !== undefined);
  const right = judged.filter((a) => a.label === a.output).length;
  const share = (n: number): string => `${(100 * n).toFixed(0)} %`;
  const epochs = accuracy.map(
    (e) => `<tr><td>${e.epoch}</td><td>${share(e.train)}</td><td>${share(e.test)}</td></tr>`,
  );
  const heads = '<tr><th>epoch</th><th>training</th><th>test</th></tr>';
  const parts = [
    judged.length > 0
      ? `<p>${right} of ${judged.length} answers to samples with a target were right.</p>`
      : '',
    epochs.length > 0
      ? `<div class="charts">${accuracyLines(accuracy)}<table>${heads}${epochs.join('')}</table></div>`
      : '',
    answers.length > 0 ? answerTable(answers) : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `<h2>answers</h2>${parts.join('\n')}`;
}

/** Accuracy by epoch as two lines, 0 at the bottom and 1 at the top. */
function accuracyLines(accuracy: PictureData['accuracy']): string {
  const width = 330;
  const x = (i: number): number => 34 + ((width - 44) * (i + 0.5)) / accuracy.length;
  const y = (share: number): number => 130 - 110 * share;
  const series = (['train', 'test'] as const).map((phase, s) => {
    const points = accuracy.map((e, i) => [x(i).toFixed(1), y(e[phase]).toFixed(1)] as const);
    const dots = points.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="2.5"/>`).join('');
    const line = `<polyline points="${points.join(' ')}" fill="none" stroke="var(--s${s})" stroke-width="2"/>`;
    return `<g fill="var(--s${s})">${line}${dots}</g>`;
  });
  const levels = [0, 0.5, 1].map(
    (level) =>
      `<path d="M34 ${y(level)}H${width}" stroke="var(--line)"/>` +
      `<text x="28" y="${y(level) + 4}" text-anchor="end">${100 * level}</text>`,
  );
  return (
    `<figure><svg width="${width}" height="140" viewBox="0 0 ${width} 140" role="img" aria-label="accuracy by epoch">` +
    `${levels.join('')}${series.join('')}</svg><figcaption>share of right answers by epoch, %: ` +
    `<b style="color:var(--s0)">training</b> <b style="color:var(--s1)">test</b></figcaption></figure>`
  );
}

/** Answers shown at once, and where asked for. */
const FEW = 20;
const SHOWN = 200;

function answerTable(answers: PictureData['answers']): string {
  const rows = answers.slice(0, SHOWN).map(({ tick, label, output }) => {
    const wrong = label !== undefined && label !== output ? ' class="bad"' : '';
    return `<tr${wrong}><td>${tick}</td><td>${label ?? '-'}</td><td>${output}</td></tr>`;
  });
  const more = answers.length > SHOWN ? `<p>and ${answers.length - SHOWN} more</p>` : '';
  const table = `<table><tr><th>tick</th><th>target</th><th>answer</th></tr>${rows.join('')}</table>${more}`;
  return answers.length > FEW ? `<details><summary>one by one</summary>${table}</details>` : table;
}
