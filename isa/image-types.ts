/** Shapes of the image format's description in the top-level `isa/` folder. */

/** A field of a record of bytes. */
export interface LayoutField {
  /** First byte, or -1 where it follows something of no fixed length. */
  readonly offset: number;
  /** Bytes, or -1 where a length before it says how many. */
  readonly bytes: number;
  readonly name: string;
  readonly meaning: string;
  /** Occurs any number of times. */
  readonly repeated?: boolean;
}

/** A kind of section. */
export interface SectionSpec {
  readonly kind: number;
  readonly name: string;
  /** Whether a reader must understand it. */
  readonly required: boolean;
  /** At most one in an image. */
  readonly single: boolean;
  readonly meaning: string;
  readonly layout: readonly LayoutField[];
}
