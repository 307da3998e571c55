/** Sources and images for chips of other sizes and widths. */
import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/asm/assembler.js';
import { AssemblyError } from '../../src/asm/diagnostics.js';
import { disassemble } from '../../src/asm/disassembler.js';
import { designOf, REFERENCE, type Design } from '../../src/design/design.js';
import { ImageError } from '../../src/firmware/image-error.js';
import { designOfImage, encodeImage } from '../../src/firmware/image.js';
import { parseDesign } from '../../src/firmware/parse-design.js';
import { parseImage } from '../../src/firmware/parse.js';
import { encode } from '../../src/isa/instructions.js';
import { randomDesign } from '../random-design.js';
import { filesOf } from './no-files.js';

const FILES = filesOf({ 'rows.csv': '1,2\n3,-4\n', 'wide.csv': '9\n' });

const EMPTY = {
  entry: 0,
  code: Uint32Array.of(encode('halt', 0)),
  memory: [],
  streams: [],
  symbols: [],
  lines: undefined,
  metadata: [],
  unknown: [],
};

async function messageOf(text: string, design?: Design): Promise<string> {
  try {
    await assemble('main.s', text, FILES, undefined, design);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(AssemblyError);
    return (error as AssemblyError).message.split('\n')[0]!;
  }
}

describe('.chip', () => {
  it('is the chip of the image, through its bytes and back to source', async () => {
    const text =
      '.chip inputs=64, neurons=64, weight_bits=4\nhalt 0\n.weights\n.incdata w, wrec, "rows.csv", 2, 2\n';
    const { bytes } = await assemble('main.s', text, FILES);
    const image = parseImage(bytes);
    expect(designOfImage(image).hash).toBe(designOf({ inputs: 64, neurons: 64, weightBits: 4 }).hash);
    // Rows of wrec have 4 words of two 32-bit chunks, each at 4 addresses; a weight takes 4 bits.
    const [burst] = image.memory;
    expect(Buffer.from(burst!.bytes).toString('hex')).toContain('21000000');
    const source = disassemble(image);
    expect(source).toMatch(/^\.chip inputs=64, neurons=64, weight_bits=4$/m);
    expect((await assemble('again.s', source, FILES)).bytes).toEqual(bytes);
  });

  it('survives in images of random chips', () => {
    for (let i = 0; i < 50; i++) {
      const design = randomDesign(`image ${i}`);
      const image = parseImage(encodeImage({ ...EMPTY, design }));
      expect(designOfImage(image).hash).toBe(design.hash);
    }
  });

  it.each([
    ['cfg NUM_REC, 64', /NUM_REC \(6 bits, unsigned\): 64 is not from 0 to 63/],
    ['cfg ALPHA_CONF_4, 1', /'ALPHA_CONF_4' is not a configuration register/],
    ['halt 0\n.weights\n.incdata w, winp, "rows.csv", 65, 2', /65 is not from 1 to 64/],
    ['halt 0\n.weights\n.incdata w, winp, "wide.csv", 1, 1', /wide\.csv.* -8 to 7|9 .*from -8 to 7/],
  ])('limits %j', async (code, message) => {
    expect(await messageOf(`.chip inputs=64, neurons=64, weight_bits=4\n${code}\n`)).toMatch(message);
  });

  it.each([
    ['.chip neurons=15', /1:15: neurons = 15: an even number of neurons/],
    ['.chip neurons=64, neurons=64', /1:19: neurons has two values/],
    ['.chip nurons=64', /1:7: a chip has no parameter 'nurons'; did you mean 'neurons'/],
    ['.chip neurons', /1:14: '=' expected/],
    ['.chip lanes=8, inputs=512', /lanes = 8 needs at most 256/],
    ['nop\n.chip neurons=64', /2:1: \.chip must be the first directive of the main file/],
  ])('%j is refused', async (text, message) => {
    expect(await messageOf(`${text}\nhalt 0\n`)).toMatch(message);
  });

  it('must be the given chip', async () => {
    const text = '.chip neurons=64\nhalt 0\n';
    expect(await messageOf(text, designOf({ neurons: 64 }))).toBe('');
    expect(await messageOf(text, designOf({ neurons: 32 }))).toMatch(
      /the source is for another chip than the one given: neurons 64 instead of 32/,
    );
  });
});

describe('the chip of an image', () => {
  const section = (hash: string, text: string): Uint8Array =>
    Uint8Array.from([...Buffer.from(hash, 'hex'), ...Buffer.from(text)]);
  const { hash, canonical } = designOf({ neurons: 64 });

  it.each([
    [section(hash, canonical.replace('"neurons":64', '"neurons":62')), /the hash in the section chip is not/],
    [section(hash, canonical.replace('"neurons":64', '"neurons":15')), /neurons = 15/],
    [section(hash, canonical.replace('{', '{ ')), /not in canonical form/],
    [section(hash, '{'), /section chip: not valid JSON/],
    [section(hash.slice(2), ''), /ends inside its hash/],
    [section(REFERENCE.hash, REFERENCE.canonical), /names the public design, which needs none/],
  ])('is refused where it is damaged (%#)', (bytes, message) => {
    expect(() => parseDesign(bytes, 96)).toThrow(ImageError);
    expect(() => parseDesign(bytes, 96)).toThrow(message);
  });
});
