/** The report as one page that needs nothing else: charts, figures, calibration, and the source of every number used. */
import { countOf, type Assessment } from '../assess.js';
import { CALIBRATION_POINT, type CalibrationRow } from '../calibration.js';
import { charts } from './charts.js';
import type { Prices } from '../prices.js';
import { formatCount, formatQuantity } from '../table/quantities.js';
import type { ActivityRecord } from '../record.js';
import type { Provenance } from '../table/table.js';
import { ACTIONS } from '../table/vocabulary.js';
import { escapeHtml } from '../../text/html.js';

export interface HtmlReport {
  readonly record: ActivityRecord;
  readonly prices: Prices;
  readonly assessment: Assessment;
  readonly calibration: readonly CalibrationRow[];
  /** Programs that draw: Vega and Vega-Lite, as they are to stand in the page. */
  readonly scripts: readonly string[];
}

const joules = (pj: number): string => formatQuantity(pj * 1e-12, 'J');
const watts = (uw: number): string => formatQuantity(uw * 1e-6, 'W');
const secs = (s: number): string => formatQuantity(s, 's');

/** JSON that may stand inside a script element. */
const json = (value: unknown): string => JSON.stringify(value).replace(/</g, '\\u003c');

/** The page. */
export function reportHtml(report: HtmlReport): string {
  const { record, prices, assessment: a, scripts } = report;
  const drawn = charts(record, prices, a);
  const title = `Energy of ${a.program}`;
  const specs = Object.fromEntries(drawn.map((c) => [c.id, c.spec]));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(
    `${formatCount(a.cycles)} cycles at ${a.point.vdd} V and ${formatQuantity(a.point.clockHz, 'Hz')}; ` +
      `table ${a.table.name}: ${a.table.title}.`,
  )}</p>
${a.cautions.map((text) => `<p class="caution">${escapeHtml(text)}</p>`).join('\n')}
<dl class="tiles">${tiles(a)
    .map(
      ([name, value, note]) =>
        `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd><p>${escapeHtml(note)}</p></div>`,
    )
    .join('')}</dl>
${drawn.map((c) => `<h2>${escapeHtml(c.title)}</h2>\n<p>${escapeHtml(c.text)}</p>\n<div class="chart" id="${c.id}"></div>`).join('\n')}
<h2>Published figures and this table</h2>
<p>${escapeHtml(
    `At ${CALIBRATION_POINT.vdd} V and ${CALIBRATION_POINT.clock / 1e6} MHz, from programs that do what each figure is about.`,
  )}</p>
${htmlTable(['figure', 'published', 'modelled', 'deviation', 'read'], calibrationRows(report.calibration))}
<h2>Numbers used, and where they are from</h2>
<p>${escapeHtml(
    `Prices at ${prices.point.vdd} V, scaled from ${prices.table.reference} V: energy with the voltage to the power of ` +
      `${prices.table.scaling.dynamic.exponent}, static power to the power of ${prices.table.scaling.leakage.exponent}. ` +
      'Uncertainties are one standard deviation, taken as independent.',
  )}</p>
${htmlTable(
  ['component', 'action', 'count', 'price', 'energy', 'known', 'uncertainty', 'sources', 'note'],
  priceRows(report),
)}
<h2>Sources</h2>
<dl>${Object.entries(prices.table.sources)
    .map(
      ([name, s]) =>
        `<dt id="source-${escapeHtml(name)}">${escapeHtml(name)}</dt><dd>${escapeHtml(
          `${s.citation} (${READ[s.read]}${s.note === undefined ? '' : `; ${s.note}`})`,
        )}</dd>`,
    )
    .join('\n')}</dl>
