import { describe, expect, it } from 'vitest';
import type { Chart } from '../../src/charts/chart.js';
import { BASE_THEME } from '../../src/charts/theme.js';
import { pageDocument, type Page } from '../../src/page/document.js';

const chart: Chart = {
  id: 'one',
  title: 'A chart </script><b>',
  text: 'What it shows.',
  x: { title: 'x' },
  y: { title: 'y' },
  height: 80,
  marks: [{ mark: 'lines', x: [1, 2], series: [{ name: 'a', colour: 'ink', y: [1, 2] }] }],
};
const page: Page = {
  title: 'Title & more',
  summary: 'In short <here>.',
  cautions: ['Mind this.'],
  sections: [
    { heading: 'First', charts: [chart], small: [{ ...chart, id: 'two' }] },
    { heading: 'Second', html: '<p>tables</p>' },
  ],
  origin: [['program', 'a<b.s']],
  theme: BASE_THEME,
};

describe('a page', () => {
  const html = pageDocument(page, 'alert("</script>")');

  it('needs nothing else, and can be read without its script', () => {
    expect(html).not.toMatch(/ (src|href)=|@import|url\((?!#)/);
    expect([...html.matchAll(/<svg /g)]).toHaveLength(2);
    expect(html).toMatch(
      /<h2>First<\/h2>[^]*<figure class="single" id="one"[^]*<figure class="single" id="two"/,
    );
  });

  it('shows texts as they are, and ends no script early', () => {
    expect(html).toContain('A chart &lt;/script&gt;&lt;b&gt;');
    expect(html).toContain('a&lt;b.s');
    expect([...html.matchAll(/<\/script>/g)]).toHaveLength(2);
  });

  it('holds the charts as data', () => {
    const json = /<script type="application\/json" id="page-data">(.*)<\/script>/.exec(html)![1]!;
    const data = JSON.parse(json) as { charts: Chart[]; foot: string[] };
    expect(data.charts.map(({ id }) => id)).toEqual(['one', 'two']);
    expect(data.charts[0]).toEqual(chart);
    expect(data.foot).toEqual(['program: a<b.s']);
  });

  it('has colours for light, dark and paper', () => {
    expect(html).toContain(`--ink:${BASE_THEME.ink[0]}`);
    expect(html).toContain('@media screen and (prefers-color-scheme:dark)');
    expect(html).toContain('@media print');
  });
});
