import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/asm/assembler.js';
import { formatFinding, lintImage } from '../../src/lint/lint.js';
import { worstStepCycles } from '../../src/lint/step-cycles.js';
import { REGISTERS } from '../../isa/registers.js';
import { noFiles } from '../asm/no-files.js';

/** A program with nothing to find: two neurons, no learning, all memories written. */
const SETUP = `
start:  sck 2
        la r1, setup
        spiw r1, (end - setup) / 4
        cfg EN_CONF, 0
`;
const DATA = `
        halt 0
        .data
        .config setup
        DO_EPROP 0
        NUM_INP 1
        NUM_REC 1
        NUM_OUT 1
        .endconfig
        .word write(NEUR, 3, 1), 0, write(WINP, 0, 1), 0, write(WINP, 64, 1), 0
        .word write(WREC, 0, 1), 0, write(WREC, 64, 1), 0, write(WOUT, 0, 1), 0, write(WOUT, 4, 1), 0
end:
`;

async function findings(body: string, data = DATA): Promise<string[]> {
  const { image } = await assemble('main.s', SETUP + body + data, noFiles);
  return lintImage(image).map(formatFinding);
}

describe('lint', () => {
  it('finds nothing in a sound program', async () => {
    expect(await findings('sample 1\ntick\ntick\nsample 0\npulse\nout r1')).toEqual([]);
  });

  it.each([
    [
      'registers',
      'cfg NOISE_EN, 1\nsample 1\ntick',
      /^register-never-written: NOISE_STR: no reset value .*main\.s:8/,
    ],
    [
      'learning registers',
      'cfg DO_EPROP, 4\ntvalid 1\ntick',
      /register-never-written: THR_H_0, .*LR_R_WOUT, LR_P_WOUT/,
    ],
    ['targets', 'cfg DO_EPROP, 4\ntick', /learning-without-target: DO_EPROP is 4.*never raised/],
    ['inputs', 'aer 2\ntick', /event-beyond-inputs: an event of input 2, but NUM_INP is 1/],
    ['odd counts', 'cfg NUM_REC, 2\ntick', /odd-neuron-count: .*neuron 2 is never stepped.*make it 3/],
    ['memories', 'cfg NUM_REC, 7\ntick', /memory-never-written: wrec: 14 of 16 words/],
    ['SCK', 'sck 1\ncfg KAPPA, 1', /sck-too-fast: SCK runs faster than a quarter of CLK/],
    [
      'reads',
      'li r2, read(WINP, 0, 1)\nla r3, end\nspir r2, r3, 1',
      /read-too-fast: a read at 4 cycles a bit/,
    ],
    [
      'ticks',
      'sample 1\ntick\npulse\nwait 3\npulse',
      /ticks-too-close: a tick 8 cycles after the last, which can take \d+/,
    ],
    [
      'local ticks',
      'cfg CYCLES_PER_TICK, 5\ncfg LOCAL_TICK, 1',
      /ticks-too-close: local ticks come every 5 cycles/,
    ],
    ['a local start', 'cfg CYCLES_PER_TICK, 500\ncfg LOCAL_TICK, 1\nsample 1', /local-tick-cannot-start/],
    ['ends', '.events e\n.sample\n.label 2, 1\n.code', /sample-without-end: stream 0: sample 0 without end/],
    [
      'labels',
      '.events e\n.sample\n.end 9\n.sample\n.end 9\n.code',
      /sample-without-label: stream 0: 2 samples \(first 0\)/,
    ],
  ])('finds %s', async (_, body, message) => {
    const data = body.includes('spir') ? `${DATA}.space 4\n` : DATA;
    expect((await findings(body, data)).join('\n')).toMatch(message);
  });

  it('gives the worst case of a step for the reference task', () => {
    const settings: Record<string, number> = { NUM_INP: 39, NUM_REC: 99, NUM_OUT: 1, DO_EPROP: 7 };
    const resets = new Map<string, number>(REGISTERS.map((r) => [r.name, 'reset' in r ? r.reset : 0]));
    const get = (name: string): number => settings[name] ?? resets.get(name) ?? 0;
    // 100 addresses scanned, 100 events of 100 cycles, 100 neurons stepped, 7 blocks of 32 + 200 cycles learnt.
    expect(worstStepCycles(get)).toBe(8 + 100 + 100 * 100 + 100 + 7 * 232);
  });
});
