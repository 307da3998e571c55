/** Figures and tables of the energy report, as text. */
import { countOf, type Assessment } from '../../energy/assess.js';
import type { CalibrationRow } from '../../energy/calibration.js';
import { deviationText, joules, modelledText, percent, seconds, watts } from '../../energy/figures.js';
import type { Prices } from '../../energy/prices.js';
import type { ActivityRecord } from '../../energy/record.js';
import { formatCount, formatQuantity } from '../../energy/table/quantities.js';
import type { Provenance } from '../../energy/table/table.js';
import { ACTIONS } from '../../energy/table/vocabulary.js';

/** A number shown in large type at the top of the report. */
export interface Tile {
  readonly name: string;
  readonly value: string;
  readonly note: string;
}

/** The figures that the run has. */
export function tilesOf(a: Assessment): Tile[] {
  const tile = (
    name: string,
    value: number | null | undefined,
    format: (value: number) => string,
    note = '',
  ): Tile[] => (value === null || value === undefined ? [] : [{ name, value: format(value), note }]);
  return [
    ...tile('energy', a.energyPj, joules, `± ${joules(a.uncertaintyPj)}`),
    ...tile('average power', a.averagePowerUw, watts, `${watts(a.staticPowerUw)} static`),
    ...tile('time', a.seconds, seconds, `fastest clock ${formatQuantity(a.point.fastestHz, 'Hz')}`),
    ...tile('synaptic operation', a.pjPerSynapticOp, joules, `of ${formatCount(a.synapticOps)}`),
    ...tile('time step', a.njPerStep, (nj) => joules(nj * 1e3), `of ${formatCount(a.steps)}`),
    ...tile('inference', a.perInference?.energyPj, joules, `${seconds(a.perInference?.seconds ?? 0)} each`),
    ...tile(
      'learning sample',
      a.perLearningSample?.energyPj,
      joules,
      `${seconds(a.perLearningSample?.seconds ?? 0)} each`,
    ),
    ...tile('weight change', a.pjPerWeightChange, joules, 'learning phase'),
    ...tile('power back to back', a.steps > 0 ? a.work.powerUw : null, watts, 'without loading and waiting'),
    ...tile(
      'power in real time',
      a.realTime.powerUw,
      watts,
      `a step every ${seconds(a.realTime.stepPeriod)}`,
    ),
    ...tile('energy times delay', a.energyDelayJs, (value) => formatQuantity(value, 'J s'), 'whole run'),
    ...tile('accuracy', a.axes.accuracy, percent),
    ...tile('memory in use', a.axes.memoryBytes, (bytes) => `${(bytes / 1024).toFixed(1)} KiB`),
    ...tile('silent neurons', a.axes.activationSparsity, percent, 'in a step, on average'),
  ];
}

export const CALIBRATION_HEAD = ['figure', 'published', 'modelled', 'deviation', 'read'];

/** Published figures beside those of the table. */
export function calibrationRows(rows: readonly CalibrationRow[]): string[][] {
  return rows.map((row) => [
    row.figure,
    `${row.published} ${row.unit}`,
    modelledText(row),
    `${deviationText(row)}${row.meets ? '' : ', outside the margin'}`,
    row.provenance,
  ]);
}

export const PRICE_HEAD = [
  'component',
  'action',
  'count',
  'price',
  'energy',
  'kind',
  'uncertainty',
  'sources',
  'note',
];

const provenance = (p: Provenance): string[] => [
  p.kind,
  `${Math.round(100 * p.uncertainty)} %`,
  p.sources.join(', '),
  p.note ?? '',
];

/** Every price that met a count in this run, and every static power. */
export function priceRows({ cycles, counts }: ActivityRecord, { table, point, leakage }: Prices): string[][] {
  const dynamic = (point.vdd / table.reference) ** table.scaling.dynamic.exponent;
  const actions = ACTIONS.flatMap((action) => {
    const count = countOf(counts, action.counter);
    if (count === 0) return [];
    const entry = table.blocks
      .find(({ block }) => block === action.block)!
      .actions.find(({ name }) => name === action.name)!;
    const price = entry.energy * dynamic;
    return [
      [
        action.block,
        action.name,
        formatCount(count),
        joules(price),
        joules(count * price),
        ...provenance(entry),
      ],
    ];
  });
  const time = cycles / point.clock;
  const statics = table.blocks.map((block, i) => [
    block.block,
    'leakage',
    seconds(time),
    watts(leakage[i]! * 1e6),
    joules(leakage[i]! * time * 1e12),
    ...provenance(block.leakage),
  ]);
  return [...actions, ...statics];
}
