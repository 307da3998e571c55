/** Compares chip and floating point in a picture: spikes of both, and the membrane of the neuron that differs first. */
import { nameOf, type Divergence, type SampleTraces } from '../inference/compare-network.js';
import type { ChipNetwork } from '../network/chip-network.js';
import { escapeHtml } from '../text/html.js';
import {
  across,
  document,
  frame,
  PICTURE_WIDTH,
  rasterGroup,
  rasterHeight,
  stepAxis,
  type Raster,
} from './raster.js';

const FLOAT = '#b4561b';
const CHIP = '#14507a';
const BOTH = '#9a9a9a';
const MEMBRANE_HEIGHT = 180;
const GAP = 70;

/** @param divergence the first step in which spikes differ; absent: the busiest neuron is drawn. */
export function comparisonSvg(
  network: ChipNetwork,
  traces: SampleTraces,
  sample: number,
  divergence?: Divergence,
): string {
  const { neurons } = network;
  const float = traces.file;
  const steps = float.spikes.length / neurons;
  const raster: Raster = {
    title: `${network.source}, sample ${sample}: spikes in floating point and on the chip`,
    rowLabel: 'neuron',
    rows: neurons,
    steps,
    series: [
      series('both', BOTH, (a, b) => a === 1 && b === 1),
      series('only floating point', FLOAT, (a, b) => a === 1 && b === 0),
      series('only the chip', CHIP, (a, b) => a === 0 && b === 1),
    ],
  };
  function series(name: string, colour: string, counts: (a: number, b: number) => boolean) {
    const rows: number[] = [];
    const when: number[] = [];
    float.spikes.forEach((a, i) => {
      if (!counts(a, traces.chip.spikes[i]!)) return;
      rows.push(i % neurons);
      when.push(Math.floor(i / neurons));
    });
    return { name, colour, rows, steps: when };
  }
  const top = rasterHeight(raster);
  const place = divergence?.place ?? busiest(float.spikes, neurons);
  const membrane = membraneGroup(network, traces, place, steps, top + GAP, divergence?.step);
  return document(PICTURE_WIDTH, top + GAP + MEMBRANE_HEIGHT + GAP, rasterGroup(raster, 0) + membrane);
}

function busiest(spikes: Uint8Array, neurons: number): number {
  const counts = new Float64Array(neurons);
  spikes.forEach((spike, i) => (counts[i % neurons]! += spike));
  return counts.indexOf(Math.max(...counts));
}

function membraneGroup(
  network: ChipNetwork,
  traces: SampleTraces,
  place: number,
  steps: number,
  top: number,
  step: number | undefined,
): string {
  const of = (values: Float64Array): number[] =>
    Array.from({ length: steps }, (_, s) => values[s * network.neurons + place]!);
  const curves = [
    { name: 'floating point', colour: FLOAT, values: of(traces.file.membranes) },
    { name: 'chip', colour: CHIP, values: of(traces.chip.membranes) },
  ];
  const all = curves.flatMap(({ values }) => values);
  const [least, most] = [Math.min(0, ...all), Math.max(1e-9, ...all)];
  const y = (value: number): number => top + MEMBRANE_HEIGHT * (1 - (value - least) / (most - least));
  const lines = curves.map(({ colour, values }) => {
    const points = values.map((value, s) => `${across(s + 0.5, steps).toFixed(1)},${y(value).toFixed(1)}`);
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"/>`;
  });
  const text = (x: number, at: number, body: string, extra = ''): string =>
    `<text x="${x}" y="${at.toFixed(1)}" font-size="12" ${extra}>${escapeHtml(body)}</text>`;
  const left = across(0, steps);
  const mark =
    step === undefined
      ? ''
      : `<path d="M${across(step + 0.5, steps).toFixed(1)} ${top}v${MEMBRANE_HEIGHT}" stroke="#c22" stroke-dasharray="4 3"/>`;
  const about = step === undefined ? '' : `; spikes differ first in step ${step} (dashed)`;
  return [
    text(left, top - 26, `membrane of ${nameOf(network, place)}${about}`, 'font-weight="600"'),
    ...curves.map(({ name, colour }, i) => text(left + 130 * i, top - 8, name, `fill="${colour}"`)),
    frame(left, top, across(steps, steps) - left, MEMBRANE_HEIGHT),
    text(left - 8, y(most) + 10, most.toPrecision(3), 'text-anchor="end"'),
    text(left - 8, y(least), least.toPrecision(3), 'text-anchor="end"'),
    ...lines,
    mark,
    stepAxis(steps, top + MEMBRANE_HEIGHT),
  ].join('');
}
