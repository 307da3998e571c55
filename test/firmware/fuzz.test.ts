import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz.js';
import { fuzzImages } from './fuzz-images.js';

describe('mutated images', () => {
  it('end in a clean error, a trap or a normal run', async () => {
    const counts = fuzz(await fuzzImages(), 500, 'suite');
    expect(counts.refused + counts.trapped + counts.ended).toBe(500);
    for (const n of Object.values(counts)) expect(n).toBeGreaterThan(3);
  });
});
