/** How files name the chip that they were recorded of: its parameters, and the hash of all of them. */
import { parameterText, type Design } from './design.js';
import { DesignError } from './parameters.js';
import { designFromPairs } from './read-design.js';

/** What a file says of its chip. */
export interface RecordedChip {
  /** Parameters that differ from the public design, as `--chip` takes them. */
  readonly chip?: string;
  /** {@link Design.hash}. */
  readonly chipHash?: string;
}

/** What a file says of a chip: nothing of the public design. */
export const recordedChip = (design: Design): RecordedChip =>
  design.isReference ? {} : { chip: parameterText(design), chipHash: design.hash };

/**
 * The chip that a file names.
 * @throws DesignError for a chip that cannot be, and for a hash that is not that of the parameters.
 */
export function chipOfRecord(chip: string, hash: string): Design {
  const design = designFromPairs(chip);
  if (design.hash !== hash)
    throw new DesignError(
      `the hash beside the chip ${chip} is not that of its parameters: the file is damaged`,
    );
  return design;
}
