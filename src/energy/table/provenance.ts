/** Where a number of an energy table comes from, and how certain it is. */

export const KINDS = ['measured', 'published', 'derived', 'estimated'] as const;
/** How a number of a table was obtained. */
export type Kind = (typeof KINDS)[number];

/** Where a number comes from, and how certain it is. */
export interface Provenance {
  readonly kind: Kind;
  /** Relative standard uncertainty: 0.2 is 20 %. */
  readonly uncertainty: number;
  /** Names of the table's sources. */
  readonly sources: readonly string[];
  readonly note?: string;
}
