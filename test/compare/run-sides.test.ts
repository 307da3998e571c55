import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Intervention } from '../../src/compare/intervention.js';
import { diffRuns, type RunDiff } from '../../src/compare/run-diff.js';
import type { RunSpec } from '../../src/compare/run-side.js';
import { parseSetting } from '../../src/compare/setting.js';
import { randomPowerUp } from '../../src/host/power-up.js';
import { Program } from '../../src/run/program.js';
import { projectPath } from '../project.js';
import { gunzipped } from '../trace/runs.js';
import { firmware, imported, script } from './specs.js';

const options = { timeout: 100_000, horizon: 1_000_000, interval: 2000 };
const compare = (a: RunSpec, b: RunSpec): Promise<RunDiff> => diffRuns(a, b, options);

/** The chip answers 1 if its first input weight suffices; the program ends with another status if it does not. */
const BLINK = readFileSync(projectPath('firmware/blink.s'), 'utf8');
const blink = (weight: number): Promise<RunSpec> =>
  firmware(BLINK.replace('write(WINP, 0, 1), 50', `write(WINP, 0, 1), ${weight}`));

describe('trace diff of firmware', () => {
  const text = gunzipped('learn_all_a1.host.gz');

  it('finds an image and the script it was made of alike', async () => {
    const diff = await compare(script(text), imported(text));
    expect([diff.divergence, diff.cycles.a]).toEqual([undefined, 74_091]);
  });

  it('finds in an image what it finds in its script', async () => {
    const settings = [Intervention.parseFlip('winp[7][7].6@sample=1')];
    const [run, image] = [script(text), imported(text)];
    const ofScript = await compare(run, { ...run, settings });
    const ofImage = await compare(image, { ...image, settings });
    expect(ofImage.divergence).toEqual(ofScript.divergence);
    expect(ofImage.effects).toEqual(ofScript.effects);
    const across = await compare(run, { ...image, settings });
    expect(across.effects).toEqual(ofScript.effects);
    expect(across.operations).toEqual({
      a: 'line 127: aer 7',
      b: 'instruction 128 (script.host:127): aer 7',
    });
  });

  it('tells data of programs apart, and what the host does about the answer', async () => {
    const diff = await compare(await blink(50), await blink(10));
    expect(diff.divergence?.signal).toBe('spi.MOSI');
    expect(diff.operations?.a).toMatch(/^instruction 5 \(main.s:15\): spiw \.\.\. .* 00000032/);
    expect(diff.effects.map((e) => e.name)).toEqual([
      'membrane of neuron 0',
      'spike',
      'membrane of output 1',
      'output byte',
    ]);
    expect(diff.effects.at(-1)).toMatchObject({ kind: 'byte', a: '1', b: '0' });
  });

  it('gives a register another value wherever the program writes it', async () => {
    const run = await blink(50);
    const settings = [parseSetting('FP_LOC_WINP=1'), parseSetting('KAPPA=3')];
    const diff = await compare(run, { ...run, settings });
    expect(diff.divergence?.signal).toBe('spi.MOSI');
    expect(diff.effects[0]).toMatchObject({ kind: 'register', name: 'register FP_LOC_WINP', a: '3', b: '1' });
    expect(diff.effects.at(-1)).toMatchObject({ kind: 'byte', a: '1', b: '0' });
    expect(diff.unused).toEqual({ a: [], b: ['KAPPA'] });
    expect((await compare({ ...run, settings }, { ...run, settings })).divergence).toBeUndefined();
  });

  it('sets places and registers at a point', async () => {
    const run = await blink(50);
    const at = async (text: string): Promise<RunDiff> =>
      compare(run, { ...run, settings: [parseSetting(text)] });
    const threshold = await at('threshold[0]=3000@tick=1');
    expect(threshold.divergence).toMatchObject({ signal: 'threshold[0]', a: '300', b: '3000' });
    expect(threshold.effects.at(-1)).toMatchObject({ kind: 'byte', a: '1', b: '0' });
    const register = await at('FP_LOC_WINP=2@sample=1.tick=1');
    expect(register.divergence).toMatchObject({ signal: 'config.FP_LOC_WINP', a: '3', b: '2' });
    expect(register.divergence?.cycle).toBe(threshold.divergence?.cycle);
  });

  it('tells power-up contents apart', async () => {
    const run = script('rst 5\nwait 100\n');
    const { program } = run;
    const diff = await compare(run, {
      program: new Program(program.name, program.code, randomPowerUp('seed')),
    });
    expect(diff.divergence).toMatchObject({ cycle: 0, a: '0' });
  });
});

