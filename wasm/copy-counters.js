/** The source of the kernel's copy of counters, from their list in src/chip/turbo/counters.ts. */
import * as counters from '../dist/src/chip/turbo/counters.js';

const { GROUP_ENDS, MOVES_WITH_EVENTS, MOVES_WITH_LEARNING, PHASE_COUNTERS } = counters;

/** Copies of a sum, of a counter, or of two that stand side by side, to their places behind the group. */
function copies() {
  const lines = [];
  for (let i = 0; i < PHASE_COUNTERS.length;) {
    const { places } = PHASE_COUNTERS[i];
    const next = PHASE_COUNTERS[i + 1]?.places;
    const [from, to] = [8 * places[0], 8 * (i + 1)];
    const two = places.length === 1 && next?.length === 1 && next[0] === places[0] + 1;
    if (two) lines.push(`v128.store(row, v128.load(counters, ${from}), ${to});`);
    else
      lines.push(
        `store<f64>(row, ${places.map((p) => `load<f64>(counters, ${8 * p})`).join(' + ')}, ${to});`,
      );
    i += two ? 2 : 1;
  }
  return lines;
}

/** Twin of CounterRows.write; `marks` holds what moves with events and with learning as of the last row. */
export const COPY_COUNTERS = `
export function copyCounters(counters: usize, marks: usize, row: usize): u32 {
  const events = load<u64>(counters, ${8 * MOVES_WITH_EVENTS});
  const learning = load<u64>(counters, ${8 * MOVES_WITH_LEARNING});
  const propagated = events != load<u64>(marks);
  const learned = learning != load<u64>(marks, 8);
  store<u64>(marks, events);
  store<u64>(marks, learning, 8);
  store<f64>(row, <f64>select<u32>(2, <u32>propagated, learned));
  ${copies().join('\n  ')}
  return 1 + select<u32>(${GROUP_ENDS[2]}, select<u32>(${GROUP_ENDS[1]}, ${GROUP_ENDS[0]}, propagated), learned);
}
`;
