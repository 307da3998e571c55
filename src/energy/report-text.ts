/** Reports for a terminal: what a run costs, how well the table meets published figures, and the table itself. */
import { columns } from '../text/columns.js';
import type { Assessment, StepCost } from './assess.js';
import { CALIBRATION_POINT, type CalibrationRow } from './calibration.js';
import { deviationText, joules, modelledText, percent, readText, seconds, watts } from './figures.js';
import { formatQuantity } from './table/quantities.js';
import type { EnergyTable, Provenance } from './table/table.js';
import { ACTIONS, COMPONENTS, PHASES } from './table/vocabulary.js';

/** The compact report of a run. */
export function reportText(a: Assessment): string {
  const lines = [
    `energy ${joules(a.energyPj)} ± ${joules(a.uncertaintyPj)} in ${seconds(a.seconds)}, ${watts(a.averagePowerUw)} on average (${watts(a.staticPowerUw)} static)`,
    `  at ${a.point.vdd} V and ${formatQuantity(a.point.clockHz, 'Hz')}, table ${a.table.name} (${a.table.technology})`,
    ...breakdownLines(a),
  ];
  const figures: string[][] = [];
  const add = (name: string, value: string | null, remark = ''): void => {
    if (value !== null) figures.push([name, value, remark]);
  };
  add(
    'synaptic operation',
    a.pjPerSynapticOp === null ? null : joules(a.pjPerSynapticOp),
    `of ${a.synapticOps}`,
  );
  add('time step', a.njPerStep === null ? null : joules(a.njPerStep * 1e3), `of ${a.steps}`);
  for (const kind of ['inference', 'learning'] as const) {
    const range = a.stepRange[kind];
    if (range) add(`  ${kind} steps`, range.map((s) => joules(s.energyPj)).join(' to '), eventsOf(range));
  }
  const { perInference: inference, perLearningSample: learning } = a;
  if (inference)
    add(
      'inference',
      joules(inference.energyPj),
      `${seconds(inference.seconds)} each, of ${inference.samples}`,
    );
  if (learning)
    add(
      'learning sample',
      joules(learning.energyPj),
      `${seconds(learning.seconds)} each, of ${learning.samples}`,
    );
  add('weight change', a.pjPerWeightChange === null ? null : joules(a.pjPerWeightChange), 'learning phase');
  add(
    '  weight evaluated',
    a.pjPerWeightEvaluation === null ? null : joules(a.pjPerWeightEvaluation),
    'learning phase',
  );
  if (a.steps > 0)
    add('power back to back', watts(a.work.powerUw), 'without loading and waiting for a sample');
  if (a.realTime.powerUw !== null)
    add('power in real time', watts(a.realTime.powerUw), `a step every ${seconds(a.realTime.stepPeriod)}`);
  if (a.area) {
    const { mm2, uncertaintyMm2, uwPerMm2, energyAreaPjMm2 } = a.area;
    const sure = uncertaintyMm2 > 0 ? `± ${Number(uncertaintyMm2.toPrecision(2))} mm2` : 'the published core';
    add('area', `${Number(mm2.toPrecision(4))} mm2`, sure);
    add('power over area', `${Number(uwPerMm2.toPrecision(4))} uW/mm2`, 'average');
    add('energy times area', `${joules(energyAreaPjMm2)} mm2`, 'whole run');
  }
  add('energy times delay', formatQuantity(a.energyDelayJs, 'J s'), 'whole run');
  lines.push('', ...columns(figures, 1, 2).map((l) => `  ${l}`));
  lines.push(...a.cautions.map((text) => `  note: ${text}`));
  return lines.join('\n');
}

const eventsOf = (range: readonly StepCost[]): string => `${range.map((s) => s.events).join(' to ')} events`;

function breakdownLines(a: Assessment): string[] {
  const phases = PHASES.filter((p) => a.phases[p] > 0);
  const rows = COMPONENTS.filter((c) => a.components[c] > 0)
    .sort((x, y) => a.components[y] - a.components[x])
    .map((c) => [
      c,
      ...phases.map((p) => (a.byPhase[p][c] > 0 ? joules(a.byPhase[p][c]) : '-')),
      joules(a.components[c]),
      percent(a.components[c] / a.energyPj),
    ]);
  const head = ['', ...phases, 'all', ''];
  const total = ['all', ...phases.map((p) => joules(a.phases[p])), joules(a.energyPj), ''];
  return ['', ...columns([head, ...rows, total]).map((l) => `  ${l}`)];
}

/** The published figures beside the modelled ones. */
export function calibrationText(rows: readonly CalibrationRow[], table: EnergyTable): string {
  const { vdd, clock } = CALIBRATION_POINT;
  const cells = rows.map((r) => [
    r.figure,
    `${r.published} ${r.unit}`,
    modelledText(r),
    deviationText(r),
    r.meets ? '' : 'off',
  ]);
  return [
    `table ${table.name} against published figures at ${vdd} V, ${clock / 1e6} MHz`,
    ...columns([['', 'published', 'modelled', 'deviation', ''], ...cells]).map((l) => `  ${l}`),
  ].join('\n');
}

const provenanceText = (p: Provenance): string => `${p.kind}, ± ${Math.round(100 * p.uncertainty)} %`;

/** The whole table with where each number is from. */
export function explainText(table: EnergyTable): string {
  const rows: string[][] = [['component', 'action', 'energy', 'how known', 'sources', 'note']];
  for (const { block, actions, leakage } of table.blocks) {
    for (const a of actions) {
      const args = Object.entries(a.arguments).map(([k, v]) => `${k} ${v}`);
      const meaning = ACTIONS.find((x) => x.block === block && x.name === a.name)!.meaning;
      const note = [args.join(', '), a.note ?? meaning].filter((t) => t !== '').join('; ');
      rows.push([block, a.name, joules(a.energy), provenanceText(a), a.sources.join(), note]);
    }
    rows.push([
      block,
      'leakage',
      watts(leakage.power),
      provenanceText(leakage),
      leakage.sources.join(),
      leakage.note ?? '',
    ]);
  }
  const { dynamic, leakage } = table.scaling;
  return [
    `${table.name}: ${table.title}`,
    `${table.technology}; prices hold at ${table.reference} V`,
    `scaling: energy with voltage to the power of ${dynamic.exponent} (${provenanceText(dynamic)}), ` +
      `static power to the power of ${leakage.exponent} (${provenanceText(leakage)})`,
    `operating points: ${table.operatingPoints.map((p) => `${p.vdd} V, ${formatQuantity(p.clock, 'Hz')} (${p.sources.join()})`).join('; ')}`,
    '',
    ...columns(rows, 6),
    '',
    'sources',
    ...Object.entries(table.sources).map(
      ([name, s]) => `  ${name} (${readText(s)}): ${s.citation}${s.note === undefined ? '' : ` [${s.note}]`}`,
    ),
  ].join('\n');
}
