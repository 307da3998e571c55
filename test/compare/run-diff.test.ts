import { describe, expect, it } from 'vitest';
import { Intervention } from '../../src/compare/intervention.js';
import { diffRuns, type RunDiff } from '../../src/compare/run-diff.js';
import { gunzipped } from '../trace/runs.js';
import { script as scriptRun } from './specs.js';

const script = gunzipped('learn_all_a1.host.gz');
const lines = script.trim().split('\n');
const good = scriptRun(script);
const options = { timeout: 1_000_000, horizon: 1_000_000, interval: 2000 };
const compare = (text: string): Promise<RunDiff> => diffRuns(good, scriptRun(text), options);
const withLine = (index: number, text: string): string =>
  lines.map((l, i) => (i === index ? text : l)).join('\n');
const firstEvent = lines.findIndex((l) => l.startsWith('aer'));

describe('trace diff of two runs', () => {
  it('finds none between a run and itself', async () => {
    const diff = await compare(script);
    expect(diff.divergence).toBeUndefined();
    expect(diff.cycles.a).toBe(diff.cycles.b);
  });

  it('finds another event, its cycle and what follows, in order', async () => {
    const diff = await compare(withLine(firstEvent, 'aer 6'));
    expect(diff.divergence).toMatchObject({ cycle: 62_924, signal: 'aer.AERIN_ADDR', a: '7', b: '6' });
    expect(diff.operations?.b).toBe(`line ${firstEvent + 1}: aer 6`);
    expect(diff.effects.map((e) => e.kind)).toEqual([
      'input',
      'membrane',
      'spike',
      'output',
      'weight',
      'byte',
      'signal',
    ]);
  });

  it('finds a wrong register', async () => {
    const index = lines.findIndex((l) => l.startsWith('spiw 00010043'));
    const diff = await compare(withLine(index, 'spiw 00010043 00000030'));
    expect(diff.divergence?.signal).toBe('spi.MOSI');
    expect(diff.effects[0]).toMatchObject({ kind: 'register', name: 'register ALPHA_CONF_2', b: '48' });
  });

  it('finds a pin that takes no time, and a script that ends early', async () => {
    const sample = lines.indexOf('sample 1');
    const diff = await compare(withLine(sample, 'sample 0\nsample 0\nwait 300'));
    expect(diff.divergence?.signal).toBe('global.SAMPLE');
    expect(diff.effects.at(-1)).toMatchObject({ kind: 'hang', a: 'goes on' });
    const short = await compare(lines.slice(0, firstEvent + 3).join('\n'));
    expect(short.divergence).toMatchObject({ signal: 'end of run B', b: 'ended' });
  });

  it('goes on past differences that leave the state alone', async () => {
    expect((await compare(withLine(0, `# a note\n${lines[0] ?? ''}`))).divergence).toBeUndefined();
    expect(
      (await compare(withLine(firstEvent, `wait 0\n${lines[firstEvent] ?? ''}`))).divergence,
    ).toBeUndefined();
  });

  it.each([
    ['winp[7][7].6@sample=1', 'winp[7][7]'],
    ['wrec[3][4].0@tick=9', 'wrec[3][4]'],
    ['wout[2][1].7@sample=2.tick=2', 'wout[2][1]'],
    ['membrane[5].3@cycle=64000', 'membrane[5]'],
    ['threshold[4].14@cycle=64000', 'threshold[4]'],
    ['inputTrace[7].2@cycle=64000', 'inputTrace[7]'],
    ['alphaLow[6].2@cycle=64000', 'alphaLow[6]'],
  ])('finds the flipped bit %s', async (text, signal) => {
    const diff = await diffRuns(good, { ...good, settings: [Intervention.parseFlip(text)] }, options);
    expect(diff.divergence?.signal).toBe(signal);
    const { a, b } = diff.divergence ?? { a: '', b: '' };
    expect(Number(a) ^ Number(b)).not.toBe(0);
  });

  it('reports a flipped bit that does not last, on each engine', async () => {
    const settings = [Intervention.parseFlip('membrane[1].13@tick=9')];
    const others = { ...good, engine: 'cycle' as const, settings };
    const [near, far] = [
      await diffRuns(good, { ...good, settings }, options),
      await diffRuns(good, others, options),
    ];
    expect(far.divergence).toEqual(near.divergence);
    expect(near.divergence).toMatchObject({ signal: 'membrane[1]', b: '8192' });
  });

  it('says where a script is wrong', async () => {
    await expect(compare(withLine(4, 'wiat 5'))).rejects.toThrow(/:5: unknown operation 'wiat'/);
    expect(() => Intervention.parseFlip('wimp[1][2].3@sample=1')).toThrow(
      /is not a bit: give NAME\.BIT@POSITION/,
    );
    expect(() => Intervention.parseFlip('wout[1][16].3@sample=1')).toThrow(/is not a bit/);
  });
});
