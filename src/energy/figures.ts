/** Figures of energy reports as text, the same on a terminal and on a page. */
import type { CalibrationRow } from './calibration.js';
import { formatQuantity } from './table/quantities.js';
import type { EnergyTable } from './table/table.js';

export const joules = (picojoules: number): string => formatQuantity(picojoules * 1e-12, 'J');
export const watts = (microwatts: number): string => formatQuantity(microwatts * 1e-6, 'W');
export const seconds = (value: number): string => formatQuantity(value, 's');
export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The modelled value of a published figure: one value, or the ends of a range. */
export function modelledText({ modelled, unit }: CalibrationRow): string {
  const digits = new Set(modelled.map((value) => String(Number(value.toPrecision(3)))));
  return `${[...digits].join(' to ')} ${unit}`;
}

/** How far a table is from a published figure. */
export const deviationText = ({ deviation }: CalibrationRow): string =>
  deviation === 0 ? 'within' : `${deviation > 0 ? '+' : ''}${percent(deviation)}`;

const READ = {
  primary: 'read in the original',
  secondary: 'as quoted elsewhere',
  own: 'own reckoning',
} as const;

/** How a source of a table was read. */
export const readText = (source: EnergyTable['sources'][string]): string => READ[source.read];
