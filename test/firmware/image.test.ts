import crc32 from 'crc-32';
import { describe, expect, it } from 'vitest';
import { IMAGE_HEADER, SECTION_ENTRY, SECTIONS } from '../../isa/image.js';
import { durationOf, labelOf, StreamBuilder } from '../../src/firmware/events.js';
import { ImageError } from '../../src/firmware/image-error.js';
import { encodeImage, sourceOf, type FirmwareImage } from '../../src/firmware/image.js';
import { parseImage } from '../../src/firmware/parse.js';
import { encode } from '../../src/isa/instructions.js';

const stream = new StreamBuilder()
  .begin()
  .add('spike', 3, 7)
  .add('label', 5, 1)
  .add('end', 9)
  .begin()
  .add('spike', 0, 255)
  .build();

const full: FirmwareImage = {
  entry: 1,
  code: Uint32Array.of(encode('nop'), encode('wait', 5), encode('halt', 0)),
  memory: [
    { kind: 'data', address: 0, bytes: Uint8Array.of(1, 2, 3), memoryBytes: 64 },
    { kind: 'weights', address: 64, bytes: Uint8Array.of(0, 0, 1, 0, 9, 9, 9, 9), memoryBytes: 8 },
  ],
  streams: [stream],
  symbols: [
    { type: 'code', name: 'start', value: 1 },
    { type: 'constant', name: 'EPOCHS', value: 0xffffffff },
  ],
  lines: {
    files: ['ä.s'],
    runs: [
      { first: 0, count: 2, line: 3, file: 0, step: 1 },
      { first: 2, count: 1, line: 9, file: 0, step: 0 },
    ],
  },
  metadata: [['name', 'test']],
  unknown: [{ kind: 77, bytes: Uint8Array.of(5) }],
};

/** A copy with a change and its header CRC put right, so that the check behind it is reached. */
function altered(bytes: Uint8Array, change: (view: DataView) => void): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  change(view);
  const tableEnd = Math.min(32 + 32 * view.getUint16(12, true), copy.length);
  view.setUint32(28, 0, true);
  view.setUint32(28, crc32.buf(copy.subarray(0, tableEnd)) >>> 0, true);
  return copy;
}

describe('firmware images', () => {
  const bytes = encodeImage(full);

  it('come back as they were, and encode to the same bytes', () => {
    const parsed = parseImage(bytes);
    expect(parsed).toEqual(full);
    expect(encodeImage(parsed)).toEqual(bytes);
  });

  it('are read from a Buffer without changing it', () => {
    const buffer = Buffer.concat([Buffer.from('xyz'), bytes]).subarray(3);
    expect(parseImage(buffer)).toEqual(full);
    expect(buffer.equals(bytes)).toBe(true);
  });

  it('say where an instruction comes from', () => {
    expect(sourceOf(full, 0)).toEqual({ file: 'ä.s', line: 3 });
    expect(sourceOf(full, 1)).toEqual({ file: 'ä.s', line: 4 });
    expect(sourceOf(full, 2)).toEqual({ file: 'ä.s', line: 9 });
    expect(sourceOf(full, 3)).toBeUndefined();
  });

  it('hold streams with label and duration', () => {
    expect([labelOf(stream, 0), durationOf(stream, 0)]).toEqual([1, 9]);
    expect([labelOf(stream, 1), durationOf(stream, 1)]).toEqual([-1, undefined]);
  });

  it('are refused when cut anywhere', () => {
    for (let n = 0; n < bytes.length; n++) expect(() => parseImage(bytes.subarray(0, n))).toThrow(ImageError);
    expect(() => parseImage(new Uint8Array([...bytes, 0, 0, 0, 0]))).toThrow(/cut or padded/);
  });

  it('are refused with any bit changed', () => {
    for (let bit = 0; bit < 8 * bytes.length; bit += 3) {
      const copy = bytes.slice();
      copy[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => parseImage(copy), `bit ${bit}`).toThrow(ImageError);
    }
  });

  it.each([
    [
      'another version',
      (v: DataView) => v.setUint16(4, 2, true),
      /format version 2; this build reads 1 \(byte 4\)/,
    ],
    [
      'an unknown section that is required',
      (v: DataView) => v.setUint32(32 + 7 * 32 + 4, 1, true),
      /required/,
    ],
    ['too many sections', (v: DataView) => v.setUint16(12, 65535, true), /65535 sections; 256 at most/],
    ['a section past the end', (v: DataView) => v.setUint32(32 + 12, 0xfffffff0, true), /past the end/],
    [
      'memory past the end',
      (v: DataView) => v.setUint32(64 + 20, 0xffffffff, true),
      /past the end of memory/,
    ],
    ['memory shared', (v: DataView) => v.setUint32(96 + 16, 32, true), /share data memory at address 32/],
    ['an entry outside the code', (v: DataView) => v.setUint32(16, 3, true), /entry 3 lies outside/],
    ['two sections code', (v: DataView) => v.setUint32(32 + 3 * 32, 1, true), /order|second/],
  ])('are refused with %s', (_, change, message) => {
    expect(() => parseImage(altered(bytes, change))).toThrow(message);
  });

  it('are described without gaps: header and table entries add up', () => {
    for (const table of [IMAGE_HEADER, SECTION_ENTRY]) {
      let at = 0;
      for (const f of table) {
        expect(f.offset, f.name).toBe(at);
        at += f.bytes;
      }
      expect(at).toBe(32);
    }
    expect(new Set(SECTIONS.map((s) => s.kind)).size).toBe(SECTIONS.length);
  });

  it('bound counts by what is there before anything is allocated', () => {
    const lie = encodeImage({ ...full, symbols: [], lines: undefined, metadata: [['k', 'v']], unknown: [] });
    const view = new DataView(lie.buffer);
    const entry = 32 + 4 * 32;
    const at = view.getUint32(entry + 8, true);
    const size = view.getUint32(entry + 12, true);
    view.setUint32(at, 0xffffffff, true);
    view.setUint32(entry + 24, crc32.buf(lie.subarray(at, at + size)) >>> 0, true);
    expect(() => parseImage(altered(lie, () => undefined))).toThrow(/4294967295 metadata do not fit/);
  });
});
