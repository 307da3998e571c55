/** Charts of a priced run, as Vega-Lite specifications with their data. */
import { ACT, activityBase } from '../../chip/activity.js';
import { State } from '../../chip/states.js';
import { spanCosts, stepCost, type Assessment } from '../assess.js';
import type { Prices } from '../prices.js';
import type { ActivityRecord } from '../record.js';
import { COMPONENTS, PHASES, type Component } from '../table/vocabulary.js';

/** One hue a kind of component: memories blue, datapaths orange to red, the rest grey and green. */
const COLOURS: Record<Component, string> = {
  clock: '#7f7f7f',
  'neuron-sram': '#9ecae1',
  'input-weight-sram': '#4292c6',
  'recurrent-weight-sram': '#2166ac',
  'output-weight-sram': '#6baed6',
  'event-datapath': '#fdae6b',
  'step-datapath': '#f16913',
  'learning-datapath': '#b2182b',
  'random-generators': '#9970ab',
  spi: '#a6dba0',
  'aer-and-output': '#5aae61',
  leakage: '#d9d9d9',
};

const LEARNING = activityBase(State.EPROP) + ACT.cycles;
const WIDTH = 800;
const SCHEMA = 'https://vega.github.io/schema/vega-lite/v5.json';

export interface Chart {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly spec: object;
}

/** A time unit in which the length of a run reads well. */
function timeUnit(seconds: number): { unit: string; scale: number } {
  const units = [
    { unit: 's', scale: 1 },
    { unit: 'ms', scale: 1e3 },
    { unit: 'µs', scale: 1e6 },
  ];
  return units.find((u) => seconds * u.scale >= 2) ?? units[2]!;
}

const colour = (present: readonly Component[]): object => ({
  field: 'component',
  type: 'nominal',
  title: null,
  scale: { domain: present, range: present.map((c) => COLOURS[c]) },
});

/** All charts the record has data for. */
export function charts(record: ActivityRecord, prices: Prices, assessment: Assessment): Chart[] {
  const present = COMPONENTS.filter((c) => assessment.components[c] > 0);
  const all = [powerOverTime(record, prices, present), phases(assessment, present), steps(record, prices)];
  return all.filter((chart) => chart !== undefined);
}

const layout = { width: WIDTH, config: { font: 'system-ui, sans-serif', view: { stroke: null } } };

function powerOverTime(
  record: ActivityRecord,
  prices: Prices,
  present: readonly Component[],
): Chart | undefined {
  if (!record.profile) return undefined;
  const spans = spanCosts(record.profile, prices);
  const end = spans[spans.length - 1]?.to;
  if (end === undefined) return undefined;
  const { unit, scale } = timeUnit(end);
  const stack = [...present].reverse();
  const values = spans.flatMap((span) => {
    let base = 0;
    return stack.map((component) => {
      const low = base;
      base += span.powerUw[component];
      return {
        from: round(span.from * scale),
        to: round(span.to * scale),
        component,
        power: round(span.powerUw[component]),
        low: round(low),
        high: round(base),
      };
    });
  });
  return {
    id: 'power',
    title: 'Power over time',
    text: `Mean power of each of ${spans.length} spans of ${record.profile.ticksPerSpan} ticks, by component.`,
    spec: {
      $schema: SCHEMA,
      ...layout,
      height: 300,
      data: { values },
      mark: { type: 'rect', tooltip: true },
      encoding: {
        x: { field: 'from', type: 'quantitative', title: `time (${unit})`, scale: { nice: false } },
        x2: { field: 'to' },
        y: { field: 'low', type: 'quantitative', title: 'power (µW)' },
        y2: { field: 'high' },
        color: colour(present),
        tooltip: [
          { field: 'component', type: 'nominal' },
          { field: 'power', type: 'quantitative', title: 'power (µW)' },
          { field: 'from', type: 'quantitative', title: `from (${unit})` },
          { field: 'to', type: 'quantitative', title: `to (${unit})` },
        ],
      },
    },
  };
}

function phases(assessment: Assessment, present: readonly Component[]): Chart {
  const named = PHASES.filter((p) => assessment.phases[p] > 0);
  const top = Math.max(...named.map((p) => assessment.phases[p]));
  const { unit, scale } = [
    { unit: 'mJ', scale: 1e-9 },
    { unit: 'µJ', scale: 1e-6 },
    { unit: 'nJ', scale: 1e-3 },
  ].find((u) => top * u.scale >= 1) ?? { unit: 'pJ', scale: 1 };
  const values = named.flatMap((phase) =>
    present
      .filter((component) => assessment.byPhase[phase][component] > 0)
      .map((component) => ({
        phase,
        component,
        order: -present.indexOf(component),
        energy: round(assessment.byPhase[phase][component] * scale),
        share: `${((100 * assessment.byPhase[phase][component]) / assessment.energyPj).toFixed(1)} %`,
      })),
  );
  return {
    id: 'phases',
    title: 'Energy by phase and component',
    text: 'Leakage is counted with the phase whose cycles it falls in; loading over SPI while the core is idle counts as idle, its transfers as configuration.',
    spec: {
      $schema: SCHEMA,
      ...layout,
      height: { step: 34 },
      data: { values },
      mark: { type: 'bar', tooltip: true },
      encoding: {
        y: { field: 'phase', type: 'nominal', title: null, sort: named },
        x: { field: 'energy', type: 'quantitative', title: `energy (${unit})`, stack: true },
        color: colour(present),
        order: { field: 'order', type: 'quantitative' },
        tooltip: [
          { field: 'phase', type: 'nominal' },
          { field: 'component', type: 'nominal' },
          { field: 'energy', type: 'quantitative', title: `energy (${unit})` },
          { field: 'share', type: 'nominal', title: 'of the run' },
        ],
      },
    },
  };
}

function steps(record: ActivityRecord, prices: Prices): Chart | undefined {
  const { profile } = record;
  if (!profile || profile.steps.length === 0) return undefined;
  const values = profile.steps.map((step) => {
    const cost = stepCost(step, prices);
    return {
      tick: cost.tick,
      events: cost.events,
      cycles: cost.cycles,
      energy: round(cost.energyPj / 1e3),
      kind: step.counts[LEARNING]! > 0 ? 'with learning' : 'inference only',
    };
  });
  return {
    id: 'steps',
    title: 'Energy of a time step against its activity',
    text: `${values.length} whole steps, every ${profile.stepStride === 1 ? '' : `${ordinal(profile.stepStride)} `}one of the run; leakage included.`,
    spec: {
      $schema: SCHEMA,
      ...layout,
      height: 320,
      data: { values },
      mark: { type: 'point', filled: true, opacity: 0.55, size: 36, tooltip: true },
      encoding: {
        x: {
          field: 'events',
          type: 'quantitative',
          title: 'events in the step (inputs and spikes)',
          axis: { tickMinStep: 1 },
        },
        y: { field: 'energy', type: 'quantitative', title: 'energy (nJ)' },
        color: {
          field: 'kind',
          type: 'nominal',
          title: null,
          scale: { domain: ['inference only', 'with learning'], range: ['#2166ac', '#b2182b'] },
        },
        tooltip: [
          { field: 'tick', type: 'quantitative' },
          { field: 'events', type: 'quantitative' },
          { field: 'cycles', type: 'quantitative' },
          { field: 'energy', type: 'quantitative', title: 'energy (nJ)' },
        ],
      },
    },
  };
}

const ordinal = (n: number): string => (n === 2 ? 'second' : `${n}th`);

/** Six digits are enough to draw. */
const round = (value: number): number => Number(value.toPrecision(6));
