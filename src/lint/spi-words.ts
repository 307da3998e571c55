/** Words sent to the SPI port, taken apart as the chip does: a header, then as many words as it announces. */
import { headerField } from '../isa/spi-header.js';

/** Where a word is written. */
export interface SpiTarget {
  /** What the header names: 0 a register, else a memory (isa/memories.ts). */
  readonly code: number;
  /** Of the register, or of the 32-bit chunk in the memory. */
  readonly address: number;
}

export class SpiWords {
  private header = 0;
  private left = 0;

  /** RST: the next word is a header. */
  reset(): void {
    this.left = 0;
  }

  /** Takes the next word. @returns where it is written; undefined for a header, and for words of a read. */
  take(word: number): SpiTarget | undefined {
    if (this.left === 0) {
      this.header = word;
      this.left = headerField(word, 'count');
      return undefined;
    }
    const { header } = this;
    const done = headerField(header, 'count') - this.left--;
    if (headerField(header, 'read') !== 0) return undefined;
    const code = headerField(header, 'code');
    const first = headerField(header, 'addr');
    return { code, address: code === 0 ? first : (first + done) & 0xffff };
  }
}
