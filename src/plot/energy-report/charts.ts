/** Charts of a priced run. */
import type { Chart } from '../../charts/chart.js';
import { roundRange } from '../../charts/ticks.js';
import { ACT, activityBase } from '../../chip/activity.js';
import { State } from '../../chip/states.js';
import { spanCosts, stepCost, type Assessment } from '../../energy/assess.js';
import type { Prices } from '../../energy/prices.js';
import type { ActivityRecord } from '../../energy/record.js';
import { COMPONENTS, PHASES, type Component } from '../../energy/table/vocabulary.js';
import { componentColour } from '../component-colours.js';

const LEARNING = activityBase(State.EPROP) + ACT.cycles;

/** Watts and joules of the units that prices are in. */
const WATTS = 1e-6;
const JOULES = 1e-12;

/** More digits than a screen shows, and few enough for the page to stay small. */
const rounded = (value: number): number => Number(value.toPrecision(5));

/** All charts that the record has data for. */
export function energyCharts(record: ActivityRecord, prices: Prices, assessment: Assessment): Chart[] {
  const present = COMPONENTS.filter((component) => assessment.components[component] > 0);
  return [
    powerOverTime(record, prices, present),
    energyByPhase(assessment, present),
    energyOfSteps(record, prices),
  ].filter((chart) => chart !== undefined);
}

const series = (present: readonly Component[], values: (component: Component) => number[]) =>
  present.map((component) => ({
    name: component,
    colour: componentColour(component),
    values: values(component),
  }));

function powerOverTime(
  { profile }: ActivityRecord,
  prices: Prices,
  present: readonly Component[],
): Chart | undefined {
  const spans = profile ? spanCosts(profile, prices) : [];
  if (!profile || spans.length === 0) return undefined;
  const ticks = profile.ticksPerSpan === 1 ? 'one tick' : `${profile.ticksPerSpan} ticks`;
  return {
    id: 'power',
    title: 'Power over time',
    text: `Mean power of each of ${spans.length} spans of ${ticks}, by component.`,
    x: { title: 'time', unit: 's' },
    y: { title: 'power', unit: 'W', zero: true },
    height: 280,
    marks: [
      {
        mark: 'stack',
        total: 'total',
        from: spans.map(({ from }) => rounded(from)),
        to: spans.map(({ to }) => rounded(to)),
        series: series(present, (component) =>
          spans.map(({ powerUw }) => rounded(powerUw[component] * WATTS)),
        ),
      },
    ],
  };
}

function energyByPhase({ phases, byPhase }: Assessment, present: readonly Component[]): Chart {
  const named = PHASES.filter((phase) => phases[phase] > 0);
  return {
    id: 'phases',
    title: 'Energy by phase and component',
    text:
      'Leakage is counted with the phase whose cycles it falls in; loading over SPI while the core is idle counts as ' +
      'idle, its transfers as configuration.',
    x: {
      title: 'energy',
      unit: 'J',
      domain: roundRange(0, Math.max(...named.map((phase) => phases[phase])) * JOULES, 8),
    },
    y: { title: '', categories: named },
    height: 36 * named.length,
    marks: [
      {
        mark: 'bars',
        total: 'total',
        series: series(present, (component) =>
          named.map((phase) => rounded(byPhase[phase][component] * JOULES)),
        ),
      },
    ],
  };
}

const STEP_KINDS = [
  { name: 'inference only', colour: 'series-0', learns: false },
  { name: 'with learning', colour: 'series-1', learns: true },
] as const;

function energyOfSteps({ profile }: ActivityRecord, prices: Prices): Chart | undefined {
  if (!profile || profile.steps.length === 0) return undefined;
  const steps = profile.steps.map((step) => ({
    ...stepCost(step, prices),
    learns: step.counts[LEARNING]! > 0,
  }));
  const most = Math.max(...steps.map(({ events }) => events));
  const every = profile.stepStride === 1 ? 'every one' : `one of every ${profile.stepStride}`;
  return {
    id: 'steps',
    title: 'Energy of a time step against its activity',
    text: `${steps.length} whole time steps, ${every} of the run; leakage is included.`,
    x: { title: 'input events and spikes in the step', whole: true, domain: [-0.5, most + 0.5] },
    y: { title: 'energy', unit: 'J', zero: true },
    height: 300,
    marks: STEP_KINDS.map(({ name, colour, learns }) => {
      const list = steps.filter((step) => step.learns === learns);
      return {
        mark: 'points' as const,
        name,
        colour,
        x: list.map(({ events }) => events),
        y: list.map(({ energyPj }) => rounded(energyPj * JOULES)),
        names: list.map(({ tick, cycles }) => `tick ${tick}, ${cycles} cycles`),
      };
    }).filter(({ x }) => x.length > 0),
  };
}