describe('trace diff of runs in other steps', () => {
  const whole =
    'sck 2\nrst 5\nwait 100\nspiw 00010008 1\nwait 7\nspiw 00010009 2\nsample 1\nwait 50\ntick\nwait 9\n';
  const parts = whole
    .replace('wait 100', 'wait 0\nwait 30\nwait 70')
    .replace('wait 7\n', 'wait 3\nwait 4\n')
    .replace('wait 50', 'wait 20\npin TARGET_VALID 0\nwait 30');

  it('compares them by cycle', async () => {
    expect((await compare(script(whole), script(parts))).divergence).toBeUndefined();
    const late = await compare(script(whole), script(parts.replace('wait 4', 'wait 5')));
    expect(late.divergence).toMatchObject({ cycle: 368, signal: 'spi.MOSI', a: '0', b: '1' });
    expect(late.operations).toEqual({ a: 'line 5: wait 7', b: 'line 7: wait 3' });
  });

  it('finds a delay that is never made up for', async () => {
    const text = gunzipped('learn_all_a1.host.gz');
    const diff = await compare(script(text), script(text.replace('sample 1\n', 'sample 1\nwait 1\n')));
    expect(diff.divergence?.signal).toBe('global.TIME_TICK');
    expect(diff.effects.map((e) => e.kind)).toEqual([]);
  });
});

describe('trace diff of runs that end badly', () => {
  it('says how, where both do', async () => {
    const trap = await firmware('start: rst 5\nwait 20');
    await expect(compare(trap, trap)).rejects.toThrow(/main.s: trap at instruction 2.*end-of-code/);
    const vain = script('rst 5\nwait 10\nout\n');
    await expect(compare(vain, vain)).rejects.toThrow(
      /\.host: line 3: timed out after 100000 cycles waiting for OUT_REQ/,
    );
    await expect(compare({ ...vain, engine: 'cycle' }, vain)).rejects.toThrow(
      /line 3: timed out after 100000 cycles/,
    );
  });

  it('tells a trap and a status from an end', async () => {
    const end = await firmware('start: rst 5\nwait 20\nhalt 0');
    const status = await compare(end, await firmware('start: rst 5\nwait 20\nhalt 3'));
    expect(status.divergence).toMatchObject({
      cycle: 25,
      signal: 'end of the program',
      a: 'ended',
      b: 'ended with status 3',
    });
    const trap = await compare(
      await firmware('start: rst 5\nwait 20\nwait 20\nhalt 0'),
      await firmware('start: rst 5\nwait 20'),
    );
    expect(trap.divergence).toMatchObject({ cycle: 25, signal: 'end of run B', a: 'goes on' });
    expect(trap.divergence?.b).toMatch(/^trap end-of-code/);
  });
});

describe('settings', () => {
  it.each([
    ['KAPA=3', /sets nothing/],
    ['KAPPA', /sets nothing/],
    ['KAPPA=256', /a value from 0 to 255 is needed/],
    ['KAPPA=x', /a value from 0 to 255/],
    ['wrec[3][4]=128@sample=1', /a value from -128 to 127/],
    ['wrec[3][4]=5', /a value in a memory is set at a position, as in wrec\[3\]\[4\]=5@sample=1/],
    ['wrec[3][256]=5@sample=1', /sets nothing/],
    ['wrec[3][4]=5@soon', /not a position/],
  ])('refuses %s', (text, message) => {
    expect(() => parseSetting(text)).toThrow(message);
  });
});
