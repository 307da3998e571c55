import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pictureOfDirectory } from '../../src/plot/picture-dir.js';
import { chartOf, markOf, pageDataOf } from '../page/page-charts.js';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

const SCRIPT = projectPath('traces/golden/learn_all_a1.host.gz');

/** How many ticks a training took. */
function ticksOf(dir: string): number {
  const [head, ...rows] = readFileSync(join(dir, 'samples.csv'), 'utf8').trim().split('\n');
  const column = head!.split(',').indexOf('ticks');
  return rows.reduce((sum, row) => sum + Number(row.split(',')[column]), 0);
}

describe('sextant plot of a program', () => {
  const dir = temporaryDirectory();
  const page = join(dir, 'run.html');

  it('draws a run as one page that needs nothing else and says where it comes from', () => {
    const result = sextant('plot', SCRIPT, '-o', page, '--json', '--neurons', '2,5,255');
    expect(result.status).toBe(0);
    // Its bytes are membranes, not winners, so that they are not answers.
    expect(JSON.parse(result.stdout)).toMatchObject({ inputs: 51, spikes: 265, answers: 0 });
    const html = readFileSync(page, 'utf8');
    expect(html.replace(/http:\/\/www\.w3\.org\/2000\/svg/g, '')).not.toMatch(
      / (src|href)=|https?:|import\(/,
    );
    expect(html).toContain('SEND_LABEL_ONLY is 0');
    expect(html).toMatch(/<dt>SHA-256<\/dt><dd>985bf8aa89a745e2/);
    expect(html).toMatch(/<dt>chip<\/dt><dd>20 of 256 inputs, 20 of 256 neurons, 3 of 16 outputs in use/);
    expect(html).toContain(`sextant plot ${SCRIPT} -o ${page}`);
  });

  it('shows everything over the same ticks, in this order', () => {
    const { charts } = pageDataOf(page);
    expect(charts.map(({ id }) => id)).toEqual([
      'positions',
      'inputs',
      'spikes',
      'membranes',
      'outputs',
      'learning',
      'energy',
      'cycles',
      'synaptic-operations',
      'input-weights',
      'recurrent-weights',
      'output-weights',
    ]);
    const domains = charts.filter(({ linked }) => linked).map(({ x }) => x.domain?.join());
    expect(new Set(domains)).toEqual(new Set(['0.5,17.5']));
    const { others } = chartOf(page, 'positions').x;
    expect(others!.map(({ title }) => title)).toEqual(['time', 'cycle']);
    const [time, cycle] = others!;
    expect(time!.values[3]).toBeCloseTo(cycle!.values[3]! / 13e6, 12);
  });

  it('shows the membranes of chosen neurons as the table of membranes has them', () => {
    const table = join(dir, 'membranes.csv');
    expect(sextant('run', SCRIPT, '-q', '--trace', `membranes:${table}`).status).toBe(0);
    const lines = readFileSync(table, 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const columns = lines[0]!.split(',');
    const rows = lines.slice(1).map((line) => {
      const cells = line.split(',');
      return (name: string): number => Number(cells[columns.indexOf(name)]);
    });
    const { x, series } = markOf(chartOf(page, 'membranes'), 'lines');
    // Neuron 255 is not in use.
    expect(series.map(({ name }) => name)).toEqual(['neuron 2', 'neuron 5']);
    for (const [i, neuron] of [2, 5].entries()) {
      const expected = rows.filter((row) => row('neuron') === neuron && x.includes(row('tick')));
      expect(series[i]!.y).toEqual(expected.map((row) => row('membrane_lsb')));
    }
  });

  it('shows the energy of each tick as the energy log has it', () => {
    const log = join(dir, 'log.csv');
    expect(sextant('run', SCRIPT, '-q', '--energy-log', log).status).toBe(0);
    const lines = readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('#'));
    const columns = lines[0]!.split(',');
    const joules = new Map(
      lines.slice(1).map((line) => {
        const cells = line.split(',').map(Number);
        const pj = cells.reduce((sum, cell, i) => (columns[i]!.endsWith('_pj') ? sum + cell : sum), 0);
        return [cells[columns.indexOf('tick')]!, pj * 1e-12];
      }),
    );
    const { from, series } = markOf(chartOf(page, 'energy'), 'stack');
    expect(from.length).toBeGreaterThan(10);
    for (const [i, start] of from.entries()) {
      const sum = series.reduce((all, { values }) => all + values[i]!, 0);
      expect(sum / joules.get(start + 0.5)!).toBeCloseTo(1, 4);
    }
  });

  it.each([
    [['/nowhere'], 4, /no such file/],
    [[projectPath('src')], 4, /has no summary\.json: is it the output directory/],
    [[SCRIPT, '--from', 'soon'], 2, /is not a position/],
    [[SCRIPT, '--from', '9', '--to', '9', '-o', join(dir, 'none.html')], 2, /the window is empty/],
    [
      [SCRIPT, '--from', 'tick=500', '-o', join(dir, 'none.html')],
      4,
      /the picture would be empty .*--from tick=500/,
    ],
    [[SCRIPT, '--neurons', '1,256'], 2, /neuron 256 is not/],
    [[projectPath('LICENSE')], 3, /LICENSE:\d+: unknown operation/],
  ])('refuses %j', (args, status, message) => {
    const result = sextant('plot', ...args);
    expect(result.stderr).toMatch(message);
    expect(result.status).toBe(status);
  });
});

describe('sextant plot of a training', () => {
  const out = join(temporaryDirectory(), 'train');
  const page = join(out, 'picture.html');

  it('draws what the training left', async () => {
    expect(
      sextant('train', '--epochs', '1', '--samples', '2', '--seed', '2', '-o', out, '--quiet').status,
    ).toBe(0);
    expect(sextant('plot', out).stdout).toMatch(/picture\.html: .*4 answers/);
    const data = await pictureOfDirectory(out);
    const ticks = ticksOf(out);
    // Of four samples the second trained on and the first tested: the middle of the run.
    const shown = Array.from({ length: ticks / 2 }, (_, i) => ticks / 4 + i + 1);
    expect(data.energy.ticks).toEqual(shown);
    expect(data.time.ticks).toEqual(shown);
    expect(data.outputTicks.length).toBeGreaterThan(0.99 * shown.length);
    expect(data.membranes.map(({ neuron }) => neuron)).toEqual([0, 1, 2, 3]);
    for (const { values } of data.membranes) expect(values).toHaveLength(data.outputTicks.length);
    expect(data.samples.map(({ name }) => name)).toEqual([
      'training sample 1 of epoch 1',
      'test sample 0 of epoch 1',
    ]);
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
  });

  it('says which tables are missing, and refuses options of runs', () => {
    for (const option of ['--from', '--to', '--neurons']) {
      const { status, stderr } = sextant('plot', out, option, '1', '-o', join(out, 'x.html'));
      expect([status, stderr]).toEqual([
        2,
        `sextant: ${option} has no effect here: it needs a program or the directory of a run, not of a training\n`,
      ]);
    }
    const file = join(out, 'learning.csv');
    const text = readFileSync(file);
    rmSync(file);
    const { status, stderr } = sextant('plot', out, '-o', join(out, 'x.html'));
    writeFileSync(file, text);
    expect([status, stderr]).toEqual([0, `warning: ${file} is missing: the page does not show it\n`]);
  });

  it('shows training and test in the same colours everywhere, and the accuracy of guessing', () => {
    const accuracy = markOf(chartOf(page, 'accuracy'), 'lines');
    expect(accuracy.series.map(({ name, colour }) => `${name} ${colour}`)).toEqual([
      'training training',
      'test test',
    ]);
    expect(markOf(chartOf(page, 'answers-test'), 'cells').colour).toBe('test');
    const svg = readFileSync(join(out, 'accuracy.svg'), 'utf8');
    const { training, test } = pageDataOf(page).theme;
    expect(svg).toContain(`stroke="${training![0]}"`);
    expect(svg).toContain(`stroke="${test![0]}"`);
    expect(svg).toMatch(/sextant train .*-o/);
  });

  it.each([
    ['summary.json', '{"epochs":[{"epoch":0}]}', /summary\.json: not the summary of a run: epochs\[0\]/],
    ['summary.json', '{', /summary\.json: not the summary of a run/],
    ['spikes.csv', 'tick,layer,neuron\n1,input\n', /spikes\.csv:2: 2 columns, 3 expected/],
    ['spikes.csv', 'tick,layer\n1,input\n', /spikes\.csv:2: the column 'neuron' is missing/],
    ['spikes.csv', 'tick,layer,neuron\nx,input,1\n', /spikes\.csv:2: 'x' in column 'tick' is not a number/],
  ])('refuses a damaged %s (%j)', (name, text, message) => {
    const file = join(out, name);
    const before = readFileSync(file);
    writeFileSync(file, text);
    const result = sextant('plot', out, '-o', join(out, 'other.html'));
    writeFileSync(file, before);
    expect(result.stderr).toMatch(message);
    expect(result.status).toBe(3);
    expect(existsSync(join(out, 'other.html'))).toBe(false);
  });
});
