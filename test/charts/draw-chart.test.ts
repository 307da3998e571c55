import { describe, expect, it } from 'vitest';
import type { Chart, Mark } from '../../src/charts/chart.js';
import { drawChart, wholeRange } from '../../src/charts/draw-chart.js';
import { figureSvg } from '../../src/charts/figure.js';
import { readChart } from '../../src/charts/read-chart.js';
import { BASE_THEME } from '../../src/charts/theme.js';

const chartOf = (marks: readonly Mark[], more: Partial<Chart> = {}): Chart => ({
  id: 'test',
  title: 'Title with <markup> & "quotes"',
  x: { title: 'tick', whole: true },
  y: { title: 'value' },
  height: 100,
  marks,
  ...more,
});

const ticks = Array.from({ length: 1000 }, (_, i) => i + 1);
const line = (y: readonly (number | null)[], more = {}): Mark => ({
  mark: 'lines',
  x: ticks.slice(0, y.length),
  series: [{ name: 'a', colour: 'series-0', y }],
  ...more,
});

/** Texts of a drawing. */
const textsOf = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map((m) => m[1]!);

/** Numbers after the commands of all paths of a kind of mark. */
const pathsOf = (svg: string, mark: string): string[] => {
  const group = new RegExp(`<g class="${mark}">(.*?)</g>`, 's').exec(svg)?.[1] ?? '';
  return [...group.matchAll(/ d="([^"]*)"/g)].map((m) => m[1]!);
};

describe('a chart', () => {
  it('names its axes with the units that suit what is shown', () => {
    const chart = chartOf([line([1e-10, 4e-10])], { y: { title: 'energy', unit: 'J', zero: true } });
    const texts = textsOf(drawChart(chart, { width: 600 }).body);
    expect(texts).toContain('energy (pJ)');
    expect(texts).toContain('tick');
  });

  it('follows what is shown with its y axis', () => {
    const rising = chartOf([line(ticks.map((tick) => tick * tick))]);
    const whole = drawChart(rising, { width: 600 }).frame.y.domain;
    const start = drawChart(rising, { width: 600, shown: [1, 10] }).frame.y.domain;
    expect(whole[1]).toBeGreaterThanOrEqual(1e6);
    expect(start).toEqual([0, 100]);
  });

  it.each([300, 500, 960, 1900])('keeps all texts within a width of %d', (width) => {
    const more: Mark = line(ticks, {
      series: [{ name: 'a long name of a series', colour: 'ink', y: ticks }],
    });
    const others = [{ title: 'time', unit: 's', at: [1, 1000], values: [0, 1] }];
    const chart = chartOf([line(ticks), more], { x: { title: 'tick', whole: true, others } });
    const { body } = drawChart(chart, { width });
    for (const [, attributes, text] of body.matchAll(/<text ([^>]*)>([^<]*)</g)) {
      const x = Number(/ ?x="([\d.-]+)"/.exec(attributes!)![1]);
      const anchor = /text-anchor="(\w+)"/.exec(attributes!)?.[1];
      const length = text!.length * 6;
      const left = x - (anchor === 'end' ? length : anchor === 'middle' ? length / 2 : 0);
      expect(left).toBeGreaterThanOrEqual(-2);
      expect(left + length).toBeLessThanOrEqual(width + 2);
    }
  });
});

describe('a figure', () => {
  const text =
    'A sentence that is long enough to need more than one line where the figure is narrow, and then some.';
  const { svg } = figureSvg(chartOf([line([1, 2])], { text }), {
    width: 300,
    theme: BASE_THEME,
    foot: ['where it comes from'],
  });

  it('is well-formed whatever its title, and says what it shows and where it comes from', () => {
    expect(svg).not.toContain('<markup>');
    expect(svg.match(/<svg /g)).toHaveLength(1);
    const texts = textsOf(svg);
    expect(texts.join(' ')).toContain('Title with &lt;markup&gt; &amp; &quot;quotes&quot;');
    expect(texts.join(' ')).toContain(text);
    expect(texts).toContain('where it comes from');
  });

  it('cuts its sentences into lines that fit', () => {
    for (const one of textsOf(svg)) expect(one.replace(/&\w+;/g, '&').length * 6).toBeLessThan(300);
  });

  it('carries its colours', () => {
    expect(svg).not.toContain('var(');
    expect(svg).toContain(BASE_THEME['series-0'][0]);
  });
});

describe('lines', () => {
  it('lose no peak, however many points share a pixel', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => (i === 54_321 ? 100 : 0));
    const x = many.map((_, i) => i);
    const chart = chartOf([line(many, { x })], { y: { title: 'value', domain: [0, 100] } });
    const { body: svg, frame } = drawChart(chart, { width: 400 });
    const [path] = pathsOf(svg, 'lines');
    expect(path!.length).toBeLessThan(20_000);
    expect(path).toContain(`${frame.top}`);
  });

  it('break at gaps and at missing values', () => {
    const broken = chartOf([line([1, 2, null, 4, 5]), line([1, 2, 3], { x: [1, 2, 9], gap: 1 })]);
    const { body: svg } = drawChart(broken, { width: 400 });
    const [first] = pathsOf(svg, 'lines');
    expect(first!.match(/M/g)).toHaveLength(2);
  });
});

