import { describe, expect, it } from 'vitest';
import { drawChart } from '../../src/charts/draw-chart.js';
import { accuracyChart, wilsonInterval } from '../../src/plot/accuracy-chart.js';
import { answerTable, confusionCharts, weightCharts } from '../../src/plot/outcome-charts.js';
import { effortCharts, outputCharts, positionStrip } from '../../src/plot/picture-charts.js';
import { emptyPicture } from '../../src/plot/picture-data.js';
import { markOf } from '../page/page-charts.js';

describe('the accuracy of a training', () => {
  it.each([
    [42, 50],
    [1, 3],
    [700, 1000],
  ])('%d of %d: at both ends of the interval the score test is just at its limit', (correct, samples) => {
    for (const end of wilsonInterval({ correct, samples })) {
      const score = (correct / samples - end) / Math.sqrt((end * (1 - end)) / samples);
      expect(Math.abs(score)).toBeCloseTo(1.96, 6);
    }
  });

  it('can be anything without samples, and is never outside 0 to 1', () => {
    expect(wilsonInterval({ correct: 0, samples: 0 })).toEqual([0, 1]);
    expect(wilsonInterval({ correct: 0, samples: 5 })[0]).toBe(0);
    expect(wilsonInterval({ correct: 5, samples: 5 })[1]).toBe(1);
  });

  const epochs = [{ epoch: 1, train: { correct: 3, samples: 5 }, test: { correct: 0, samples: 0 } }];

  it('leaves out a test without samples, and shows the accuracy of guessing where classes are known', () => {
    const chart = accuracyChart('title', epochs, 4);
    expect(markOf(chart, 'lines').series.map(({ name }) => name)).toEqual(['training']);
    expect(markOf(chart, 'rules')).toMatchObject({ at: [0.25], text: 'chance, 1 of 4' });
    expect(accuracyChart('title', epochs, 0).marks.map(({ mark }) => mark)).toEqual(['lines']);
  });
});

describe('a picture of a run', () => {
  it('has an energy axis in picojoules where ticks take less than a nanojoule', () => {
    const data = emptyPicture('run');
    data.energy = { ticks: [1, 2], parts: [{ component: 'clock', values: [310, 420] }] };
    const chart = effortCharts(data).find(({ id }) => id === 'energy')!;
    expect(drawChart(chart, { width: 600 }).body).toContain('>energy (pJ)<');
  });

  it('says of each sample what was wanted and answered, in the colour of the verdict', () => {
    const data = emptyPicture('run');
    data.outputTicks = [1, 2, 3, 4];
    data.samples = [
      { tick: 1, name: 'sample 1' },
      { tick: 3, name: 'sample 2' },
    ];
    data.answers = [
      { tick: 2, label: 1, output: 1 },
      { tick: 4, label: undefined, output: 0 },
    ];
    const { spans } = markOf(positionStrip(data), 'spans');
    expect(spans).toMatchObject([
      { from: 0.5, to: 2.5, detail: 'target 1, answer 1', colour: 'right' },
      { from: 2.5, to: 4.5, colour: 'series-0' },
    ]);
  });

  it('shows targets only in the ticks that have one', () => {
    const data = emptyPicture('run');
    data.outputTicks = [1, 2];
    data.outputs = [
      [5, 6],
      [7, 8],
    ];
    data.targets = [-1, 1];
    const [, , first, second] = markOf(outputCharts(data)[0]!, 'lines').series;
    expect(first!.y).toEqual([null, data.targetLevels[1]]);
    expect(second!.y).toEqual([null, data.targetLevels[0]]);
  });
});

describe('the outcome of a run', () => {
  it('counts answers by target, of a training those of its last epoch', () => {
    const data = emptyPicture('training');
    data.answers = [
      { tick: 1, label: 0, output: 0, use: 'training', epoch: 1 },
      { tick: 2, label: 0, output: 3, use: 'training', epoch: 2 },
      { tick: 3, label: 3, output: 3, use: 'training', epoch: 2 },
      { tick: 4, label: 3, output: 0, use: 'test', epoch: 2 },
    ];
    const charts = confusionCharts(data);
    expect(charts.map(({ id }) => id)).toEqual(['answers-training', 'answers-test']);
    expect(charts[0]!.x.categories).toEqual(['0', '3']);
    expect(markOf(charts[0]!, 'cells').values).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(charts[1]!.text).toBe('0 of 1 answers were right.');
    expect(answerTable(data)).toContain(
      '<td>training, epoch 2</td><td>2</td><td>0</td><td>3</td><td>wrong</td>',
    );
  });

  it('shows weights with mean and standard deviation, and memories that hold none not at all', () => {
    const data = emptyPicture('run');
    const counts = new Array<number>(256).fill(0);
    counts[128 - 3] = counts[128 + 1] = 5;
    data.weights = [
      { name: 'input weights', before: [], after: counts },
      { name: 'output weights', before: [], after: new Array<number>(256).fill(0) },
    ];
    const charts = weightCharts(data);
    expect(charts.map(({ text }) => text)).toEqual(['Mean and standard deviation: −1.00 ± 2.00.']);
    expect(markOf(charts[0]!, 'stack').series.map(({ name }) => name)).toEqual(['after']);
  });
});
