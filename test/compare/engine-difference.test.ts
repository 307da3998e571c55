import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_PHASES, PLAIN_PHASES, type Phases } from '../../src/chip/turbo/phases.js';
import { diffRuns } from '../../src/compare/run-diff.js';
import { designOf } from '../../src/design/design.js';
import { linesOf } from '../../src/files/lines.js';
import { Program } from '../../src/run/program.js';
import { ticksSoFar } from '../../src/position/counts.js';
import { projectPath } from '../project.js';
import '../seed.js';
import { firmware } from './specs.js';

const file = projectPath('traces/golden/learn_all_a1.host.gz');
const program = new Program(file, { script: linesOf(file) });
const options = { timeout: 1_000_000, horizon: 1_000_000, interval: 1 };

/** Phases that leave one bit of a membrane wrong in the step of one tick. */
const leaksWrongly = (tick: number, neuron: number, bit: number): Phases => ({
  ...PLAIN_PHASES,
  step: (s, limit, observer) => {
    const first = s.ctl.step >> 1;
    const cycles = PLAIN_PHASES.step(s, limit, observer);
    if (ticksSoFar(s) === tick && first <= neuron >> 1 && first + (cycles >> 1) > neuron >> 1)
      s.neur.membrane[neuron]! ^= 1 << bit;
    return cycles;
  },
});

/** Phases that learn one weight wrongly. */
const learnsWrongly: Phases = {
  ...PLAIN_PHASES,
  learn: (s, limit, observer) => {
    const preOfFirstBlock = s.ctl.posts === 0 && s.ctl.blk === 0;
    const cycles = PLAIN_PHASES.learn(s, limit, observer);
    if (ticksSoFar(s) === 3 && preOfFirstBlock && cycles > 0)
      for (let pre = 0; pre < 20; pre++) s.winp.bytes[256 * pre + 7]! ^= 64;
    return cycles;
  },
};

describe('trace diff of two engines', () => {
  it('finds none where there is none, at any checkpoint', async () => {
    for (const engine of ['turbo', 'auto'] as const) {
      const diff = await diffRuns({ program, engine: 'cycle' }, { program, engine }, options);
      expect(diff.divergence).toBeUndefined();
      expect(diff.cycles).toEqual({ a: 74_091, b: 74_091 });
      expect(diff.checkpoints).toBeGreaterThan(10);
    }
  });

  it.each([
    [
      'leak',
      leaksWrongly(3, 7, 12),
      { cycle: 63_918, signal: 'membrane[7]', a: '-734', b: '-4830' },
      ['membrane'],
    ],
    [
      'learning',
      learnsWrongly,
      { cycle: 63_931, signal: 'winp[0][7]', a: '27', b: '91' },
      ['membrane', 'spike', 'output', 'weight', 'byte', 'signal'],
    ],
  ])('finds a fault in the %s of an engine, and what follows', async (_name, phases, found, effects) => {
    const b = { program, engine: 'turbo' as const, phases };
    const engine = { wrong: 'B', from: 63_368, to: 63_931 };
    const diff = await diffRuns({ program, engine: 'cycle' }, b, options);
    expect(diff.divergence).toEqual({ ...found, engine, others: [] });
    expect(diff.effects.map((e) => e.kind)).toEqual(effects);
    const sameEngine = await diffRuns({ program, engine: 'turbo' }, b, options);
    expect(sameEngine.divergence).toEqual(diff.divergence);
    const turned = await diffRuns(b, { program, engine: 'cycle' }, options);
    expect(turned.divergence).toMatchObject({ cycle: found.cycle, engine: { ...engine, wrong: 'A' } });
  });

  it('finds a fault in the engine of another chip', async () => {
    const recorded = projectPath('traces/geometry/learn_all_n32.host.gz');
    const design = designOf({ inputs: 32, neurons: 32 });
    const small = new Program(recorded, { script: linesOf(recorded), design });
    const overwrites: Phases = {
      ...NO_PHASES,
      step: (s) => {
        if (ticksSoFar(s) === 3) s.neur.membrane[31] = 77;
        return 0;
      },
    };
    const b = { program: small, engine: 'turbo' as const, phases: overwrites };
    const { divergence } = await diffRuns({ program: small, engine: 'cycle' }, b, options);
    expect(divergence).toMatchObject({ signal: 'membrane[31]', b: '77', engine: { wrong: 'B' } });
  });

  it('finds faults of a step, whatever bit', async () => {
    // Ticks whose step the turbo engine takes as a whole.
    const fault = fc.tuple(fc.integer({ min: 8, max: 17 }), fc.nat(19), fc.nat(15));
    let found = 0;
    await fc.assert(
      fc.asyncProperty(fault, async ([tick, neuron, bit]) => {
        const b = { program, engine: 'turbo' as const, phases: leaksWrongly(tick, neuron, bit) };
        const { divergence: d } = await diffRuns({ program, engine: 'cycle' }, b, { ...options, horizon: 0 });
        // Some heal before the operation is over: a membrane saturates.
        if (!d) return;
        found++;
        expect([`membrane[${neuron}]`, 'neur.q[6]']).toContain(d.signal);
        expect(d.engine?.wrong).toBe('B');
        expect(d.engine?.from).toBeLessThanOrEqual(d.cycle);
        expect(d.engine?.to).toBeGreaterThanOrEqual(d.cycle);
      }),
      { numRuns: 10 },
    );
    expect(found).toBeGreaterThan(5);
  });

  it('follows what a program does about a wrong answer of an engine', async () => {
    const { program: blink } = await firmware(readFileSync(projectPath('firmware/blink.s'), 'utf8'));
    const losesSpikes: Phases = {
      ...PLAIN_PHASES,
      step: (s, limit, observer) => {
        const cycles = PLAIN_PHASES.step(s, limit, observer);
        if (cycles > 0) s.z.fill(0);
        return cycles;
      },
    };
    const b = { program: blink, engine: 'turbo' as const, phases: losesSpikes };
    const diff = await diffRuns({ program: blink, engine: 'cycle' }, b, options);
    expect(diff.divergence).toMatchObject({ signal: 'z[0]', a: '1', b: '0', engine: { wrong: 'B' } });
    expect(diff.effects.at(-1)).toMatchObject({ kind: 'byte', a: '1', b: '0' });
  });
});
