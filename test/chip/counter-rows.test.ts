/** Rows of counters: what they hold, and when they hold it. */
import '../seed.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import {
  DISTURBED,
  FULL,
  KEEP,
  LONGEST_ROW,
  MOST_TICKS,
  ROWS_LENGTH,
  RowReader,
  STEP_SLOTS,
  WRITTEN,
} from '../../src/chip/turbo/counter-rows.js';
import { GROUPS, MOVES_WITH_LEARNING, PHASE_COUNTERS } from '../../src/chip/turbo/counters.js';
import { newPlainKernel } from '../../src/chip/turbo/plain-kernel.js';
import { newKernel } from '../../src/chip/turbo/simd-kernel.js';

/** More than any cycle writes, of any memory. */
const MOST_BITS = 256;
const [STEPS, EVENTS] = GROUPS.map((group) => group.length) as [number, number];

/** By how much the counters move in a row: no more than so many cycles can move them. */
const row = fc
  .tuple(
    fc.oneof({ weight: 6, arbitrary: fc.constant(300) }, fc.nat(2 ** 13), fc.nat(LONGEST_ROW - 1)),
    fc.nat(2),
    fc.infiniteStream(fc.oneof(fc.nat(3), fc.nat(MOST_BITS))),
  )
  .map(([cycles, groups, random]) => {
    const used = [STEPS, STEPS + EVENTS, PHASE_COUNTERS.length][groups]!;
    return PHASE_COUNTERS.map(({ activity }, i) => {
      if (i === 0 || i >= used) return i === 0 ? cycles : 0;
      const most = activity.endsWith('BitsWritten') ? MOST_BITS : 8;
      const next = random.next().value as number;
      if (activity === 'ticks') return Math.min(next, MOST_TICKS);
      const by = Math.max(0, Math.min(next * Math.ceil(cycles / most), most * cycles - 1));
      // There is none without an update.
      return activity === 'eventUpdates' ? by | 1 : by;
    });
  });

describe.each([
  ['plain', newPlainKernel],
  ['WebAssembly', newKernel],
])('rows of counters, %s kernel', (_name, kernel) => {
  it('last as long as no counter can move by more than a row holds, and not longer', () => {
    expect((LONGEST_ROW - 1) * MOST_BITS).toBeLessThan(2 ** 32);
    const rows = new Chip(undefined, { kernel }).newCounterRows();
    rows.restart(0, 7);
    expect(rows.write(0, 6 + LONGEST_ROW)).toBe(WRITTEN);
    expect(rows.write(0, 6 + 2 * LONGEST_ROW)).toBe(DISTURBED);
    expect(rows.write(1, 6 + LONGEST_ROW)).toBe(DISTURBED);
  });

  it('tell by how much every counter moved, whatever rows came before', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(row, fc.integer({ min: 1, max: 4 })), { maxLength: 60 }), (list) => {
        const chip = new Chip(undefined, { kernel });
        const rows = chip.newCounterRows();
        const reader = new RowReader();
        // Counters are larger than their lower halves.
        chip.state.activity.fill(2 ** 40 - 1000);
        let cycle = 2 ** 33 - 5000;
        rows.restart(0, cycle);
        for (const [by, times] of list)
          for (let n = 0; n < times; n++) {
            by.forEach((count, i) => {
              const { place } = PHASE_COUNTERS[i]!;
              if (place === undefined) cycle += count;
              else chip.state.activity[place]! += count;
            });
            if (by.slice(STEPS + EVENTS).some((n) => n > 0)) chip.state.activity[MOVES_WITH_LEARNING]! += 1;
            rows.used = 0;
            expect(rows.write(0, cycle)).toBe(WRITTEN);
            expect(reader.read(rows.values, 0)).toBe(rows.used);
            expect([...reader.by]).toEqual(by);
          }
      }),
      { numRuns: 60 },
    );
  });

  it('fill a block, and say so', () => {
    const rows = new Chip(undefined, { kernel }).newCounterRows();
    rows.restart(0, 0);
    let cycle = 0;
    let outcome = WRITTEN;
    while (outcome === WRITTEN) outcome = rows.write(0, (cycle += LONGEST_ROW - 1));
    expect(outcome).toBe(FULL);
    expect(rows.used).toBeLessThan(ROWS_LENGTH);
  });
});

it('rows of the WebAssembly kernel are single words where they are like one before', () => {
  const rows = new Chip(undefined, { kernel: newKernel }).newCounterRows();
  rows.restart(0, 0);
  const lengths = [204, 408, 612, 820, 1024].map((cycle) => {
    const { used } = rows;
    rows.write(0, cycle);
    expect(rows.values[used]! % KEEP).toBeLessThan(STEP_SLOTS);
    return rows.used - used;
  });
  expect(lengths).toEqual([1 + STEPS, 1, 1, 1 + STEPS, 1]);
  // However long nothing happens.
  const words = [LONGEST_ROW - 1, 2 * LONGEST_ROW - 2].map((cycles) => {
    const { used } = rows;
    rows.write(0, 1024 + cycles);
    return rows.used - used;
  });
  expect(words).toEqual([1 + STEPS, 1]);
});
