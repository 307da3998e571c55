/** What changes from a point of the front to its neighbours, in its objectives and in the components of its energy. */
import { COMPONENTS } from '../../energy/table/vocabulary.js';
import { formatQuantity } from '../../energy/table/quantities.js';
import type { Energies, PricedStep } from '../../study/outcomes/neighbours.js';
import type { Study } from '../../study/study.js';
import { valueText, type TextTable } from './text-table.js';

/** Components that are shown, those that change most first. */
const SHOWN = 3;

export function neighbourTable({ objectives }: Study, steps: readonly PricedStep[]): TextTable {
  const metrics = objectives.map(({ metric }) => metric);
  return {
    head: ['from', 'to', ...metrics, 'energy of a test sample, by component'],
    rows: steps.map(({ axis, from, to, before, after }) => [
      `point ${from.point}: ${axis} ${String(from.values[axis])}`,
      `point ${to.point}: ${axis} ${String(to.values[axis])}`,
      ...metrics.map((metric) => {
        const [a, b] = [from.measures[metric]?.mean, to.measures[metric]?.mean];
        return a === undefined || b === undefined ? '' : signed(b - a, (size) => valueText(metric, size));
      }),
      changes(before, after),
    ]),
  };
}

function changes(before: Energies, after: Energies): string {
  const differences = COMPONENTS.map((component) => ({
    component,
    by: after[component] - before[component],
  }));
  differences.sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
  return differences
    .filter(({ by }) => by !== 0)
    .slice(0, SHOWN)
    .map(({ component, by }) => `${component} ${signed(by, (size) => formatQuantity(size, 'J'))}`)
    .join(', ');
}

const signed = (value: number, text: (size: number) => string): string =>
  value === 0 ? 'equal' : `${value < 0 ? '−' : '+'}${text(Math.abs(value))}`;
