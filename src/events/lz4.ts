/**
 * Decompression of LZ4 frames, as AEDAT 4 uses them.
 *
 * A frame has a descriptor and blocks; a block is a list of sequences, each some bytes as they are and a copy of
 * earlier output. Checksums are stepped over. No library of this for both Node and browsers is maintained.
 */

const MAGIC = 0x184d2204;
const MIN_MATCH = 4;
const STORED = 0x80000000;

/**
 * Decompresses one frame.
 * @param most bytes the output may have.
 * @returns undefined when the frame is damaged or its output would be longer.
 */
export function lz4Frame(input: Uint8Array, most: number): Uint8Array | undefined {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  if (input.length < 7 || view.getUint32(0, true) !== MAGIC) return undefined;
  const flags = input[4]!;
  // Magic, flags, block size; then the content's size and the dictionary's number, where there are any; a check byte.
  let at = 6 + (flags & 8 ? 8 : 0) + (flags & 1 ? 4 : 0) + 1;
  const out = new Output(most);
  for (;;) {
    if (at + 4 > input.length) return undefined;
    const size = view.getUint32(at, true);
    at += 4;
    if (size === 0) return out.bytes();
    const length = size & ~STORED;
    if (length < 0 || at + length > input.length) return undefined;
    const block = input.subarray(at, at + length);
    const fits = size >= STORED ? out.literals(block, 0, length) : decodeBlock(block, out);
    if (!fits) return undefined;
    at += length + (flags & 16 ? 4 : 0);
  }
}

/** Output so far; grows up to a limit. */
class Output {
  private data: Uint8Array;
  private length = 0;

  constructor(private readonly most: number) {
    this.data = new Uint8Array(Math.min(most, 1 << 16));
  }

  bytes(): Uint8Array {
    return this.data.subarray(0, this.length);
  }

  literals(from: Uint8Array, at: number, count: number): boolean {
    if (!this.reserve(count)) return false;
    this.data.set(from.subarray(at, at + count), this.length);
    this.length += count;
    return true;
  }

  /** Copies earlier output, which may reach into what is being written. */
  repeat(distance: number, count: number): boolean {
    if (distance === 0 || distance > this.length || !this.reserve(count)) return false;
    const { data } = this;
    for (let i = 0; i < count; i++, this.length++) data[this.length] = data[this.length - distance]!;
    return true;
  }

  private reserve(count: number): boolean {
    const needed = this.length + count;
    if (needed > this.most) return false;
    if (needed > this.data.length) {
      const larger = new Uint8Array(Math.min(this.most, Math.max(needed, 2 * this.data.length)));
      larger.set(this.data);
      this.data = larger;
    }
    return true;
  }
}

/** @returns false when the block is damaged. */
function decodeBlock(block: Uint8Array, out: Output): boolean {
  let at = 0;
  /** A length that continues in further bytes when its four bits are all ones. */
  const lengthFrom = (bits: number): number => {
    let length = bits;
    if (bits !== 15) return length;
    for (;;) {
      const byte = block[at++];
      if (byte === undefined) return Infinity;
      length += byte;
      if (byte !== 255) return length;
    }
  };
  while (at < block.length) {
    const token = block[at++]!;
    const literals = lengthFrom(token >> 4);
    if (at + literals > block.length || !out.literals(block, at, literals)) return false;
    at += literals;
    if (at === block.length) return true;
    if (at + 2 > block.length) return false;
    const distance = block[at]! | (block[at + 1]! << 8);
    at += 2;
    if (!out.repeat(distance, lengthFrom(token & 15) + MIN_MATCH)) return false;
  }
  return true;
}
