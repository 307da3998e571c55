import { designOf } from '../../src/design/design.js';
import { describe, expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import type { ChipState } from '../../src/chip/state.js';
import { parseCondition } from '../../src/signals/expression.js';

/** Evaluates a condition in the next cycle of a chip. */
function holds(chip: Chip, text: string): boolean {
  let result = false;
  chip.state.quiet = 0;
  const condition = parseCondition(text);
  chip.run(1, (s, w) => (result = condition(s, w)));
  return result;
}

/** A chip with values to compare. */
function prepared(change: (s: ChipState) => void): Chip {
  const chip = new Chip();
  change(chip.state);
  return chip;
}

describe('a condition', () => {
  const chip = (): Chip =>
    prepared((s) => {
      s.ctl.pre = 200;
      s.z[7] = s.z[250] = 1;
      s.vOut[3] = -5;
      s.neur.membrane[3] = 201;
      s.neur.threshold[2] = -7;
      s.neur.outputTrace[255] = 1023;
      s.wrec.bytes[17 * 256 + 5] = -128;
      s.wout.bytes[2 * 16 + 15] = 9;
      s.config.KAPPA = 48;
    });

  it.each([
    'pre == 0 || z == 2',
    'out.v[3] == -5',
    '!(out.v[3] >= 0) && state == IDLE',
    '0x10 == 16',
    'z',
    'z[7] && !z[8] && z[250]',
    'membrane[3] > 200',
    'threshold[4] == -7 && threshold[5] == -7',
    'wrec[17][5] == -0x80',
    'wout[2][15] > membrane[0]',
    'outputTrace[255] == 0x3ff',
    'KAPPA == 48 && config.KAPPA == 48',
    'cycle == 0 && tick == 0 && sample < 1',
  ])('%s holds', (text) => {
    expect(holds(chip(), text)).toBe(true);
  });

  it.each([
    'timing_error',
    'state != IDLE',
    'evt > 0 && z',
    '-3 > -2',
    'z[6]',
    'membrane[4] > 200',
    'wrec[5][17]',
  ])('%s does not hold', (text) => {
    expect(holds(chip(), text)).toBe(false);
  });

  it.each([
    ['sate==IDLE', /no signal or stored value is named 'sate'; did you mean 'state'\?/],
    ['state==IDEL', /no signal or stored value is named 'IDEL'/],
    ['pre==IDLE', /'IDLE' is not a value of what it is compared with/],
    ['addr==3', /may be sram.neur.addr or sram.winp.addr/],
    ['state==', /a signal, a stored value or a number is expected, but the text ends/],
    ['(pre>3', /'\)' is expected/],
    ['pre 3', /an operator is expected, not '3' \(column 5\)/],
    ['pre # 3', /cannot read '# 3' \(column 5\)/],
    ['membrane[256]>0', /'membrane\[256\]' is not in the chip/],
    ['membrane>0', /'membrane' is not in the chip: give winp, wrec/],
    ['wrec[1]==0', /'wrec\[1\]' is not in the chip/],
    ['wout[1][16]', /'wout\[1\]\[16\]' is not in the chip/],
    ['L[16]', /'L\[16\]' needs an index that exists, as in L\[0\]/],
    ['membrame[3]', /no signal or stored value is named 'membrame\[3\]'; did you mean 'membrane'\?/],
    ['z[256]', /no signal or stored value is named 'z\[256\]'/],
  ])('%s is refused', (text, message) => {
    expect(() => parseCondition(text)).toThrow(message);
  });

  it('knows the sizes of a smaller chip', () => {
    const small = designOf({ inputs: 64, neurons: 32 });
    expect(() => parseCondition('membrane[32]', small)).toThrow(/is not in the chip/);
    expect(() => parseCondition('winp[63][31] == 0', small)).not.toThrow();
  });

  it.each([
    ['KAPPA == 3 && SAMPLE', 'operation'],
    ['threshold[4] > 3', 'operation'],
    ['1 == 1', 'operation'],
    ['wrec[1][2] > 3 || KAPPA', 'tick'],
    ['tick == 30', 'tick'],
    ['OUT_REQ && wins[0] > wrec[1][2]', 'phase'],
    ['z[3]', 'cycle'],
    ['state == EPROP', 'cycle'],
    ['z > 3', 'cycle'],
    ['membrane[3] > 2 && state == EPROP', 'cycle'],
    ['KAPPA == 1 || !(time_tick)', 'cycle'],
  ])('%s has to be looked at every %s', (text, granularity) => {
    const condition = parseCondition(text);
    expect([condition.granularity, condition.text]).toEqual([granularity, text]);
    // All but conditions on cycles can also be evaluated between cycles.
    if (granularity !== 'cycle') expect(() => condition(new Chip().state)).not.toThrow();
  });
});
