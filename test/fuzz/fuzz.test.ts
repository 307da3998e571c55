import { describe, expect, it } from 'vitest';
import { fuzz } from './frame.js';
import { FUZZ_TARGETS } from './targets.js';

describe.each(FUZZ_TARGETS)('mutated $name', (target) => {
  it('end in a clear error or a right result', async () => {
    const count = target.inSuite ?? 400;
    const { counts } = await fuzz(target, count, 'suite');
    expect(Object.values(counts).reduce((sum, n) => sum + n)).toBe(count);
    for (const n of Object.values(counts)) expect(n).toBeGreaterThan(3);
  });
});
