import { describe, expect, it } from 'vitest';
import { randomDesign } from '../random-design.js';
import { Lockstep } from './lockstep.js';
import { runProgram, type Theme } from './programs.js';

describe('the engine against the reference model', () => {
  const themes: [Theme, number, number][] = [
    ['samples', 14, 200],
    ['large', 2, 60],
    ['spi', 6, 150],
    ['chaos', 6, 150],
  ];
  for (const [theme, programs, operations] of themes)
    it(`agrees in every cycle of ${programs} random programs (${theme})`, () => {
      for (let i = 0; i < programs; i++) runProgram(`${theme} ${i}`, operations, theme);
    });

  const family: [Theme, number, number][] = [
    ['samples', 12, 120],
    ['large', 2, 40],
    ['spi', 8, 100],
    ['chaos', 4, 100],
  ];
  for (const [theme, programs, operations] of family)
    it(`agrees on ${programs} chips of other sizes and widths (${theme})`, () => {
      for (let i = 0; i < programs; i++) {
        const design = randomDesign(`${theme} ${i}`);
        try {
          runProgram(`${theme} of a design ${i}`, operations, theme, design);
        } catch (error) {
          throw new Error(`${design.name}: ${(error as Error).message}`, { cause: error });
        }
      }
    });

  it('notices a single wrong bit', () => {
    const lockstep = new Lockstep();
    lockstep.run(3);
    lockstep.chip.state.wout.bytes[77] = 1;
    expect(() => lockstep.compareAll()).toThrow('wout[4]');
  });
});
