/** Words of the SPI port: makes and reads headers, makes bursts, and splits streams of words into transfers. */
import { MEMORY_ROWS, type MemoryName } from '../../isa/memories.js';
import { SPI_HEADER } from '../../isa/spi.js';

type HeaderField = (typeof SPI_HEADER)[number]['name'];

/** Code of the configuration registers. */
const CONFIG = 0;

/** Packs a header, as an unsigned number. */
export function spiHeader(fields: Record<Exclude<HeaderField, 'read'>, number> & { read: boolean }): number {
  const value = { ...fields, read: fields.read ? 1 : 0 };
  return SPI_HEADER.reduce((word, f) => (word | (value[f.name] << f.lsb)) >>> 0, 0);
}

/** A field of a header, unsigned. */
export function headerField(header: number, name: HeaderField): number {
  const f = SPI_HEADER.find((s) => s.name === name)!;
  return (header >>> f.lsb) & (2 ** f.bits - 1);
}

/** A header and the words that follow it. */
export interface Transfer {
  readonly header: number;
  readonly data: number[];
}

/** Writes a configuration register. @param value its low 32 bits are sent. */
export function registerWrite(address: number, value: number): Transfer {
  return { header: spiHeader({ read: false, code: CONFIG, count: 1, addr: address }), data: [value >>> 0] };
}

/** Writes a burst of 32-bit chunks to a memory. @param address of the first chunk. */
export function memoryWrite(memory: MemoryName, address: number, data: number[]): Transfer {
  const { spiCode } = MEMORY_ROWS.find((m) => m.name === memory)!;
  return { header: spiHeader({ read: false, code: spiCode, count: data.length, addr: address }), data };
}

/** Where a word is written. */
export interface SpiTarget {
  /** What the header names: 0 a register, else a memory (isa/memories.ts). */
  readonly code: number;
  /** Of the register, or of the 32-bit chunk in the memory. */
  readonly address: number;
}

/** Where a stream of words stands. */
export interface SpiWordsState {
  readonly header: number;
  /** Data words that the header announced and that have not come yet. */
  readonly left: number;
}

/** Words sent to the SPI port, taken apart as the chip does: a header, then as many words as it announces. */
export class SpiWords {
  private header = 0;
  private left = 0;

  /** Data words that the last header announced and that have not come yet. */
  get missing(): number {
    return this.left;
  }

  get state(): SpiWordsState {
    return { header: this.header, left: this.left };
  }

  restore({ header, left }: SpiWordsState): void {
    this.header = header;
    this.left = left;
  }

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
    return { code, address: code === CONFIG ? first : (first + done) & 0xffff };
  }
}
