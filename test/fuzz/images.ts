/** Mutated firmware images: each must end in a clean error, a trap, or a normal run within its time-out. */
import { readFileSync } from 'node:fs';
import crc32 from 'crc-32';
import { assemble } from '../../src/asm/assembler.js';
import { disassemble } from '../../src/asm/disassembler.js';
import { Chip } from '../../src/chip/chip.js';
import { filesBeside } from '../../src/data/assembler-files.js';
import { packagePath } from '../../src/files/package-root.js';
import { ImageError } from '../../src/firmware/image-error.js';
import { encodeImage, type FirmwareImage } from '../../src/firmware/image.js';
import { parseImage } from '../../src/firmware/parse.js';
import { lintImage } from '../../src/lint/lint.js';
import { Sequencer } from '../../src/sequencer/sequencer.js';
import type { FuzzTarget } from './frame.js';

const MAX_CYCLES = 30_000;
const MAX_INSTRUCTIONS = 20_000;

/** Sound images to start from: the small programs of `firmware/`. */
async function images(): Promise<Uint8Array[]> {
  const found: Uint8Array[] = [];
  for (const name of ['blink', 'inference-only', 'readback', 'regression', 'selftest']) {
    const file = packagePath(`firmware/${name}.s`);
    found.push((await assemble(`${name}.s`, readFileSync(file, 'utf8'), filesBeside(file))).bytes);
  }
  return found;
}

/** Puts the checksums of a changed image right, so that what lies behind them is reached. */
function repair(bytes: Uint8Array): void {
  if (bytes.length < 32) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const tableEnd = 32 + 32 * view.getUint16(12, true);
  if (tableEnd > bytes.length) return;
  for (let at = 32; at < tableEnd; at += 32) {
    const from = view.getUint32(at + 8, true);
    const to = from + view.getUint32(at + 12, true);
    if (to <= bytes.length) view.setUint32(at + 24, crc32.buf(bytes.subarray(from, to)) >>> 0, true);
  }
  view.setUint32(8, bytes.length, true);
  view.setUint32(28, 0, true);
  view.setUint32(28, crc32.buf(bytes.subarray(0, tableEnd)) >>> 0, true);
}

/** A mutation of one of the images: bits flipped, a word replaced, cut, or spliced with another. */
function mutate(images: readonly Uint8Array[], random: () => number): Uint8Array {
  const below = (n: number): number => Math.floor(random() * n);
  const source = images[below(images.length)]!;
  let bytes = source.slice();
  const kind = below(4);
  // Mostly behind the section table, nearer to its end more often: code is small beside data.
  const table = 32 + 32 * new DataView(bytes.buffer).getUint16(12, true);
  const place = (): number =>
    below(6) === 0 ? below(table) : table + Math.floor((bytes.length - table) * random() ** 3);
  if (kind === 0) for (let n = 1 + below(8); n > 0; n--) bytes[place()]! ^= 1 << below(8);
  else if (kind === 1)
    for (let n = 1 + below(4); n > 0; n--)
      bytes.set([below(256), below(256), below(256), below(256)], Math.max(0, place() - 4));
  else if (kind === 2) bytes = bytes.slice(0, below(bytes.length + 1));
  else {
    const other = images[below(images.length)]!;
    const at = place() & ~3;
    const from = below(other.length) & ~3;
    bytes.set(other.subarray(from, from + Math.min(4 * (1 + below(64)), bytes.length - at)), at);
  }
  if (below(8) !== 0) repair(bytes);
  return bytes;
}

/** Runs one image as a careful host would. */
function judge(bytes: Uint8Array, chip: Chip, blank: Uint8Array): 'refused' | 'trapped' | 'ended' {
  let image: FirmwareImage;
  try {
    image = parseImage(bytes);
  } catch (error) {
    if (error instanceof ImageError) return 'refused';
    throw error;
  }
  if (!Buffer.from(encodeImage(image)).equals(Buffer.from(bytes)))
    throw new Error('an image was taken that does not encode to the same bytes');
  disassemble(image);
  lintImage(image, { most: 500 });
  chip.restore(blank);
  const sequencer = new Sequencer(chip, image, {
    timeout: MAX_CYCLES,
    maxCycles: MAX_CYCLES,
    maxIdle: MAX_INSTRUCTIONS,
  });
  sequencer.run();
  if (sequencer.outcome === undefined) throw new Error('a run without an outcome');
  return sequencer.outcome.trap ? 'trapped' : 'ended';
}

export const imageTarget: FuzzTarget = {
  name: 'images',
  outcomes: ['refused', 'trapped', 'ended'],
  prepare: async () => {
    const samples = await images();
    const chip = new Chip();
    const blank = chip.snapshot();
    return {
      mutate: (random) => mutate(samples, random),
      judge: (bytes) => judge(bytes, chip, blank),
    };
  },
};
