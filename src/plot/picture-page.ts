/** A picture of a run as one HTML page that needs nothing else. */
import { pageDocument, type Section } from '../page/document.js';
import { learningCurve } from './accuracy-chart.js';
import { PLOT_THEME } from './component-colours.js';
import { answerTable, classesOf, confusionCharts, weightCharts } from './outcome-charts.js';
import {
  activityCharts,
  effortCharts,
  learningCharts,
  outputCharts,
  positionStrip,
} from './picture-charts.js';
import type { PictureData } from './picture-data.js';

/**
 * @param data what is shown; charts without data are left out.
 * @param script what draws and zooms the charts in a browser.
 */
export function picturePage(data: PictureData, script: string): string {
  const overTicks: Section[] = [
    { heading: 'Activity', charts: activityCharts(data) },
    { heading: 'Outputs and learning', charts: [...outputCharts(data), ...learningCharts(data)] },
    { heading: 'Cost', charts: effortCharts(data) },
  ];
  const shown = overTicks.filter(({ charts = [] }) => charts.length > 0);
  return pageDocument(
    {
      title: data.title,
      summary: summaryOf(data),
      cautions: data.notes,
      ...(shown.length > 0 ? { strip: positionStrip(data) } : {}),
      sections: [...shown, ...outcomeSections(data)],
      origin: data.origin,
      theme: PLOT_THEME,
    },
    script,
  );
}

function outcomeSections(data: PictureData): Section[] {
  const { epochs, answers } = data;
  const accuracy = epochs.length > 0 ? [learningCurve('Outcome by epoch', epochs, classesOf(answers))] : [];
  const outcome = [...accuracy, ...confusionCharts(data)];
  const weights = weightCharts(data);
  return [
    ...(weights.length > 0 ? [{ heading: 'Weights before and after', small: weights }] : []),
    ...(outcome.length + answers.length > 0
      ? [{ heading: 'Answers', small: outcome, html: answerTable(data) }]
      : []),
  ];
}

/** What the page shows, in a sentence. */
function summaryOf({ samples, outputTicks, inputs, spikes, answers }: PictureData): string {
  const count = (n: number, name: string): string => `${n.toLocaleString('en')} ${name}${n === 1 ? '' : 's'}`;
  return [
    count(samples.length, 'sample'),
    count(outputTicks.length, 'time step'),
    count(inputs.ticks.length, 'input event'),
    count(spikes.ticks.length, 'spike'),
    count(answers.length, 'answer'),
  ].join(', ');
}
