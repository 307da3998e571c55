import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyPicture, type PictureData } from '../../src/plot/picture-data.js';
import { picturePage } from '../../src/plot/picture-page.js';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

const SCRIPT = projectPath('traces/golden/learn_all_a1.host.gz');
const CHROMIUM = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => !spawnSync(name, ['--version']).error,
);

/** The document after its script has run. */
function rendered(url: string): string {
  const args = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--virtual-time-budget=2000',
    '--dump-dom',
    url,
  ];
  return spawnSync(CHROMIUM ?? '', args, { encoding: 'utf8', timeout: 90_000 }).stdout;
}

/** What a page was made of. */
const dataOf = (file: string): PictureData =>
  JSON.parse(/\npictureClient\((.*)\);\n/.exec(readFileSync(file, 'utf8'))![1]!) as PictureData;

/** How many ticks a training took. */
function ticksOf(dir: string): number {
  const [head, ...rows] = readFileSync(join(dir, 'samples.csv'), 'utf8').trim().split('\n');
  const column = head!.split(',').indexOf('ticks');
  return rows.reduce((sum, row) => sum + Number(row.split(',')[column]), 0);
}

describe('sextant plot', () => {
  const dir = temporaryDirectory();
  const page = join(dir, 'run.html');

  it('draws a run as one page that needs nothing else', () => {
    const result = sextant('plot', SCRIPT, '-o', page, '--json');
    expect(result.status).toBe(0);
    expect(JSON.parse(result.stdout)).toMatchObject({ inputs: 51, spikes: 265, answers: 12 });
    const html = readFileSync(page, 'utf8');
    expect(html).not.toMatch(/(src|href)=|https?:|import\(/);
    expect(html).toContain('recurrent weights');
  });

  it('tells the energy of each tick as the energy log does', () => {
    const log = join(dir, 'log.csv');
    expect(sextant('run', SCRIPT, '-q', '--energy-log', log).status).toBe(0);
    const [head, ...rows] = readFileSync(log, 'utf8').trim().split('\n');
    const columns = head!.split(',');
    const nanojoules = rows.map((row) => {
      const cells = row.split(',').map(Number);
      return cells.reduce((sum, cell, i) => (columns[i]!.endsWith('_pj') ? sum + cell / 1000 : sum), 0);
    });
    const { energy } = dataOf(page);
    expect(energy.ticks.length).toBeGreaterThan(10);
    energy.ticks.forEach((tick, i) => expect(energy.total[i]).toBeCloseTo(nanojoules[tick]!, 3));
    const parts = energy.parts.map(({ values }) => values[3]!);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(energy.total[3]!, 3);
  });

  it('draws what a training left', () => {
    const out = join(dir, 'train');
    expect(sextant('train', '--epochs', '1', '--samples', '2', '-o', out, '--quiet').status).toBe(0);
    const result = sextant('plot', out);
    expect(result.stdout).toMatch(/picture\.html: .*4 answers/);
    expect(readFileSync(join(out, 'picture.html'), 'utf8')).toContain('<th>epoch</th>');
    const data = dataOf(join(out, 'picture.html'));
    const ticks = ticksOf(out);
    // Of four samples the second trained on and the first tested: the middle of the run.
    const shown = Array.from({ length: ticks / 2 }, (_, i) => ticks / 4 + i + 1);
    expect(data.energy.ticks).toEqual(shown);
    expect(data.outputTicks.length).toBeGreaterThan(0.99 * shown.length);
    expect(data.samples).toHaveLength(2);
    for (const { ticks: at } of [data.spikes, data.inputs]) {
      expect(at.length).toBeGreaterThan(100);
      expect(Math.min(...at)).toBeGreaterThanOrEqual(shown[0]!);
      expect(Math.max(...at)).toBeLessThanOrEqual(shown.at(-1)! + 1);
    }
    // Only the supervised ticks of the training sample have a target and learn.
    const supervised = data.outputTicks.filter((_, i) => data.targets[i]! >= 0);
    expect(supervised.length).toBeGreaterThan(100);
    expect(supervised.at(-1)).toBeLessThanOrEqual(ticks / 2);
    // The step after which the sample ends does not learn any more.
    expect(data.learning.ticks).toEqual(supervised.slice(0, -1));
    expect(data.weights.map(({ before, after }) => before.join() === after.join())).not.toContain(true);
    expect(data.notes.join()).toMatch(/training sample 1 of epoch 1.*test sample 0 of epoch 1/);
  });

  it.each([
    [['/nowhere'], 4, /no such file/],
    [[projectPath('src')], 4, /summary\.json: no such file/],
    [[SCRIPT, '--from', 'soon'], 2, /is not a position/],
    [[projectPath('LICENSE')], 3, /LICENSE:\d+: unknown operation/],
  ])('refuses %j', (args, status, message) => {
    const result = sextant('plot', ...args);
    expect(result.stderr).toMatch(message);
    expect(result.status).toBe(status);
  });

  it.skipIf(CHROMIUM === undefined)('is drawn by a browser, and zooms', () => {
    const all = rendered(`file://${page}`);
    expect(all).toMatch(/<body data-drawn="\d+"/);
    expect([...all.matchAll(/<canvas [^>]*width="(\d+)"/g)].length).toBe(7);
    expect(all).toMatch(/id="range">ticks 0 to 1[78]</);
    expect(rendered(`file://${page}#4-12`)).toMatch(/id="range">ticks 4 to 12</);
  });

  it.skipIf(CHROMIUM === undefined)('stays quick at 2250 steps of 256 neurons that all spike', () => {
    const data = emptyPicture('full');
    const wave: number[] = [];
    data.outputs.push(wave);
    for (let tick = 1; tick <= 2250; tick++) {
      for (let n = 0; n < 256; n++) {
        data.spikes.ticks.push(tick);
        data.spikes.neurons.push(n);
      }
      data.outputTicks.push(tick);
      data.targets.push(-1);
      wave.push(Math.round(2000 * Math.sin(tick / 50)));
    }
    const html = picturePage(data)
      .replace('pictureClient({', 'const start = performance.now(); pictureClient({')
      .replace('</script>', 'document.body.dataset.ms = Math.round(performance.now() - start);</script>');
    const file = join(dir, 'full.html');
    writeFileSync(file, html);
    const args = [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--timeout=8000',
      '--dump-dom',
      `file://${file}`,
    ];
    const dom = spawnSync(CHROMIUM ?? '', args, {
      encoding: 'utf8',
      timeout: 90_000,
      maxBuffer: 1 << 28,
    }).stdout;
    const ms = Number(/data-ms="(\d+)"/.exec(dom)?.[1]);
    expect(ms).toBeGreaterThan(0);
    expect(ms).toBeLessThan(2000);
  });
});
