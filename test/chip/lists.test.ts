/** Lists that a chip plays as a whole, against the same operations one by one. More of them: `npm run lists -- 20000`. */
import { expect, test } from 'vitest';
import { randomDesign } from '../random-design.js';
import { playRandomLists } from './random-lists.js';

const PROGRAMS = 150;

test(`lists of ${PROGRAMS} random programs leave the state that their operations leave one by one`, async () => {
  let played = 0;
  for (let seed = 0; seed < PROGRAMS; seed++) played += await playRandomLists(seed);
  // A chip that plays nothing would pass, too.
  expect(played / PROGRAMS).toBeGreaterThan(0.4);
});

test('lists leave the same on chips of other sizes and widths', async () => {
  let played = 0;
  const programs = 10;
  for (let seed = 0; seed < programs; seed++)
    played += await playRandomLists(seed, randomDesign(`lists ${seed}`));
  expect(played / programs).toBeGreaterThan(0.4);
});