describe('stacks', () => {
  const stack: Mark = {
    mark: 'stack',
    total: 'total',
    from: [0, 1, 3],
    to: [1, 2, 4],
    series: [
      { name: 'a', colour: 'series-0', values: [1, 2, 3] },
      { name: 'b', colour: 'series-1', values: [10, 0, 5] },
    ],
  };

  it('end at the sum of their values, and read as parts and sum', () => {
    const chart = chartOf([stack], { y: { title: 'energy', unit: 'J', zero: true } });
    expect(wholeRange(chart)).toEqual([0, 4]);
    const { frame } = drawChart(chart, { width: 400 });
    expect(frame.y.domain[1]).toBe(20);
    const rows = readChart(chart, { x: 0.5, y: 0 }, frame)!.rows.map(({ name, value }) => `${name} ${value}`);
    expect(rows).toEqual(['total 11 J', 'b 10 J', 'a 1 J']);
    expect(readChart(chart, { x: 2.5, y: 0 }, frame)).toBeUndefined();
  });

  it('show the mean of intervals that share a pixel, and a line up to the largest sum', () => {
    const from = Array.from({ length: 10_000 }, (_, i) => i);
    const values = from.map((i) => (i === 5000 ? 100 : 1));
    const chart = chartOf([
      {
        mark: 'stack',
        total: 'total',
        from,
        to: from.map((i) => i + 1),
        series: [{ name: 'a', colour: 'ink', values }],
      },
    ]);
    const { body: svg, frame } = drawChart(chart, { width: 300 });
    const [area, peak] = pathsOf(svg, 'stack');
    expect(area!.length).toBeLessThan(10_000);
    expect(peak).toContain(`V${Math.round(frame.y.at(100) * 10) / 10}`);
  });
});

describe('rasters', () => {
  const rows = 50;
  const events = ticks.flatMap((tick) => Array.from({ length: rows }, (_, row) => ({ tick, row })));

  it('are bounded in size by their pixels, not by the number of events', () => {
    const raster: Mark = {
      mark: 'raster',
      name: 'neurons',
      colour: 'ink',
      rows,
      x: events.map(({ tick }) => tick),
      row: events.map(({ row }) => row),
    };
    const chart = chartOf([raster], { y: { title: 'neuron', domain: [-0.5, rows - 0.5] } });
    const { body: svg } = drawChart(chart, { width: 400 });
    // Every neuron spikes in every tick: one stroke a row.
    expect(pathsOf(svg, 'raster').join('').match(/M/g)!.length).toBeLessThanOrEqual(2 * rows);
    const zoomed = drawChart(chart, { width: 400, shown: [10, 20] });
    expect(pathsOf(zoomed.body, 'raster').join('').match(/M/g)).toHaveLength(11 * rows);
    const reading = readChart(chart, { x: 12.2, y: 0 }, zoomed.frame)!;
    expect(reading.rows[0]!.value).toMatch(/^0 1 2 .* and 38 more$/);
  });
});

describe('points, bars and cells', () => {
  it('read the nearest point, and nothing where none is near', () => {
    const points = (name: string, y: number): Mark => ({
      mark: 'points',
      name,
      colour: 'ink',
      x: [1, 5],
      y: [y, y],
      names: ['first', 'second'],
    });
    const chart = chartOf([points('a', 1), points('b', 9)]);
    const { frame } = drawChart(chart, { width: 400 });
    expect(readChart(chart, { x: 5, y: 8.9 }, frame)).toMatchObject({
      heading: 'second',
      point: { x: 5, y: 9 },
    });
    expect(readChart(chart, { x: 3, y: 5 }, frame)).toBeUndefined();
  });

  it('read a bar with the shares of its parts', () => {
    const chart = chartOf(
      [
        {
          mark: 'bars',
          total: 'total',
          series: [
            { name: 'a', colour: 'ink', values: [1, 3] },
            { name: 'b', colour: 'dim', values: [1, 1] },
          ],
        },
      ],
      { x: { title: 'energy', unit: 'J' }, y: { title: '', categories: ['idle', 'step'] } },
    );
    const { body: svg, frame } = drawChart(chart, { width: 400 });
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['idle', 'step', 'energy (J)']));
    const reading = readChart(chart, { x: 1, y: 1.2 }, frame)!;
    expect(reading.heading).toBe('step');
    expect(reading.rows.map(({ value }) => value)).toEqual(['4 J', '3 J (75 %)', '1 J (25 %)']);
  });

  it('read a cell by its categories', () => {
    const chart = chartOf(
      [
        {
          mark: 'cells',
          name: 'answers',
          colour: 'ink',
          values: [
            [5, 1],
            [0, 7],
          ],
        },
      ],
      {
        x: { title: 'answer', categories: ['left', 'right'] },
        y: { title: 'target', categories: ['left', 'right'] },
      },
    );
    const { frame } = drawChart(chart, { width: 400 });
    expect(readChart(chart, { x: 1, y: 0 }, frame)).toMatchObject({
      heading: 'left, right',
      rows: [{ value: '1' }],
    });
  });
});
