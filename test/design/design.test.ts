import { describe, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { designDifference, designOf, parameterText, REFERENCE, WIDEST } from '../../src/design/design.js';
import { readDesignFile } from '../../src/design/design-file.js';
import { Chip } from '../../src/chip/chip.js';
import type { Engine } from '../../src/chip/engines.js';
import { DesignError, PARAMETERS, type DesignParameters } from '../../src/design/parameters.js';
import { designFromJson, designFromPairs, parametersOfComment } from '../../src/design/read-design.js';
import { memoriesOf } from '../../src/isa/memories.js';
import { registerNamed } from '../../src/isa/registers.js';
import { builtInDesigns, loadDesign } from '../../src/data/design-files.js';
import { projectPath } from '../project.js';
import { randomDesign } from '../random-design.js';
import { Sizes } from '../reference/sizes.js';

describe('a design', () => {
  // Columns of the table of sizes of the family: M, words of the weight, output weight and neuron SRAMs, blocks.
  it.each([
    [32, 5, 64, 64, 16, 2],
    [64, 6, 256, 128, 32, 4],
    [128, 7, 1024, 256, 64, 8],
    [256, 8, 4096, 512, 128, 16],
    [512, 9, 16384, 1024, 256, 32],
  ])('of %i inputs and neurons has the sizes of the family', (count, m, weights, outputs, pairs, blocks) => {
    const design = designOf({ inputs: count, neurons: count });
    const words = Object.fromEntries(memoriesOf(design).map((memory) => [memory.name, memory.words]));
    expect([design.addressBits, words['winp'], words['wrec'], words['wout'], words['neur']]).toEqual([
      ...[m, weights, weights, outputs, pairs],
    ]);
    expect([design.blocks, design.isComplete]).toEqual([blocks, true]);
    expect(registerNamed(design, 'NUM_REC')).toMatchObject({ bits: m, reset: count - 1 });
    expect(registerNamed(design, 'ALPHA_CONF_7') !== undefined).toBe(m === 9);
  });

  it('has the sizes that the reference model works out for itself', () => {
    for (let i = 0; i < 200; i++) {
      const design = randomDesign(`sizes ${i}`);
      const sizes = new Sizes(design);
      for (const memory of memoriesOf(design)) {
        if (memory.name === 'oneur') continue;
        const bits = sizes.wordBits[memory.name];
        expect([memory.words, memory.bits], design.name).toEqual([sizes.words[memory.name], bits]);
      }
    }
  });

  it('that is not a power of two has a block if its first lane is a neuron', () => {
    const design = designOf({ inputs: 40, neurons: 100 });
    expect([design.addressBits, design.blocks, design.isComplete, design.neuronWords]).toEqual([
      7,
      7,
      false,
      50,
    ]);
  });

  it('is the same chip whatever its name and the order of its parameters', () => {
    const a = designOf({ neurons: 64, weightBits: 4 }, 'a');
    const b = designFromPairs('weight_bits=4,neurons=64');
    expect(a.hash).toBe(b.hash);
    expect(designFromJson(a.canonical).hash).toBe(a.hash);
    expect(designFromPairs(parameterText(a)).hash).toBe(a.hash);
    expect(b.name).toBe('neurons=64,weight_bits=4');
    expect([REFERENCE.name, REFERENCE.isReference, WIDEST.isReference]).toEqual(['reference', true, false]);
  });

  it('differs from another in words', () => {
    expect(designDifference(designOf({ neurons: 64 }), REFERENCE)).toBe('neurons 64 instead of 256');
    expect(designDifference(designOf(), REFERENCE)).toBe('');
  });

  it('is named by the first comment of a script, remarks left aside', () => {
    const line = '# geometry: inputs=32 neurons=32 outputs=16 word_bits=128 weight word = pre*2 + post/16';
    expect(parametersOfComment(line)).toEqual({ inputs: 32, neurons: 32, outputs: 16 });
    expect(parametersOfComment('# chip: neurons=64,weight_bits=4')).toEqual({ neurons: 64, weightBits: 4 });
    const other = '# n64w5: inputs=64; neurons=64, (lanes=8) "membrane_bits=12". weight_word_bits=40';
    expect(parametersOfComment(other)).toEqual({ inputs: 64, neurons: 64, lanes: 8, membraneBits: 12 });
    expect(parametersOfComment('# A script')).toBeUndefined();
    expect(parametersOfComment('wait neurons=64')).toBeUndefined();
    expect(() => parametersOfComment('# about neurons=15')).toThrow(/an even number/);
    expect(() => parametersOfComment('# geometry: lanes=8 lanes=16')).toThrow(
      'lanes has two values, 8 and 16',
    );
    expect(() => parametersOfComment('# chip: nurons=64')).toThrow(/did you mean 'neurons'/);
  });
});

describe('an impossible design', () => {
  it.each([
    ['neurons=15', /^neurons = 15: an even number of neurons from 16 to 512 is needed$/],
    ['neurons=14', /neurons = 14/],
    ['neurons=17', /an even number/],
    ['neurons=0', /neurons = 0/],
    ['neurons=514', /from 16 to 512/],
    ['neurons=99999', /neurons = 99999/],
    ['inputs=513', /inputs = 513/],
    ['inputs=8', /inputs = 8/],
    ['inputs=33', /inputs = 33/],
    ['outputs=8', /outputs = 8: 16 outputs/],
    ['outputs=17', /outputs = 17/],
    ['weight_bits=9', /weight_bits = 9: a whole number of bits from 2 to 8/],
    ['weight_bits=1', /weight_bits = 1/],
    ['weight_bits=0', /weight_bits = 0/],
    ['lanes=12', /lanes = 12: 8 or 16 lanes/],
    ['lanes=4', /lanes = 4/],
    ['lanes=32', /lanes = 32/],
    ['lanes=8,neurons=512', /lanes = 8 needs at most 256 inputs and neurons/],
    ['lanes=8,inputs=258', /lanes = 8 needs/],
    ['input_trace_bits=5', /input_trace_bits = 5/],
    ['input_trace_bits=13', /input_trace_bits = 13/],
    ['recurrent_trace_bits=13', /recurrent_trace_bits = 13/],
    ['output_trace_bits=12', /output_trace_bits = 12/],
    ['membrane_bits=9', /membrane_bits = 9/],
    ['membrane_bits=17', /membrane_bits = 17/],
    ['neurons=-64', /^neurons = '-64': an even number of neurons from 16 to 512 is needed$/],
    ['neurons=64.5', /^neurons = '64.5': an even number of neurons from 16 to 512 is needed$/],
    ['neurons=many', /^neurons = 'many': an even number of neurons from 16 to 512 is needed$/],
    ['neurons=', /^neurons = '': an even number of neurons from 16 to 512 is needed$/],
    ['neurons', /key=value is needed/],
    ['neurons=64,weight_bits=4,neurons=32', /^neurons has two values, 64 and 32$/],
    ['neurons=64=32', /key=value is needed/],
    ['nurons=64', /no parameter 'nurons'; did you mean 'neurons'\?/],
    ['weightbits=4', /did you mean 'weight_bits'\?/],
    ['frobnication=1', /no parameter 'frobnication': it has inputs, neurons/],
  ])('%s is refused by name', (text, message) => {
    expect(() => designFromPairs(text)).toThrow(DesignError);
    expect(() => designFromPairs(text)).toThrow(message);
  });
});

describe('parameters of an untyped program', () => {
  const given = (parameters: unknown): Partial<DesignParameters> => parameters as Partial<DesignParameters>;

  it('make a complete chip, whether they went through designOf or not', () => {
    const { design, winp } = new Chip({ inputs: 64, neurons: 64, outputs: 16 }).state;
    expect([design.hash, winp.words]).toEqual([designOf({ inputs: 64, neurons: 64 }).hash, 256]);
    expect(new Chip(design).state.design).toBe(design);
  });

  it.each([
    [{ neurons: 15 }, /^neurons = 15: an even number/],
    [{ neurons: '64' }, /^neurons = '64': an even number/],
    [{ neurons: NaN }, /^neurons = NaN: an even number/],
    [{ neurons: undefined }, /^neurons = 'undefined': an even number/],
    [{ lanes: 12 }, /^lanes = 12: 8 or 16 lanes/],
    [{ neuron: 64 }, /^a chip has no parameter 'neuron'; did you mean 'neurons'\?$/],
    [{ weight_bits: 4 }, /^a chip has no parameter 'weight_bits'; did you mean 'weightBits'\?$/],
    [{ ...REFERENCE, neurons: 64 }, /^a chip has no parameter 'name': it has inputs, neurons/],
    ['neurons=64', /^'neurons=64' is not a chip: an object such as/],
    [64, /^'64' is not a chip/],
    [null, /^'null' is not a chip/],
  ])('that cannot be are refused: %j', (parameters, message) => {
    expect(() => designOf(given(parameters))).toThrow(DesignError);
    expect(() => new Chip(given(parameters))).toThrow(message);
  });

  it('do not choose an engine that there is not', () => {
    const engine = 'warp' as Engine;
    expect(() => new Chip({}, { engine })).toThrow("there is no engine 'warp': auto, cycle, turbo are there");
  });
});

describe('design files', () => {
  it.each(builtInDesigns())('%s can be', async (name) => {
    const read: string[] = [];
    const design = await loadDesign(name, { declare: (file) => read.push(file) });
    expect(design.name).toBe(name);
    expect(read).toEqual([projectPath(`designs/${name}.yaml`)]);
    expect(readDesignFile(readFileSync(read[0]!, 'utf8'), name).description).not.toBe('');
  });

  it('and parameters behind them are combined', async () => {
    const design = await loadDesign('n64,weight_bits=4,neurons=48', { declare: () => undefined });
    expect([design.inputs, design.neurons, design.weightBits]).toEqual([64, 48, 4]);
    expect(design.name).toBe('n64,weight_bits=4,neurons=48');
    await expect(loadDesign('n64,neurons=48,neurons=32', { declare: () => undefined })).rejects.toThrow(
      '--chip: neurons has two values, 48 and 32',
    );
  });

  const file = (lines: string): string =>
    `format: sextant-design\nversion: 1\nname: x\nparameters:\n${lines}`;
  it.each([
    ['  neurons: 15\n', /^x\.yaml:5: parameters\.neurons: neurons = 15: an even number/],
    ['  neurons: 64\n  weigt_bits: 4\n', /^x\.yaml:6: .*did you mean 'weight_bits'/],
    ['  neurons: many\n', /^x\.yaml:5: .*a whole number/],
    ['  neurons: [64]\n', /^x\.yaml:5:/],
  ])('with %j are refused with their line', (lines, message) => {
    expect(() => readDesignFile(file(lines), 'x.yaml')).toThrow(message);
  });

  it.each(['"a\\nb"', '"\\e[31mred"', 'a'.repeat(81)])('with the name %s are refused', (name) => {
    const text = `format: sextant-design\nversion: 1\nname: ${name}\nparameters: {}\n`;
    expect(() => readDesignFile(text, 'x.yaml')).toThrow(
      /^x\.yaml:3: name: at most 80 characters in one line/,
    );
  });

  it('of another format or without a name are refused', () => {
    expect(() => readDesignFile('format: other\n', 'x.yaml')).toThrow(/x\.yaml:1: .*sextant-design/);
    expect(() => readDesignFile('a: [', 'x.yaml')).toThrow(/x\.yaml:\d: not valid YAML/);
    expect(() => readDesignFile('format: sextant-design\nversion: 1\nparameters: {}\n', 'x.yaml')).toThrow(
      /name/,
    );
  });

  it('have a parameter for every key that the family has', () => {
    expect(PARAMETERS.map((p) => p.key)).toHaveLength(9);
  });
});
