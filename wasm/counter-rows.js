/** The source of the kernel's rows of counters, from their list in src/chip/turbo/counters.ts. */
import * as rows from '../src/chip/turbo/counter-rows.js';
import { GROUPS, MOVES_WITH_EVENTS, MOVES_WITH_LEARNING } from '../src/chip/turbo/counters.js';
import * as places from '../src/chip/turbo/simd-rows.js';

const { CYCLES, DISTURBED, EVENT_WORDS, IN_WORDS, KEEP, LONG, LONG_WORDS, LONGEST_ROW, SURELY_IN_WORDS } =
  rows;
const { ROOM, SLOT_BYTES, STEP_SLOTS, STEP_WORDS, TICKS } = rows;
const { MARKS, SLOTS_AT } = places;

/** Bytes of a vector, counters in one. */
const VECTOR = 16;
const FOUR = 4;

/** A counter, as a number. */
const number = ({ place }) => (place === undefined ? 'cycle' : `load<f64>(counters, ${8 * place})`);

/** Two counters as a vector; the second may be missing. */
function pair(a, b) {
  if (!b) return `f64x2.splat(${number(a)})`;
  if (b.place === a.place + 1) return `v128.load(counters, ${8 * a.place})`;
  return `f64x2.replace_lane(f64x2.splat(${number(a)}), 1, ${number(b)})`;
}

/** Counters of a list from `at` on, by how much they moved, as vectors of four double words; the last may hold less. */
const moves = (list, at) =>
  list
    .filter((_, i) => i % FOUR === 0)
    .map((a, n) => {
      const [b, c, d] = list.slice(FOUR * n + 1, FOUR * n + FOUR);
      const now = `halves(${pair(a, b)}, ${c ? pair(c, d) : pair(a, b)})`;
      const place = MARKS.last + 4 * (at + FOUR * n);
      return c ? `moved(marks, ${now}, ${place})` : `movedTwo(marks, ${now}, ${place})`;
    });

const [steps, events, learning] = GROUPS;
if (steps.length !== 8 || events.length !== 10 || IN_WORDS !== 16 || CYCLES !== 0 || TICKS !== 2)
  throw new Error(
    'the rows of the kernel are made for 8 counters of steps, the third of them ticks, and 10 of events',
  );
const single = IN_WORDS - steps.length;
const [steps0, steps1] = moves(steps, 0);
const [events0, events1] = moves(events.slice(0, single), steps.length);
const [doubles] = moves(events.slice(single), IN_WORDS);
const learned = moves(learning, steps.length + events.length);

const mark = (name) => `load<f64>(marks, ${MARKS[name]})`;
const keep = (name, value = name) => `store<f64>(marks, ${value}, ${MARKS[name]});`;

