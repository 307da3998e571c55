import { describe, expect, it } from 'vitest';
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

  it('notices a single wrong bit', () => {
    const lockstep = new Lockstep();
    lockstep.run(3);
    lockstep.chip.state.wout.bytes[77] = 1;
    expect(() => lockstep.compareAll()).toThrow('wout[4]');
  });
});
