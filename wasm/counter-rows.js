/** The source of the kernel's rows of counters, from their list in src/chip/turbo/counters.ts. */
import * as counters from '../dist/src/chip/turbo/counters.js';

const { DISTURBED, EVENTS, GROUPS, GROUP_ENDS, HEAD_BITS, LONGEST_ROW, MARKS } = counters;
const { MOST_ROWS, MOVES_WITH_LEARNING, PHASE_COUNTERS, ROOM, SIZES } = counters;

/** Where a group begins among all counters: at an even place, as they are handled two by two. */
function firstOf(group) {
  const first = GROUP_ENDS[GROUPS.indexOf(group)] - group.length;
  if (first % 2 !== 0) throw new Error('all groups of counters but the last are to be even');
  return first;
}

/** A counter, as a number. */
const number = ({ places }) => places.map((p) => `load<f64>(counters, ${8 * p})`).join(' + ');

/** Counters of a group two by two, as vectors; the last one may stand alone. */
function pairs(group) {
  const vectors = [];
  for (let i = 0; i < group.length; i += 2) {
    const [a, b] = [group[i], group[i + 1]];
    const adjacent = a.places.length === 1 && b?.places.length === 1 && b.places[0] === a.places[0] + 1;
    const first = `f64x2.splat(${number(a)})`;
    if (adjacent) vectors.push(`v128.load(counters, ${8 * a.places[0]})`);
    else vectors.push(b ? `f64x2.replace_lane(${first}, 1, ${number(b)})` : first);
  }
  return vectors;
}

/** By how much each pair of a group moved, as constants named for it. */
function differences(group, name) {
  const at = 8 * firstOf(group);
  return pairs(group).map(
    (pair, i) => `const ${name}Now${i} = ${pair};
  const ${name}${i} = f64x2.sub(${name}Now${i}, v128.load(marks, ${at + 16 * i}));`,
  );
}

/** The marks of a group move along. */
function move(group, name) {
  return pairs(group).map((_, i) => `v128.store(marks, ${name}Now${i}, ${8 * firstOf(group) + 16 * i});`);
}

/** Stores the differences of a group behind the head of the row, four at a time. */
function stores(group, name) {
  const at = 4 * (1 + firstOf(group));
  const lines = [];
  for (let i = 0; 4 * i < group.length; i++) {
    const high = 4 * i + 2 < group.length ? 2 * i + 1 : 2 * i;
    lines.push(`v128.store(row, halves(${name}${2 * i}, ${name}${high}), ${at + 16 * i});`);
  }
  return lines;
}

const [steady, events, learning] = GROUPS;
const each = (line) => pairs(steady).map((_, i) => line(i));
const all = (terms) => terms.reduce((sum, term) => `v128.and(${sum}, ${term})`);
const lines = (list) => list.join('\n  ');

/** Twin of CounterRows.write; `marks` are those of MARKS, `sizes` those of SIZES. */
export const COUNTER_ROWS = `
/** The lower halves of four whole numbers: the lower words of their sums with 2^52. */
// @ts-ignore: decorator
@inline
function halves(a: v128, b: v128): v128 {
  const units = f64x2.splat(4503599627370496);
  return v128.shuffle<i32>(f64x2.add(a, units), f64x2.add(b, units), 0, 2, 4, 6);
}

export function writeRow(counters: usize, marks: usize, sizes: usize, rows: usize, disturbances: f64): u32 {
  ${lines(differences(steady, 'steady'))}
  if (disturbances != load<f64>(marks, ${8 * MARKS.disturbances})) return ${DISTURBED};
  if (!(f64x2.extract_lane(steady0, 0) < ${LONGEST_ROW})) return ${DISTURBED};
  const count = load<u32>(sizes, ${4 * SIZES.rows}) + 1;
  store<u32>(sizes, count, ${4 * SIZES.rows});
  const passed = load<f64>(counters, ${8 * MOVES_WITH_LEARNING});
  const propagated = load<f64>(counters, ${8 * PHASE_COUNTERS[EVENTS].places[0]}) != load<f64>(marks, ${8 * EVENTS});
  const learned = passed != load<f64>(marks, ${8 * MARKS.learning});
  ${lines(move(steady, 'steady'))}
  const repeats = load<u32>(sizes, ${4 * SIZES.repeats});
  let used = load<u32>(sizes, ${4 * SIZES.used});
  const row = rows + (used << 2);
  if (!propagated && !learned) {
    const same = ${all(each((i) => `f64x2.eq(steady${i}, v128.load(marks, ${8 * MARKS.moved + 16 * i}))`))};
    if (i64x2.all_true(same)) {
      store<u32>(sizes, repeats + 1, ${4 * SIZES.repeats});
      return <u32>(count == ${MOST_ROWS});
    }
    ${lines(each((i) => `v128.store(marks, steady${i}, ${8 * MARKS.moved + 16 * i});`))}
    store<u32>(row, repeats << ${HEAD_BITS});
    ${lines(stores(steady, 'steady'))}
    used += ${1 + GROUP_ENDS[0]};
  } else {
    ${lines(stores(steady, 'steady'))}
    ${lines(differences(events, 'events'))}
    ${lines(move(events, 'events'))}
    ${lines(stores(events, 'events'))}
    if (learned) {
      store<f64>(marks, passed, ${8 * MARKS.learning});
      ${lines(differences(learning, 'learning'))}
      ${lines(move(learning, 'learning'))}
      ${lines(stores(learning, 'learning'))}
      store<u32>(row, 2 | (repeats << ${HEAD_BITS}));
      used += ${1 + GROUP_ENDS[2]};
    } else {
      store<u32>(row, 1 | (repeats << ${HEAD_BITS}));
      used += ${1 + GROUP_ENDS[1]};
    }
  }
  store<u32>(sizes, 0, ${4 * SIZES.repeats});
  store<u32>(sizes, used, ${4 * SIZES.used});
  return <u32>(used > ${ROOM}) | <u32>(count == ${MOST_ROWS});
}
`;
