/** The data memory of the sequencer: bytes, least significant first; every access is checked. */
import { IMAGE_LIMITS } from '../../isa/image.js';
import type { MemorySection } from '../firmware/image.js';
import { Trap } from './trap.js';

const decoder = new TextDecoder();

/** Data memory at the start: from address 0 to the end of the last section. */
export function initialMemory(sections: readonly MemorySection[]): Uint8Array {
  const bytes = new Uint8Array(sections.reduce((end, s) => Math.max(end, s.address + s.memoryBytes), 0));
  for (const s of sections) bytes.set(s.bytes, s.address);
  return bytes;
}

export class DataMemory {
  private readonly view: DataView;

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** @throws Trap bad-address unless `size` bytes at `address`, a multiple of `alignment`, are there. */
  check(address: number, size: number, alignment: number): void {
    if (address < 0 || address + size > this.bytes.length)
      throw new Trap('bad-address', `address ${address}, ${size} bytes: memory has ${this.bytes.length}`);
    if (address % alignment !== 0)
      throw new Trap('bad-address', `address ${address} is not a multiple of ${alignment}`);
  }

  load(address: number, size: 1 | 2 | 4, signed: boolean): number {
    this.check(address, size, size);
    if (size === 4) return this.view.getInt32(address, true);
    if (size === 2) return signed ? this.view.getInt16(address, true) : this.view.getUint16(address, true);
    return signed ? this.view.getInt8(address) : this.view.getUint8(address);
  }

  store(address: number, size: 1 | 2 | 4, value: number): void {
    this.check(address, size, size);
    if (size === 4) this.view.setInt32(address, value, true);
    else if (size === 2) this.view.setInt16(address, value, true);
    else this.view.setInt8(address, value);
  }

  /** Unsigned words from an address on. */
  words(address: number, count: number): number[] {
    this.check(address, 4 * count, 4);
    return Array.from({ length: count }, (_, i) => this.view.getUint32(address + 4 * i, true));
  }

  /** A text up to its 0 byte. */
  text(address: number): string {
    this.check(address, 1, 1);
    const end = this.bytes.indexOf(0, address);
    if (end < 0 || end - address > IMAGE_LIMITS.name)
      throw new Trap('bad-address', `no text at address ${address}: no 0 byte within ${IMAGE_LIMITS.name}`);
    return decoder.decode(this.bytes.subarray(address, end));
  }
}
