/**
 * How prices, leakage and area of a table follow from the sizes and widths of a chip: laws with their source, anchored at
 * the public design, whose own numbers they leave as they are.
 */
import type { Provenance } from './provenance.js';

/** The uncertainty of a law is that of a quantity that it changes by a factor of e; it grows with the logarithm. */
export interface FamilyLaws {
  /** Energy of an access: bits x (fixed + (1 - fixed) x (words / 4096)^exponent). */
  readonly access: Provenance & { readonly fixed: number; readonly exponent: number };
  /** Leakage of an SRAM is proportional to its bits. */
  readonly leakage: Provenance;
  /** Energy and leakage of a datapath are proportional to the product of its widths, those of a generator to its bits. */
  readonly datapath: Provenance;
  /** Energy and leakage of the clock are proportional to the registers. */
  readonly registers: Provenance;
  readonly area: Provenance & {
    /** Of the public design's core, in mm2. */
    readonly core: number;
    /** Of an SRAM: a bit, and each bank besides, in um2. */
    readonly bit: number;
    readonly bank: number;
  };
}
