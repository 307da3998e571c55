/** Numbers with units as people write them: "5.3 pJ", "0.5V", "13 MHz", "1ms". */

import { siPrefix, takesPrefix } from '../../text/si-prefix.js';
import { quote } from '../../text/quote.js';

/** Kinds of quantity, each with its base unit, the units it may be written in, and the most it may be, in its base unit. */
const UNITS = {
  energy: { base: 'pJ', units: { aJ: 1e-6, fJ: 1e-3, pJ: 1, nJ: 1e3, uJ: 1e6, µJ: 1e6 }, most: 1e12 },
  power: { base: 'µW', units: { pW: 1e-6, nW: 1e-3, uW: 1, µW: 1, mW: 1e3 }, most: 1e9 },
  voltage: { base: 'V', units: { mV: 1e-3, V: 1 }, most: 1e3 },
  frequency: { base: 'Hz', units: { Hz: 1, kHz: 1e3, MHz: 1e6, GHz: 1e9 }, most: 1e12 },
  time: { base: 's', units: { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1 }, most: 1e9 },
  area: { base: 'mm2', units: { um2: 1e-6, mm2: 1 }, most: 1e4 },
  ratio: { base: '1', units: { '%': 0.01 }, most: 1e3 },
} as const satisfies Record<string, { base: string; units: Record<string, number>; most: number }>;

export type Quantity = keyof typeof UNITS;

const NUMBER = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S*)$/;

/**
 * Reads a quantity.
 * @param bare unit of a number without one; absent: the unit is required.
 * @returns its value in the base unit (pJ, µW, V, Hz, s, 1).
 * @throws RangeError that says what is wrong and which units there are.
 */
export function parseQuantity(kind: Quantity, text: string, bare?: string): number {
  const { base, most } = UNITS[kind];
  const units: Record<string, number> = UNITS[kind].units;
  const known = Object.keys(units).join(', ');
  const match = NUMBER.exec(text.trim());
  if (!match) throw new RangeError(`${quote(text)}: a number and a unit of ${kind} (${known}) expected`);
  const unit = match[2] === '' ? bare : match[2];
  if (unit === undefined)
    throw new RangeError(`${quote(text)} has no unit: one of ${known} expected of ${kind}`);
  const factor = units[unit];
  if (factor === undefined)
    throw new RangeError(`${quote(unit)} is not a unit of ${kind}: one of ${known} expected`);
  // Division by a whole number rounds once: 100 us is the number 1e-4, not its neighbour.
  const value = factor < 1 ? Number(match[1]) / Math.round(1 / factor) : Number(match[1]) * factor;
  if (value > most) throw new RangeError(`${quote(text)} is out of range: ${most} ${base} at most`);
  if (value < 0) throw new RangeError(`${quote(text)} is negative`);
  return value;
}

/** A value in an unprefixed unit (J, W, s, Hz) with three or four digits and a prefix: 42.1 nJ. */
export function formatQuantity(value: number, unit: string): string {
  const { factor, symbol } = siPrefix(takesPrefix(unit) ? value : 0);
  return `${Number((value / factor).toPrecision(4))} ${symbol}${unit}`;
}

/** A whole number in groups of three digits: 1,234,567. Not by the locale, whose data take longer to load than a report. */
export const formatCount = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