${scripts.map((text) => `<script>${text.replace(/<\/script/gi, '<\\/script')}</script>`).join('\n')}
<script>
const specs = ${json(specs)};
for (const [id, spec] of Object.entries(specs)) {
  const container = document.getElementById(id);
  try {
    const view = new vega.View(vega.parse(vegaLite.compile(spec).spec), { renderer: 'svg', container, hover: true });
    view.runAsync();
  } catch (error) {
    container.textContent = 'This chart cannot be drawn here: ' + error.message;
  }
}
</script>
</body>
</html>
`;
}

const READ = {
  primary: 'read in the original',
  secondary: 'as quoted elsewhere',
  own: 'own reckoning',
} as const;

/** Figures at a glance: name, value, remark. */
function tiles(a: Assessment): [string, string, string][] {
  const all: [string, number | null, (x: number) => string, string][] = [
    ['energy', a.energyPj, joules, `± ${joules(a.uncertaintyPj)}`],
    ['average power', a.averagePowerUw, watts, `${watts(a.staticPowerUw)} static`],
    ['time', a.seconds, secs, `fastest clock ${formatQuantity(a.point.fastestHz, 'Hz')}`],
    ['synaptic operation', a.pjPerSynapticOp, joules, `of ${formatCount(a.synapticOps)}`],
    ['time step', a.njPerStep, (nj) => joules(nj * 1e3), `of ${formatCount(a.steps)}`],
    ['inference', a.perInference?.energyPj ?? null, joules, `${secs(a.perInference?.seconds ?? 0)} each`],
    [
      'learning sample',
      a.perLearningSample?.energyPj ?? null,
      joules,
      `${secs(a.perLearningSample?.seconds ?? 0)} each`,
    ],
    ['weight change', a.pjPerWeightChange, joules, 'learning phase'],
    ['power back to back', a.steps > 0 ? a.work.powerUw : null, watts, 'without loading and waiting'],
    ['power in real time', a.realTime.powerUw, watts, `a step every ${secs(a.realTime.stepPeriod)}`],
    ['energy times delay', a.energyDelayJs, (x) => formatQuantity(x, 'J s'), 'whole run'],
    ['accuracy', a.axes.accuracy, (x) => `${(100 * x).toFixed(1)} %`, ''],
    ['memory in use', a.axes.memoryBytes, (x) => `${(x / 1024).toFixed(1)} KiB`, ''],
    [
      'silent neurons',
      a.axes.activationSparsity,
      (x) => `${(100 * x).toFixed(1)} %`,
      'in a step, on average',
    ],
  ];
  return all.flatMap(([name, value, format, note]) => (value === null ? [] : [[name, format(value), note]]));
}

function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="wide"><table><thead>${line(head, 'th')}</thead><tbody>\n${rows.map((r) => line(r, 'td')).join('\n')}\n</tbody></table></div>`;
}

function calibrationRows(rows: readonly CalibrationRow[]): string[][] {
  const number = (x: number): string => String(Number(x.toPrecision(3)));
  return rows.map((r) => [
    r.figure,
    `${r.published} ${r.unit}`,
    `${[...new Set(r.modelled.map(number))].join(' to ')} ${r.unit}`,
    r.deviation === 0
      ? 'within'
      : `${r.deviation > 0 ? '+' : ''}${(100 * r.deviation).toFixed(1)} %${r.meets ? '' : ', off'}`,
    r.provenance,
  ]);
}

/** Every price that met a count in this run, and every static power. */
function priceRows({ record, prices }: HtmlReport): string[][] {
  const { table, point } = prices;
  const dynamic = (point.vdd / table.reference) ** table.scaling.dynamic.exponent;
  const known = (p: Provenance): string[] => [
    p.kind,
    `${Math.round(100 * p.uncertainty)} %`,
    p.sources.join(', '),
    p.note ?? '',
  ];
  const actions = ACTIONS.flatMap((action) => {
    const n = countOf(record.counts, action.counter);
    const entry = table.blocks
      .find((b) => b.block === action.block)!
      .actions.find((a) => a.name === action.name)!;
    const pj = entry.energy * dynamic;
    return n === 0
      ? []
      : [[action.block, action.name, formatCount(n), joules(pj), joules(n * pj), ...known(entry)]];
  });
  const seconds = record.cycles / point.clock;
  const leakage = table.blocks.map((b, i) => [
    b.block,
    'leakage',
    secs(seconds),
    watts(prices.leakage[i]! * 1e6),
    joules(prices.leakage[i]! * seconds * 1e12),
    ...known(b.leakage),
  ]);
  return [...actions, ...leakage];
}

const STYLE = `
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #222; background: #fff; max-width: 1080px; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 0; }
p { margin: .3rem 0 .8rem; color: #444; }
.caution { border-left: 4px solid #d08700; padding: .3rem .8rem; background: #fff7e6; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(170px, 1fr)); gap: .7rem; margin: 1.2rem 0; }
.tiles div { border: 1px solid #ddd; border-radius: 6px; padding: .6rem .8rem; }
.tiles dt { color: #555; font-size: .82rem; }
.tiles dd { margin: 0; font-size: 1.25rem; font-weight: 600; }
.tiles p { margin: 0; font-size: .78rem; color: #666; }
.wide, .chart { overflow-x: auto; }
table { border-collapse: collapse; font-size: .84rem; }
th, td { border-bottom: 1px solid #e3e3e3; padding: .25rem .6rem; text-align: left; vertical-align: top; }
th { color: #555; font-weight: 600; }
td:not(:last-child) { white-space: nowrap; }
td { font-variant-numeric: tabular-nums; }
td:nth-child(9) { min-width: 16rem; }
dt { font-weight: 600; }
dd { margin: 0 0 .6rem 0; }
`;
