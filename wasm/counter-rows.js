/** The source of the kernel's rows of counters, from their list in src/chip/turbo/counters.ts. */
import * as counters from '../dist/src/chip/turbo/counters.js';

const { DISTURBED, GROUPS, GROUP_ENDS, LONGEST_ROW, MARKS } = counters;
const { MOVES_WITH_EVENTS, MOVES_WITH_LEARNING, ROOM } = counters;

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

/** Stores a group behind the head of the row, four counters at a time. */
function write(group) {
  const at = 4 * (1 + GROUP_ENDS[GROUPS.indexOf(group)] - group.length);
  const two = pairs(group);
  return two
    .filter((_, i) => i % 2 === 0)
    .map((first, i) => `v128.store(row, halves(${first}, ${two[2 * i + 1] ?? first}), ${at + 16 * i});`)
    .join('\n  ');
}

const end = (group) => `store<u32>(row, ${group});
    used += ${1 + GROUP_ENDS[group]};`;
const mark = (place) => `load<f64>(marks, ${8 * place})`;
const keep = (value, place) => `store<f64>(marks, ${value}, ${8 * place});`;

/** Twin of CounterRows.write; `marks` are those of MARKS. */
export const COUNTER_ROWS = `
/** The lower halves of four whole numbers: the lower words of their sums with 2^52. */
// @ts-ignore: decorator
@inline
function halves(a: v128, b: v128): v128 {
  const units = f64x2.splat(4503599627370496);
  return v128.shuffle<i32>(f64x2.add(a, units), f64x2.add(b, units), 0, 2, 4, 6);
}

export function writeRow(counters: usize, marks: usize, rows: usize, disturbances: f64, cycle: f64): u32 {
  if (disturbances != ${mark(MARKS.disturbances)}) return ${DISTURBED};
  if (!(cycle - ${mark(MARKS.cycle)} < ${LONGEST_ROW})) return ${DISTURBED};
  ${keep('cycle', MARKS.cycle)}
  const events = load<f64>(counters, ${8 * MOVES_WITH_EVENTS});
  const learning = load<f64>(counters, ${8 * MOVES_WITH_LEARNING});
  let used = load<u32>(marks, ${8 * MARKS.length});
  const row = rows + (used << 2);
  ${write(GROUPS[0])}
  if (learning != ${mark(MARKS.learning)}) {
    ${keep('events', MARKS.events)}
    ${keep('learning', MARKS.learning)}
    ${write(GROUPS[1])}
    ${write(GROUPS[2])}
    ${end(2)}
  } else if (events != ${mark(MARKS.events)}) {
    ${keep('events', MARKS.events)}
    ${write(GROUPS[1])}
    ${end(1)}
  } else {
    ${end(0)}
  }
  store<u32>(marks, used, ${8 * MARKS.length});
  return <u32>(used > ${ROOM});
}
`;
