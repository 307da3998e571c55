/** The interface of chip and sequencer as JSON for tools. */
import { IMAGE_HEADER, IMAGE_LIMITS, SECTION_ENTRY, SECTIONS } from '../../isa/image.js';
import { INSTRUCTIONS, PLAY_FLAGS, PLAY_WAITS, TRAPS } from '../../isa/instructions.js';
import { MEMORIES } from '../../isa/memories.js';
import { PINS } from '../../isa/pins.js';
import { REGISTERS } from '../../isa/registers.js';
import { SPI_CODES, SPI_HEADER } from '../../isa/spi.js';

/** The interface of the chip as JSON. */
export function isaJson(): string {
  const everything = {
    registers: REGISTERS,
    memories: MEMORIES,
    spi: { header: SPI_HEADER, codes: SPI_CODES },
    pins: PINS,
    instructions: INSTRUCTIONS,
    play: { flags: PLAY_FLAGS, waits: PLAY_WAITS },
    traps: TRAPS,
    image: { header: IMAGE_HEADER, sectionEntry: SECTION_ENTRY, sections: SECTIONS, limits: IMAGE_LIMITS },
  };
  return `${JSON.stringify(everything, null, 2)}\n`;
}
