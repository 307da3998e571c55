/** The report of an import: approximations, losses by rounding, and differences between chip and floating point. */
import type { Difference } from '../../inference/compare-network.js';
import type { ImportedNetwork } from '../../inference/import-network.js';
import type { MatrixLoss } from '../../network/quantise.js';
import { formatQuantity } from '../../energy/table/quantities.js';
import { columns } from '../../text/columns.js';

const indented = (line: string): string => `  ${line}`;

/** A small number with two digits: 0, 0.0031. */
const short = (value: number): string => String(Number(value.toPrecision(2)));

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.001 && share > 0 ? 3 : 1)} %`;

/** Lines about the mapping itself. */
export function mappingLines(name: string, { stages, losses, notes }: ImportedNetwork): string[] {
  const { chip, fitted } = stages;
  const used = chip.origins.filter((o) => o !== undefined).length;
  const bias = chip.biasInput === undefined ? '' : ` (input ${chip.biasInput} is the bias)`;
  const changes = fitted.changes.map(({ name: change, node, text }) => [change, `${node}: ${text}`] as const);
  const width = Math.max(0, ...changes.map(([change]) => change.length));
  const loss = (what: string, l: MatrixLoss): string[] => [
    what,
    String(l.nonZero),
    String(l.saturated),
    String(l.roundedToZero),
    percent(l.relativeError),
    `${l.outlier.toFixed(1)} x`,
  ];
  return [
    `${name}: ${chip.inputs} inputs${bias}, ${chip.neurons} neurons (${used} of the network), ${chip.outputs} outputs; ` +
      `a step is ${formatQuantity(chip.dt, 's')}; outputs come ${chip.latency} ${chip.latency === 1 ? 'step' : 'steps'} late`,
    ...notes.map((note) => `  note: ${note}`),
    ...(changes.length > 0 ? ['approximations:'] : ['approximations: none']),
    ...changes.map(([change, text]) => `  ${change.padEnd(width)}  ${text}`),
    'rounding:',
    ...columns([
      ['', 'weights', 'saturated', 'to 0', 'error', 'largest / 99 %'],
      loss('input', losses.input),
      loss('recurrent', losses.recurrent),
      loss('output', losses.output),
    ]).map(indented),
    `  leaks by up to ${short(losses.leak)}, output leak by ${short(losses.kappa)}; ` +
      `the smallest threshold is ${losses.thresholdUnits} units of the membrane`,
  ];
}

const STAGE_NAMES: Readonly<Record<string, string>> = {
  'file/approximated': 'approximations',
  'approximated/placed': 'placement',
  'placed/rounded': 'rounded parameters',
  'rounded/chip': 'rounded membranes',
  'file/chip': 'all, file to chip',
};

export const stageName = ({ from, to }: Difference): string =>
  STAGE_NAMES[`${from}/${to}`] ?? `${from} to ${to}`;

/** Lines about the comparison. */
export function comparisonLines(differences: readonly Difference[], saturations: number): string[] {
  const all = differences.at(-1)!;
  const rows = differences.map((d) => [
    stageName(d),
    String(d.spikesFrom),
    String(d.spikesTo),
    d.differing === 0 ? 'identical' : `${d.differing} (${percent(d.share)})`,
    d.membraneError.toFixed(4),
    `${d.sameAnswers} of ${d.samples}`,
  ]);
  return [
    `compared with floating point on ${all.samples} samples:`,
    ...columns([['', 'spikes before', 'after', 'differ', 'membrane error', 'same answers'], ...rows]).map(
      indented,
    ),
    ...(all.first
      ? [
          `  first difference: sample ${all.first.sample}, step ${all.first.step}, ${all.first.neuron}: ` +
            `membrane ${all.first.membranes[0].toFixed(4)} in floating point, ${all.first.membranes[1].toFixed(4)} on the chip`,
        ]
      : []),
    ...(saturations > 0 ? [`  ${saturations} additions to membranes saturated`] : []),
  ];
}

/** Lines about results that could mislead. */
export function warningLines({ stages }: ImportedNetwork, differences?: readonly Difference[]): string[] {
  const warnings: string[] = [];
  const slow = stages.float.layers.find(
    (l) => l.threshold[0] !== Infinity && l.leak.some((k) => k > 1 - 1e-4 && k < 1),
  );
  if (slow)
    warnings.push(
      `${slow.node} forgets over more than 10,000 steps: are the time constants of the file in seconds, as --dt is?`,
    );
  const all = differences?.at(-1);
  if (all?.spikesFrom === 0)
    warnings.push('the network does not spike in floating point either: are dt and inputs right?');
  if (all && all.silenced.length > 0)
    warnings.push(
      `${all.silenced.length} neurons spike in floating point and never on the chip: ${all.silenced.slice(0, 5).join(', ')}${all.silenced.length > 5 ? ', ...' : ''}`,
    );
  return warnings;
}
