/** The energy report as one page: figures, charts, calibration, and the source of every number used. */
import type { Assessment } from '../../energy/assess.js';
import { CALIBRATION_POINT, type CalibrationRow } from '../../energy/calibration.js';
import { readText } from '../../energy/figures.js';
import type { Prices } from '../../energy/prices.js';
import type { ActivityRecord } from '../../energy/record.js';
import { formatCount, formatQuantity } from '../../energy/table/quantities.js';
import { pageDocument, tableHtml, type Page, type Section } from '../../page/document.js';
import { escapeHtml } from '../../text/html.js';
import { PLOT_THEME } from '../component-colours.js';
import { energyCharts } from './charts.js';
import { CALIBRATION_HEAD, calibrationRows, PRICE_HEAD, priceRows, tilesOf } from './report-tables.js';

export interface EnergyReport {
  readonly record: ActivityRecord;
  readonly prices: Prices;
  readonly assessment: Assessment;
  readonly calibration: readonly CalibrationRow[];
  /** Where the report comes from, beside what the record says: the command, for example. */
  readonly origin: Page['origin'];
}

/** The page. @param script what draws the charts in a browser. */
export function energyReportPage(report: EnergyReport, script: string): string {
  const { record, prices, assessment: a, origin } = report;
  const charts = energyCharts(record, prices, a);
  return pageDocument(
    {
      title: `Energy of ${a.program}`,
      summary:
        `${formatCount(a.cycles)} cycles at ${a.point.vdd} V and ${formatQuantity(a.point.clockHz, 'Hz')}; ` +
        `table ${a.table.name}: ${a.table.title}.`,
      cautions: a.cautions,
      lead: tilesHtml(a),
      sections: [{ heading: 'Where the energy goes', charts }, ...tableSections(report)],
      origin: [...recordOrigin(record, prices), ...origin],
      theme: PLOT_THEME,
    },
    script,
  );
}

const tilesHtml = (a: Assessment): string =>
  `<dl class="tiles">${tilesOf(a)
    .map(
      ({ name, value, note }) =>
        `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd><p>${escapeHtml(note)}</p></div>`,
    )
    .join('')}</dl>`;

function tableSections({ record, prices, calibration }: EnergyReport): Section[] {
  const { table, point } = prices;
  const { dynamic, leakage } = table.scaling;
  return [
    {
      heading: 'Published figures and this table',
      text: `At ${CALIBRATION_POINT.vdd} V and ${CALIBRATION_POINT.clock / 1e6} MHz, from programs that do what each figure is about.`,
      html: tableHtml(CALIBRATION_HEAD, calibrationRows(calibration)),
    },
    {
      heading: 'Numbers used, and where they are from',
      text:
        `Prices at ${point.vdd} V, scaled from ${table.reference} V: energy with the voltage to the power of ` +
        `${dynamic.exponent}, static power to the power of ${leakage.exponent}. Uncertainties are one standard ` +
        'deviation, taken as independent.',
      html: tableHtml(PRICE_HEAD, priceRows(record, prices)),
    },
    {
      heading: 'Sources',
      html: `<dl class="sources">${Object.entries(table.sources)
        .map(([name, source]) => {
          const remark = source.note === undefined ? '' : `; ${source.note}`;
          const text = `${source.citation} (${readText(source)}${remark})`;
          return `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`;
        })
        .join('\n')}</dl>`,
    },
  ];
}

function recordOrigin(
  { program, programSha256, sextant, sizes }: ActivityRecord,
  { table }: Prices,
): Page['origin'] {
  return [
    ['program', program],
    ...(programSha256 === undefined ? [] : [['SHA-256', programSha256] as const]),
    ['chip', `${sizes.inputs} inputs, ${sizes.neurons} neurons, ${sizes.outputs} outputs in use`],
    ['energy table', `${table.name}, ${table.technology}`],
    ['run by', `sextant ${sextant}`],
  ];
}
