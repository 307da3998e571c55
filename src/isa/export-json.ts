/** The interface of chip and sequencer as JSON for tools. */
import { IMAGE_HEADER, IMAGE_LIMITS, SECTION_ENTRY, SECTIONS } from '../../isa/image.js';
import { INSTRUCTIONS, PLAY_FLAGS, PLAY_WAITS, TRAPS } from '../../isa/instructions.js';
import { SPI_CODES, SPI_HEADER } from '../../isa/spi.js';
import { REFERENCE, type Design } from '../design/design.js';
import { memoriesOf } from './memories.js';
import { pinsOf } from './pins.js';
import { registersOf } from './registers.js';

/** The interface of a chip as JSON. */
export function isaJson(design: Design = REFERENCE): string {
  const everything = {
    chip: { name: design.name, hash: design.hash, parameters: JSON.parse(design.canonical) as unknown },
    registers: registersOf(design),
    memories: memoriesOf(design),
    spi: { header: SPI_HEADER, codes: SPI_CODES },
    pins: pinsOf(design),
    instructions: INSTRUCTIONS,
    play: { flags: PLAY_FLAGS, waits: PLAY_WAITS },
    traps: TRAPS,
    image: { header: IMAGE_HEADER, sectionEntry: SECTION_ENTRY, sections: SECTIONS, limits: IMAGE_LIMITS },
  };
  return `${JSON.stringify(everything, null, 2)}\n`;
}
