/** A study's report as one page. */
import { BASE_THEME } from '../../charts/theme.js';
import { pageDocument, tableHtml, type Section } from '../../page/document.js';
import { escapeHtml } from '../../text/html.js';
import { chosenCharts, effectChart, learningChart, paretoCharts, parallelChart } from './charts.js';
import { neighbourTable } from './neighbour-table.js';
import { cautionsOf, fairnessOf, type StudyReport } from './report-data.js';
import { answersOf, effectTable, pointTable } from './report-tables.js';

/** The page. @param script what draws the charts in a browser. */
export function studyReportPage(report: StudyReport, script: string): string {
  const { study, points, origin } = report;
  const front = points.filter(({ isOnFront }) => isOnFront).length;
  return pageDocument(
    {
      title: study.name,
      summary: `${study.question ?? 'A co-design study.'} ${points.length} points, ${front} of them on the front.`,
      cautions: cautionsOf(report),
      lead: answersHtml(report) + fairnessHtml(report),
      sections: sectionsOf(report),
      origin,
      theme: BASE_THEME,
    },
    script,
  );
}

function sectionsOf(report: StudyReport): Section[] {
  const { study, points, effects, curves, isVariant, dropped, steps } = report;
  const fronts = paretoCharts(study, points, isVariant);
  const table = pointTable(report);
  const importance = effectTable(effects);
  const choice = chosenCharts(study, points, isVariant);
  const neighbours = neighbourTable(study, steps);
  return [
    ...(fronts.length > 0 ? [{ heading: 'Pareto fronts', charts: fronts }] : []),
    ...(choice.length > 0 ? [{ heading: 'Any two outcomes', choice }] : []),
    { heading: 'All axes at once', charts: [parallelChart(study, points)] },
    {
      heading: 'Effects of the axes',
      text: 'Means over all points with that value; the bands are 95 % intervals over points, or over seeds where a value has one point. Importance is the share of the variance between points that an axis explains by itself.',
      small: effects.map(effectChart),
      html: tableHtml(importance.head, importance.rows),
    },
    ...(curves.some(({ accuracy }) => accuracy.length > 1)
      ? [{ heading: 'Learning', charts: [learningChart(curves)] }]
      : []),
    ...(steps.length > 0
      ? [
          {
            heading: 'From the front to its neighbours',
            text: 'What changes with the next value of one axis, and which components of the energy of a test sample change most.',
            html: tableHtml(neighbours.head, neighbours.rows),
          },
        ]
      : []),
    {
      heading: 'Points',
      text: 'Means over seeds with 95 % intervals. The command of a point simulates it again, clock by clock, and compares every byte.',
      html: tableHtml(table.head, table.rows),
    },
    ...(dropped.length > 0
      ? [
          {
            heading: 'Left out before any run',
            html: tableHtml(
              ['points', 'reason'],
              dropped.map(({ count, reason }) => [String(count), reason]),
            ),
          },
        ]
      : []),
  ];
}

function answersHtml(report: StudyReport): string {
  const answers = answersOf(report);
  if (answers.length === 0) return '';
  const items = answers.map((text) => `<li>${escapeHtml(text)}</li>`).join('');
  return `<section><h2>Answer</h2><ul>${items}</ul></section>`;
}

const fairnessHtml = (report: StudyReport): string =>
  `<section><h2>How fair is this comparison?</h2><dl class="tiles">${fairnessOf(report)
    .map(([name, value]) => `<div><dt>${escapeHtml(name)}</dt><p>${escapeHtml(value)}</p></div>`)
    .join('')}</dl></section>`;
