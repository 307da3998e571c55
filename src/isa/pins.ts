/** The pins of a chip: those of the public design, with an address as wide as the chip's. */
import { PINS, type InputPin, type Pin } from '../../isa/pins.js';
import type { PinSpec } from '../../isa/types.js';
import type { Design } from '../design/design.js';

/** A pin with its width in one chip. */
export type SizedPin = PinSpec & { readonly name: Pin['name'] };

/** The pins of a chip, with their widths. */
export const pinsOf = ({ addressBits }: Design): readonly SizedPin[] =>
  PINS.map((pin) => (pin.name === 'AERIN_ADDR' ? { ...pin, bits: addressBits } : pin));

/** Largest value of a pin that the host drives. */
export const mostOfPin = (design: Design, name: InputPin): number =>
  2 ** pinsOf(design).find((pin) => pin.name === name)!.bits - 1;
