/** The source of the energy log's sums and prices, from the lists of counters and of what they cost. */
import { ACT, ACTIVITIES } from '../dist/src/chip/activity.js';
import { ALL, BY_LEAK_UPDATE, GROUP_ENDS, GROUPS, PHASE_COUNTERS } from '../dist/src/chip/turbo/counters.js';
import { EVERYTHING, LEADING, NOTHING } from '../dist/src/energy/log.js';
import * as memory from '../dist/src/energy/log-memory.js';
import { activitiesOf } from '../dist/src/energy/meter.js';
import { COMPONENTS, LEAKAGE } from '../dist/src/energy/vocabulary.js';

const sum = (activity) => `SUMS + ${8 * ACT[activity]}`;
const cost = (index) => `load<f64>(COSTS + ${8 * index})`;

/** What a row of the groups up to one adds to the sums, by activity. */
function additions(group) {
  const terms = {};
  const add = (activity, term) => (terms[activity] ??= []).push(term);
  PHASE_COUNTERS.slice(0, GROUP_ENDS[group]).forEach(({ activity }, i) => {
    add(activity, `by${i}`);
    if (activity !== 'leakUpdates') return;
    for (const [brought, times] of Object.entries(BY_LEAK_UPDATE)) add(brought, `by${i} * ${times}`);
  });
  return terms;
}

const take = (group) => `
export function take${group}(row: usize): void {
  ${PHASE_COUNTERS.slice(0, GROUP_ENDS[group])
    .map((_, i) => `const by${i} = moved(row, ${4 * i});`)
    .join('\n  ')}
  ${Object.entries(additions(group))
    .map(
      ([activity, terms]) =>
        `store<f64>(${sum(activity)}, load<f64>(${sum(activity)}) + ${terms.join(' + ')});`,
    )
    .join('\n  ')}
}`;

/** aJ of a component, all in all. */
const total = (component) =>
  activitiesOf(component)
    .map(
      (a) => `load<f64>(${sum(a)}) * ${cost(component === COMPONENTS[LEAKAGE] ? ACTIVITIES.length : ACT[a])}`,
    )
    .join(' + ');

/** @param moved activities; undefined: all. */
const price = (name, moved) => `
export function price${name}(into: usize): void {
  ${COMPONENTS.map((component, c) =>
    !moved || activitiesOf(component).some((a) => moved.includes(a))
      ? `tell(into, ${8 * c}, ${total(component)});`
      : `store<f64>(into + ${8 * c}, 0);`,
  ).join('\n  ')}
}`;

const constants = {
  ALL,
  EVERYTHING,
  NOTHING,
  ACTIVITIES: ACTIVITIES.length,
  COMPONENTS: COMPONENTS.length,
  LEADING_CYCLE: LEADING.cycle.length,
  LEADING_TICK: LEADING.tick.length,
  LEADING_SAMPLE: LEADING.sample.length,
  CHUNK_ROWS: memory.CHUNK_ROWS,
  GROUP_0: GROUP_ENDS[0],
  GROUP_1: GROUP_ENDS[1],
  GROUP_2: GROUP_ENDS[2],
};
const places = [
  'SUMS',
  'LAST',
  'TOLD',
  'COSTS',
  'NAMES',
  'NAME_LENGTHS',
  'DIGITS',
  'BLOCK',
  'VALUES',
  'TEXT',
];

export const ENERGY_COUNTERS = `
${Object.entries(constants)
  .map(([name, value]) => `export const ${name}: u32 = ${value};`)
  .join('\n')}
${places.map((name) => `export const ${name}: usize = ${memory[`${name}_AT`]};`).join('\n')}
export const CYCLES: usize = ${sum('cycles')};

// @ts-ignore: decorator
@inline
function tell(into: usize, at: usize, total: f64): void {
  const now = floor<f64>(total + 0.5);
  store<f64>(into + at, now - load<f64>(TOLD + at));
  store<f64>(TOLD + at, now);
}

/** By how much a counter of a row moved. */
// @ts-ignore: decorator
@inline
function moved(row: usize, at: usize): f64 {
  const now = load<u32>(row + at);
  const by = now - load<u32>(LAST + at);
  store<u32>(LAST + at, now);
  return <f64>by;
}
${GROUPS.map((_, group) => take(group)).join('\n')}
${GROUPS.map((_, group) => price(group, Object.keys(additions(group)))).join('\n')}
${price('All')}
`;
