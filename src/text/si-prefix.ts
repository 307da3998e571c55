/** Prefixes of units: nano, micro, milli, kilo and so on. */

export interface SiPrefix {
  readonly factor: number;
  readonly symbol: string;
}

/** Descending. */
const PREFIXES: readonly SiPrefix[] = [
  { factor: 1e9, symbol: 'G' },
  { factor: 1e6, symbol: 'M' },
  { factor: 1e3, symbol: 'k' },
  { factor: 1, symbol: '' },
  { factor: 1e-3, symbol: 'm' },
  { factor: 1e-6, symbol: 'µ' },
  { factor: 1e-9, symbol: 'n' },
  { factor: 1e-12, symbol: 'p' },
  { factor: 1e-15, symbol: 'f' },
  { factor: 1e-18, symbol: 'a' },
];

/** Whether a unit takes prefixes: one of mm2 would be squared as well, one of J mm2 would not. */
export const takesPrefix = (unit: string): boolean => !unit.split(' ')[0]!.endsWith('2');

/** The prefix with which a value reads as 1 to 999; none for 0. */
export function siPrefix(value: number): SiPrefix {
  const magnitude = Math.abs(value);
  if (magnitude === 0) return { factor: 1, symbol: '' };
  // 999.96 is shown as 1000 where four digits are shown, and must have the next prefix.
  return PREFIXES.find(({ factor }) => magnitude >= factor * 0.9995) ?? PREFIXES[PREFIXES.length - 1]!;
}
