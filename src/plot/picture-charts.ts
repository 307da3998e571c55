/** The charts of a run over its ticks, from its inputs to its energy. All share one axis. */
import type { Axis, Chart, LineSeries, Mark, RulesMark, Span } from '../charts/chart.js';
import { seriesColour, seriesDash } from '../charts/theme.js';
import { componentColour } from './component-colours.js';
import type { PictureData, Raster } from './picture-data.js';

const TICKS: Axis = { title: 'tick', whole: true };
const HIDDEN: Axis = { title: '', hidden: true };

/** Digits of energies: more than a screen shows, and a page stays small. */
const DIGITS = 5;

/** First and last tick for which there are data. */
function rangeOf(data: PictureData): [number, number] {
  const lists = [data.outputTicks, data.spikes.ticks, data.inputs.ticks, data.effort.ticks];
  const ends = lists.flatMap((ticks) => (ticks.length > 0 ? [ticks[0]!, ticks[ticks.length - 1]!] : []));
  const starts = data.samples.map(({ tick }) => tick);
  const all = [...ends, ...starts];
  return all.length === 0 ? [0, 1] : [Math.min(...all), Math.max(...all)];
}

/** Lines at the first ticks of samples. */
const sampleStarts = ({ samples }: PictureData): RulesMark => ({
  mark: 'rules',
  axis: 'x',
  at: samples.map(({ tick }) => tick - 0.5),
  colour: 'axis',
  dash: '3 3',
});

/** A chart over the ticks of the run. */
function overTicks(data: PictureData, chart: Omit<Chart, 'x' | 'linked'>): Chart {
  const [first, last] = rangeOf(data);
  return {
    ...chart,
    x: { ...TICKS, domain: [first - 0.5, last + 0.5] },
    linked: true,
    marks: [sampleStarts(data), ...chart.marks],
  };
}

/** Samples, ticks, time and cycles: the strip that stays in view. */
export function positionStrip(data: PictureData): Chart {
  const { samples, answers, time } = data;
  const [first, last] = rangeOf(data);
  const spans = samples.map(({ tick, name }, i): Span => {
    const end = samples[i + 1]?.tick ?? last + 1;
    const answer = answers.findLast((a) => a.tick >= tick && a.tick < end);
    const judged = answer?.label !== undefined;
    return {
      from: tick - 0.5,
      to: end - 0.5,
      text: name,
      ...(judged ? { detail: `target ${answer.label}, answer ${answer.output}` } : {}),
      colour: judged ? (answer.label === answer.output ? 'right' : 'wrong') : 'series-0',
    };
  });
  const { ticks: at, cycles, clockHz } = time;
  const others =
    at.length > 1
      ? [
          { title: 'time', unit: 's', at, values: cycles.map((cycle) => cycle / clockHz) },
          { title: 'cycle', at, values: cycles },
        ]
      : [];
  return {
    id: 'positions',
    title: 'samples, ticks and time',
    x: { ...TICKS, domain: [first - 0.5, last + 0.5], others },
    y: HIDDEN,
    height: samples.length > 0 ? 18 : 1,
    linked: true,
    marks: samples.length > 0 ? [{ mark: 'spans', name: 'sample', within: 'tick', spans }] : [],
  };
}

function rasterChart(
  data: PictureData,
  { id, title, row, colour }: { id: string; title: string; row: string; colour: string },
  events: Raster,
): Chart {
  let rows = 1;
  for (const neuron of events.neurons) if (neuron >= rows) rows = neuron + 1;
  return overTicks(data, {
    id,
    title,
    y: { title: row, whole: true, domain: [-0.5, rows - 0.5] },
    height: Math.min(260, Math.max(80, rows * 2)),
    marks: [{ mark: 'raster', name: `${row}s`, colour, x: events.ticks, row: events.neurons, rows }],
  });
}

const INPUTS = { id: 'inputs', title: 'Input events', row: 'input', colour: 'series-0' };
const SPIKES = { id: 'spikes', title: 'Spikes of recurrent neurons', row: 'neuron', colour: 'ink' };

/** Input events, spikes and membranes. */
export function activityCharts(data: PictureData): Chart[] {
  const { inputs, spikes } = data;
  const charts: Chart[] = [];
  if (inputs.ticks.length > 0) charts.push(rasterChart(data, INPUTS, inputs));
  if (spikes.ticks.length > 0) charts.push(rasterChart(data, SPIKES, spikes));
  if (data.membranes.some(({ values }) => values.length > 0)) charts.push(membraneChart(data));
  return charts;
}

