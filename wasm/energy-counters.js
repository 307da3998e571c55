/** The source of the energy log's sums and prices, from the lists of counters and of what they cost. */
import { ACT, ACTIVITIES } from '../src/chip/activity.js';
import * as rows from '../src/chip/turbo/counter-rows.js';
import { BY_LEAK_UPDATE, GROUP_ENDS, GROUPS, PHASE_COUNTERS } from '../src/chip/turbo/counters.js';
import { MISSING } from '../src/table/dictionary-column.js';
import { EVERYTHING, LEADING, NOTHING } from '../src/energy/log/log.js';
import * as memory from '../src/energy/log/log-memory.js';
import { activitiesOf } from '../src/energy/meter.js';
import { COMPONENTS, LEAKAGE } from '../src/energy/table/vocabulary.js';

const { CYCLES, IN_WORDS, KEEP, LONG, SLOT_BYTES, STEP_SLOTS, TICKS } = rows;

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

/** A counter of a long row; of one whose counters are words, or double words behind these. */
const inLong = (i) => `<f64>load<u32>(row, ${4 * i})`;
function inWords(i) {
  if (i === CYCLES)
    return `<f64>(<u32>load<u16>(row, ${2 * i}) | (<u32>load<u8>(row, ${2 * TICKS + 1}) << 16))`;
  if (i === TICKS) return `<f64>load<u8>(row, ${2 * TICKS})`;
  return i < IN_WORDS
    ? `<f64>load<u16>(row, ${2 * i})`
    : `<f64>load<u32>(row, ${2 * IN_WORDS + 4 * (i - IN_WORDS)})`;
}

const take = (group) => `
export function take${group}(row: usize): void {
  ${PHASE_COUNTERS.slice(0, GROUP_ENDS[group])
    .map((_, i) => `const by${i} = ${(group < 2 ? inWords : inLong)(i)};`)
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
  KEEP,
  LONG,
  STEP_SLOTS,
  SLOT_BYTES,
  EVERYTHING,
  NOTHING,
  ACTIVITIES: ACTIVITIES.length,
  COMPONENTS: COMPONENTS.length,
  LEADING_CYCLE: LEADING.cycle.length,
  LEADING_TICK: LEADING.tick.length,
  LEADING_SAMPLE: LEADING.sample.length,
  CHUNK_ROWS: memory.CHUNK_ROWS,
  DYNAMIC: memory.DYNAMIC,
  KNOWN_BYTES: memory.KNOWN_BYTES,
  KNOWN_PLACES: memory.KNOWN_PLACES,
  MISSING,
  SAID_ROWS: memory.SAID_ROWS,
  WIDTH: memory.WIDTH,
  SAID_BYTES: memory.SAID_BYTES,
  SAID_LENGTH: memory.SAID_LENGTH,
  SAID_TEXT: memory.SAID_TEXT,
  STEP_BYTES: 2 * rows.STEP_WORDS,
  EVENT_BYTES: 2 * rows.EVENT_WORDS,
  LONG_BYTES: 2 * rows.LONG_WORDS,
};
const places = [
  'KNOWN',
  'NUMBERS',
  'SAID',
  'SUMS',
  'KEPT',
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

@inline
function tell(into: usize, at: usize, total: f64): void {
  const now = floor<f64>(total + 0.5);
  store<f64>(into + at, now - load<f64>(TOLD + at));
  store<f64>(TOLD + at, now);
}

/** Whether the energies but leakage are those said, bit by bit. */
export function same(said: usize, values: usize): bool {
  let differ = i32x4.splat(0);
  ${Array.from({ length: memory.DYNAMIC }, (_, i) => i)
    .filter((i) => i % 2 === 0)
    .map((i) => {
      const load = i + 1 < memory.DYNAMIC ? 'v128.load' : 'v128.load64_zero';
      return `differ = v128.or(differ, v128.xor(${load}(said, ${8 * i}), ${load}(values, ${8 * i})));`;
    })
    .join('\n  ')}
  return !v128.any_true(differ);
}

/** Where a row like this may have been said. */
export function place(values: usize): u32 {
  let all: u64 = 0;
  ${[0, 1, 2, 3, 5].map((i) => `all = (all ^ load<u64>(values, ${8 * i})) * 0x9e3779b97f4a7c15;`).join('\n  ')}
  return <u32>(all >> ${64 - Math.log2(memory.SAID_ROWS)});
}
${GROUPS.map((_, group) => take(group)).join('\n')}
${GROUPS.map((_, group) => price(group, Object.keys(additions(group)))).join('\n')}
${price('All')}
`;
