/** The source of the kernel's rows of counters, from their list in src/chip/turbo/counters.ts. */
import * as counters from '../dist/src/chip/turbo/counters.js';

const { CYCLE, DISTURBED, EVENTS, GROUPS, GROUP_ENDS, LONGEST_ROW, MARKS } = counters;
const { MOVES_WITH_LEARNING, PHASE_COUNTERS, ROOM } = counters;

/** Where a group begins among all counters: at an even place, as they are handled two by two. */
function firstOf(group) {
  const first = GROUP_ENDS[GROUPS.indexOf(group)] - group.length;
  if (first % 2 !== 0) throw new Error('all groups of counters but the last are to be even');
  return first;
}

/** A counter, as a number. */
const number = ({ place }) => (place === undefined ? 'cycle' : `load<f64>(counters, ${8 * place})`);

/** Counters of a group two by two, as vectors; the last one may stand alone. */
function pairs(group) {
  const vectors = [];
  for (let i = 0; i < group.length; i += 2) {
    const [a, b] = [group[i], group[i + 1]];
    const first = `f64x2.splat(${number(a)})`;
    if (b && b.place === a.place + 1) vectors.push(`v128.load(counters, ${8 * a.place})`);
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

const lines = (list) => list.join('\n  ');
/** A whole group: from the counters to marks and row. */
const write = (group, name) =>
  lines([...differences(group, name), ...move(group, name), ...stores(group, name)]);
const end = (group) => `store<u32>(row, ${group});
    used += ${1 + GROUP_ENDS[group]};`;
const mark = (place) => `load<f64>(marks, ${8 * place})`;

/** Twin of CounterRows.write; `marks` are those of MARKS, `size` is where the block's numbers in use are. */
export const COUNTER_ROWS = `
/** The lower halves of four whole numbers: the lower words of their sums with 2^52. */
// @ts-ignore: decorator
@inline
function halves(a: v128, b: v128): v128 {
  const units = f64x2.splat(4503599627370496);
  return v128.shuffle<i32>(f64x2.add(a, units), f64x2.add(b, units), 0, 2, 4, 6);
}

export function writeRow(counters: usize, marks: usize, size: usize, rows: usize, disturbances: f64, cycle: f64): u32 {
  if (disturbances != ${mark(MARKS.disturbances)}) return ${DISTURBED};
  if (!(cycle - ${mark(CYCLE)} < ${LONGEST_ROW})) return ${DISTURBED};
  const passed = load<f64>(counters, ${8 * MOVES_WITH_LEARNING});
  const learned = passed != ${mark(MARKS.learning)};
  const propagated = load<f64>(counters, ${8 * PHASE_COUNTERS[EVENTS].place}) != ${mark(EVENTS)};
  let used = load<u32>(size);
  const row = rows + (used << 2);
  ${write(GROUPS[0], 'steady')}
  if (learned) {
    store<f64>(marks, passed, ${8 * MARKS.learning});
    ${write(GROUPS[1], 'events')}
    ${write(GROUPS[2], 'learning')}
    ${end(2)}
  } else if (propagated) {
    ${write(GROUPS[1], 'events')}
    ${end(1)}
  } else {
    ${end(0)}
  }
  store<u32>(size, used);
  return <u32>(used > ${ROOM});
}
`;