function membraneChart(data: PictureData): Chart {
  const { membranes, outputTicks: x } = data;
  const thresholds = [...new Set(membranes.map(({ threshold }) => threshold))];
  const threshold: Mark[] =
    thresholds.length === 1
      ? [{ mark: 'rules', axis: 'y', at: thresholds, colour: 'dim', dash: '2 3', text: 'threshold' }]
      : [];
  return overTicks(data, {
    id: 'membranes',
    title: 'Membranes of chosen neurons',
    text: 'At the end of each tick, after leak and reset.',
    y: { title: 'membrane (lsb)' },
    height: 150,
    marks: [
      ...threshold,
      {
        mark: 'lines',
        x,
        gap: 1,
        series: membranes.map(({ neuron, values }, i) => ({
          name: `neuron ${neuron}`,
          ...numbered(i),
          y: values,
        })),
      },
    ],
  });
}

const numbered = (i: number): Pick<LineSeries, 'colour' | 'dash'> => {
  const dash = seriesDash(i);
  return { colour: seriesColour(i), ...(dash === undefined ? {} : { dash }) };
};

/** Membranes of the outputs, with the targets that learning pulls them to. */
export function outputCharts(data: PictureData): Chart[] {
  const { outputs, outputTicks: x, targets, targetLevels } = data;
  if (x.length === 0) return [];
  const supervised = targets.some((target) => target >= 0);
  const series = outputs.map((y, k): LineSeries => ({ name: `output ${k}`, ...numbered(k), y }));
  const wanted = outputs.map((_, k): LineSeries => ({
    name: `target of output ${k}`,
    colour: seriesColour(k),
    dash: '4 4',
    width: 1,
    quiet: true,
    y: targets.map((target) => (target < 0 ? null : targetLevels[target === k ? 0 : 1])),
  }));
  return [
    overTicks(data, {
      id: 'outputs',
      title: 'Output membranes',
      ...(supervised ? { text: 'Dashed: the targets, in the ticks that have one.' } : {}),
      y: { title: 'membrane (lsb)' },
      height: 180,
      marks: [{ mark: 'lines', x, gap: 1, series: supervised ? [...series, ...wanted] : series }],
    }),
  ];
}

export function learningCharts(data: PictureData): Chart[] {
  const { ticks: x, mean, max } = data.learning;
  if (x.length === 0) return [];
  const series = [
    { name: 'largest', colour: 'series-3', y: max },
    { name: 'mean', colour: 'series-0', y: mean.map((value) => Number(value.toPrecision(DIGITS))) },
  ];
  return [
    overTicks(data, {
      id: 'learning',
      title: 'Learning signals',
      text: 'Magnitude over the neurons, in the ticks that learn.',
      y: { title: 'magnitude (lsb)', zero: true },
      height: 130,
      marks: [{ mark: 'lines', x, gap: 1, series }],
    }),
  ];
}

/** Energy, cycles and synaptic operations of each tick. */
export function effortCharts(data: PictureData): Chart[] {
  const { ticks: x, cycles, synapticOps } = data.effort;
  const charts = energyCharts(data);
  const lineChart = (id: string, title: string, axis: string, colour: string, y: number[]): Chart =>
    overTicks(data, {
      id,
      title,
      y: { title: axis, zero: true, whole: true },
      height: 90,
      marks: [{ mark: 'lines', x, gap: 1, series: [{ name: axis, colour, y }] }],
    });
  if (x.length === 0) return charts;
  return [
    ...charts,
    lineChart('cycles', 'Clock cycles by tick', 'cycles', 'series-1', cycles),
    ...(synapticOps.length === 0
      ? []
      : [
          lineChart(
            'synaptic-operations',
            'Synaptic operations by tick',
            'operations',
            'series-5',
            synapticOps,
          ),
        ]),
  ];
}

function energyCharts(data: PictureData): Chart[] {
  const { ticks, parts } = data.energy;
  const spent = parts.filter(({ values }) => values.some((value) => value > 0));
  if (ticks.length === 0 || spent.length === 0) return [];
  const joules = (pj: number): number => Number((pj * 1e-12).toPrecision(DIGITS));
  return [
    overTicks(data, {
      id: 'energy',
      title: 'Energy by tick and component',
      text: 'Where several ticks share a pixel, areas show their mean, and thin lines reach up to the most of one tick.',
      y: { title: 'energy', unit: 'J', zero: true },
      height: 200,
      marks: [
        {
          mark: 'stack',
          total: 'total',
          from: ticks.map((tick) => tick - 0.5),
          to: ticks.map((tick) => tick + 0.5),
          series: spent.map(({ component, values }) => ({
            name: component,
            colour: componentColour(component),
            values: values.map(joules),
          })),
        },
      ],
    }),
  ];
}