/** Twin of CounterRows.write; `marks` are those of MARKS. */
export const COUNTER_ROWS = `
/** The lower halves of four whole numbers: the lower words of their sums with 2^52. */
@inline
function halves(a: v128, b: v128): v128 {
  const units = f64x2.splat(4503599627370496);
  return v128.shuffle<i32>(f64x2.add(a, units), f64x2.add(b, units), 0, 2, 4, 6);
}

/** By how much four counters moved. */
@inline
function moved(marks: usize, now: v128, place: usize): v128 {
  const by = i32x4.sub(now, v128.load(marks + place));
  v128.store(marks + place, now);
  return by;
}

/** The same of two, in the lower half. */
@inline
function movedTwo(marks: usize, now: v128, place: usize): v128 {
  const by = i32x4.sub(now, v128.load64_zero(marks + place));
  v128.store64_lane(marks + place, now, 0);
  return v128.shuffle<i64>(by, by, 0, 0);
}

/** Mixes what tells rows apart. */
@inline
function mixed(a: v128): u64 {
  return (i64x2.extract_lane(a, 0) * 0x9e3779b97f4a7c15) ^ (i64x2.extract_lane(a, 1) * 0xc2b2ae3d27d4eb4f);
}

/** Moves the upper byte of the cycles, which come first, to the upper byte of the ticks. */
@inline
function folded(first: v128): v128 {
  const high = v128.and(first, i32x4(0xff0000, 0, 0, 0));
  const zero = i32x4.splat(0);
  return v128.or(v128.xor(first, high), v128.shuffle<i32>(i32x4.shr_u(high, 8), zero, 4, 4, 0, 4));
}

/** Whether eight counters fit words. */
@inline
function fit(first: v128, second: v128, limits: v128): bool {
  return !v128.any_true(v128.or(i32x4.gt_u(first, limits), i32x4.gt_u(second, i32x4.splat(0xffff))));
}

export function writeRow(counters: usize, marks: usize, rows: usize, disturbances: f64, cycle: f64): u32 {
  if (disturbances != ${mark('disturbances')}) return ${DISTURBED};
  const cycles = cycle - ${mark('cycle')};
  if (!(cycles < ${LONGEST_ROW})) return ${DISTURBED};
  ${keep('cycle')}
  const events = load<f64>(counters, ${8 * MOVES_WITH_EVENTS});
  const learning = load<f64>(counters, ${8 * MOVES_WITH_LEARNING});
  const used = load<u32>(marks, ${MARKS.used});
  const row = rows + (used << 1);
  let words: u32 = 1;
  const steps0 = ${steps0};
  const steps1 = ${steps1};
  const steps = i16x8.narrow_i32x4_u(folded(steps0), steps1);
  const surely = cycles < ${SURELY_IN_WORDS};
  const isShort =
    learning == ${mark('learning')} && (surely || fit(steps0, steps1, i32x4(0xffffff, 0xffff, 0xff, 0xffff)));
  if (isShort && events == ${mark('events')}) {
    const slot = <u32>(mixed(steps) >> ${64 - Math.log2(rows.STEP_SLOTS)});
    const kept = marks + ${SLOTS_AT} + slot * ${SLOT_BYTES};
    if (!v128.any_true(v128.xor(steps, v128.load(kept)))) {
      store<u16>(row, slot);
    } else {
      v128.store(kept, steps);
      store<u16>(row, ${KEEP} + slot);
      v128.store(row, steps, 2);
      words = ${1 + STEP_WORDS};
    }
  } else {
    ${keep('events')}
    const events0 = ${events0};
    const events1 = ${events1};
    const doubles = ${doubles};
    if (isShort && (surely || fit(events0, events1, i32x4.splat(0xffff)))) {
      const moves = i16x8.narrow_i32x4_u(events0, events1);
      const slot = ${STEP_SLOTS} + <u32>((mixed(steps) + mixed(moves)) >> ${64 - Math.log2(rows.EVENT_SLOTS)});
      const kept = marks + ${SLOTS_AT} + slot * ${SLOT_BYTES};
      const differ = v128.or(
        v128.or(v128.xor(steps, v128.load(kept)), v128.xor(moves, v128.load(kept, ${VECTOR}))),
        v128.xor(doubles, v128.load(kept, ${2 * VECTOR})),
      );
      if (!v128.any_true(differ)) {
        store<u16>(row, slot);
      } else {
        v128.store(kept, steps);
        v128.store(kept, moves, ${VECTOR});
        v128.store(kept, doubles, ${2 * VECTOR});
        store<u16>(row, ${KEEP} + slot);
        v128.store(row, steps, 2);
        v128.store(row, moves, ${2 + VECTOR});
        v128.store(row, doubles, ${2 + 2 * VECTOR});
        words = ${1 + EVENT_WORDS};
      }
    } else {
      ${keep('learning')}
      store<u16>(row, ${LONG});
      ${['steps0', 'steps1', 'events0', 'events1', 'doubles']
        .map((vector, i) => `v128.store(row, ${vector}, ${2 + VECTOR * i});`)
        .join('\n      ')}
      writeLearning(counters, marks, row);
      words = ${1 + LONG_WORDS};
    }
  }
  store<u32>(marks, used + words, ${MARKS.used});
  return <u32>(used + words > ${ROOM});
}

/** Writes the counters of learning, double words, behind the others. */
function writeLearning(counters: usize, marks: usize, row: usize): void {
  ${learned
    .map((vector, i) => `v128.store(row, ${vector}, ${2 + 4 * (steps.length + events.length + FOUR * i)});`)
    .join('\n  ')}
}
`;
