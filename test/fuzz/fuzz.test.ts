import { describe, expect, it } from 'vitest';
import { fuzz } from './frame.js';
import { FUZZ_TARGETS } from './targets.js';

describe.each(FUZZ_TARGETS)('mutated $name', (target) => {
  it('end in a clear error or a right result', async () => {
    const { counts } = await fuzz(target, 400, 'suite');
    expect(Object.values(counts).reduce((sum, n) => sum + n)).toBe(400);
    for (const n of Object.values(counts)) expect(n).toBeGreaterThan(3);
  });
});
