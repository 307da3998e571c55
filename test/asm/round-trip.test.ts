import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/asm/assembler.js';
import { disassemble } from '../../src/asm/disassembler.js';
import { encodeImage } from '../../src/firmware/image.js';
import { parseImage } from '../../src/firmware/parse.js';
import { noFiles } from './no-files.js';
import { programs } from './programs.js';

describe('disassembler and assembler', () => {
  it('give back 500 random programs byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(programs, async (image) => {
        const bytes = encodeImage(image);
        const parsed = parseImage(bytes);
        expect(parsed).toEqual(image);
        const again = await assemble('again.s', disassemble(parsed), noFiles);
        expect(Buffer.from(again.bytes).equals(bytes)).toBe(true);
      }),
      { numRuns: 500, seed: 11 },
    );
  });
});
