/** Rows of counters: what they hold, and when they hold it. */
import { describe, expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { ACT, activityBase } from '../../src/chip/activity.js';
import { DISTURBED, LONGEST_ROW, PHASE_COUNTERS, WRITTEN } from '../../src/chip/turbo/counters.js';
import { newPlainKernel } from '../../src/chip/turbo/plain-kernel.js';
import { newKernel } from '../../src/chip/turbo/simd-kernel.js';
import { State } from '../../src/chip/states.js';

/** More than any cycle writes, of any memory. */
const MOST_BITS = 256;

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

  it('hold the lower halves of counters beyond 2^32', () => {
    const chip = new Chip(undefined, { kernel });
    const rows = chip.newCounterRows();
    rows.restart(0, 2 ** 33);
    const { used } = rows;
    const place = activityBase(State.STEP) + ACT.leakUpdates;
    chip.state.activity[place] = 2 ** 40 + 12345;
    expect(rows.write(0, 2 ** 33 + 300)).toBe(WRITTEN);
    const row = rows.values.subarray(used, rows.used);
    expect(row[0]).toBe(0);
    expect(row[1]).toBe(300);
    expect(row[1 + PHASE_COUNTERS.findIndex((c) => c.place === place)]).toBe(12345);
  });
});
