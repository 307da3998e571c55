/** An energy table that has been read and checked (read-table.ts): prices, each with its source. */
import type { Design } from '../../design/design.js';
import type { FamilyLaws } from './family.js';
import type { Provenance } from './provenance.js';
import type { Block } from './vocabulary.js';

export { KINDS, type Kind, type Provenance } from './provenance.js';

/** A work that numbers of a table are taken from. */
export interface Source {
  readonly citation: string;
  /** Read by the table's authors in the original or in a work that quotes it, or their own estimate. */
  readonly read: 'primary' | 'secondary' | 'own';
  readonly note?: string;
}

/** Price of one action. */
export interface ActionPrice extends Provenance {
  readonly name: string;
  readonly arguments: Readonly<Record<string, number | string>>;
  /** In pJ, at the reference voltage. */
  readonly energy: number;
}

/** Static power of one block. */
export interface LeakagePrice extends Provenance {
  /** In µW, at the reference voltage. */
  readonly power: number;
}

/** What the activities of one block cost, and its leakage. */
export interface BlockPrices {
  readonly block: Block;
  readonly leakage: LeakagePrice;
  readonly actions: readonly ActionPrice[];
}

/** A supply voltage and the fastest clock at it. */
export interface OperatingPoint {
  /** In V. */
  readonly vdd: number;
  /** In Hz. */
  readonly clock: number;
}

/** value(V) = value(reference) * (V / reference)^exponent. */
export interface PowerLaw extends Provenance {
  readonly exponent: number;
}

/** What each activity costs, with the source of every number. */
export interface EnergyTable {
  readonly name: string;
  readonly title: string;
  readonly version: number;
  readonly technology: string;
  /** Voltage at which the prices hold, in V. */
  readonly reference: number;
  /** By rising voltage. */
  readonly operatingPoints: readonly (OperatingPoint & Provenance)[];
  /** Where runs are priced by default: the point that is marked so, else the one of the lowest voltage. */
  readonly defaultPoint: OperatingPoint;
  readonly scaling: { readonly dynamic: PowerLaw; readonly leakage: PowerLaw };
  readonly blocks: readonly BlockPrices[];
  readonly sources: Readonly<Record<string, Source>>;
  /** Laws for chips of other sizes and widths; absent: the table prices the public design only. */
  readonly family?: FamilyLaws;
  /** The chip that the prices are scaled to, and the table of the public design that they are scaled from. */
  readonly scaled?: { readonly design: Design; readonly from: EnergyTable };
}
