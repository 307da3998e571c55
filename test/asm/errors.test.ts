import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/asm/assembler.js';
import { AssemblyError } from '../../src/asm/diagnostics.js';
import { filesOf } from './no-files.js';

async function messages(text: string, files: Record<string, string> = {}): Promise<string> {
  try {
    await assemble('main.s', text, filesOf(files));
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(AssemblyError);
    return (error as AssemblyError).message;
  }
}

const FILES = {
  'w.dat': '1 2\n3 x\n',
  'short.csv': '1,2,3\n4,5\n',
  'one.csv': '1,2,3\n',
  'wide.csv': '0,1,2,3\n4,5,6,7\n',
  'sub/a.s': '.include "b.s"\n',
};

describe('assembler errors', () => {
  it('show file, line, column, the line and a caret, and what could be meant', async () => {
    expect(await messages('        nop\n        cfg     KAPA, 0x79\n')).toBe(
      "main.s:2:17: 'KAPA' is not a configuration register; did you mean 'KAPPA'?\n" +
        '          cfg     KAPA, 0x79\n' +
        '                  ^^^^',
    );
  });

  it('stay short, whatever the source holds', async () => {
    const long = await messages(`${'x'.repeat(100_000)}\n`);
    expect(long).toMatch(/^main\.s:1:1: 'x{40}\.\.\.' is not an instruction\n/);
    expect(long.length).toBeLessThan(600);
    const far = await messages(`.equ A, ${'1 + '.repeat(100)}7z\nhalt 0\n`);
    expect(far).toMatch(/^main\.s:1:409: '7z' is not a number of up to 32 bits\n {2}[1 +]*7z\n {101}\^\^$/);
  });

  it('name shifts beyond 32 bits', async () => {
    expect(await messages('.data\n.word 1 << 31, 1 << 32\n.word 1 >> -1\n.code\nhalt 0\n')).toMatch(
      /^main\.s:2:18: a shift by 32: from 0 to 31 are possible\n.*\n.*\nmain\.s:3:9: a shift by -1:/,
    );
  });

  it('are all reported, not the first only', async () => {
    const text = await messages('tik\n li r16, 1\n jmp nowhere\n .wrd 3\n halt 256\n');
    expect(text.match(/^main\.s:\d+:\d+: .*$/gm)).toEqual([
      "main.s:1:1: 'tik' is not an instruction; did you mean 'tick'?",
      "main.s:2:5: 'r16' is not a register (r0 to r15); did you mean 'r1'?",
      "main.s:3:6: 'nowhere' is not defined",
      "main.s:4:2: '.wrd' is not a directive; did you mean '.word'?",
      'main.s:5:7: status 256 is not from 0 to 255',
    ]);
  });

  it.each([
    ['a value too wide', 'cfg KAPPA, 256', /1:12: KAPPA \(8 bits, unsigned\): 256 is not from 0 to 255/],
    ['a sign', 'cfg KAPPA, -1', /KAPPA \(8 bits, unsigned\): -1 is not from 0 to 255/],
    ['a signed value too wide', 'cfg H_0, 16', /H_0 \(5 bits, signed\): 16 is not from -16 to 15/],
    ['a pin', 'pin SAMPEL, 1', /'SAMPEL' is not an input pin of the chip; did you mean 'SAMPLE'/],
    ['a pin value', 'pin SAMPLE, 2', /1:13: value 2 is not from 0 to 1/],
    ['a missing comma', 'add r1 r2, r3', /1:8: a comma expected/],
    ['a missing operand', 'wait', /1:5: n is missing/],
    ['too much', 'nop 3', /1:5: the line should end here/],
    ['a string', 'nop\n.data\n.string "abc', /3:9: a string without its closing quote/],
    ['a number', 'wait 0x', /'0x' is not a number/],
    ['a division', '.equ A, 1 / 0', /division by 0/],
    ['a name twice', 'a: nop\na: nop', /2:1: 'a' is defined twice/],
    ['data in code', '.byte 1', /\.byte must be in \.data/],
    ['code in data', '.data\nnop', /instructions must be in \.code/],
    ['alignment', 'nop\n.data\n.byte 1\n.word 2', /address 1: write \.align 4/],
    ['after reserve', 'nop\n.data\n.reserve 4\n.word 2', /nothing can follow \.reserve/],
    ['memory overlap', 'nop\n.data 0\n.word 1\n.data 0\n.word 2', /share data memory/],
    ['memory end', 'nop\n.data 0x1000000\n.word 1', /data memory has 16777216 bytes/],
    ['no code', '.data\n.word 1', /the program has no instruction/],
    ['open block', 'nop\n.data\n.config x\nKAPPA 1', /\.config without \.endconfig/],
    ['a block line', 'nop\n.data\n.config x\nKAPPA 300\n.endconfig', /4:7: KAPPA \(8 bits/],
    ['open macro', '.macro a\nnop', /\.macro without \.endm/],
    ['macro arguments', '.macro a x, y\nnop\n.endm\na 1', /a takes 2 arguments \(x, y\), 1 given/],
    ['macro recursion', '.macro a\na\na\n.endm\na', /too deep|too much/],
    ['event after end', 'nop\n.events e\n.sample\n.end 4\n.spike 5, 1', /5:1: the sample has ended/],
    ['function', 'nop\n.data\n.word wrte(NEUR, 0, 1)', /no function 'wrte'; did you mean 'write'/],
    ['missing file', '.include "no.s"', /no\.s: no such file/],
    ['missing data', 'nop\n.data\n.incdata a, bytes, "no.bin"', /3:20: no\.bin: no such file/],
    ['kind of data', 'nop\n.data\n.incdata a, wimp, "w.dat", 1, 1', /did you mean 'winp'/],
    [
      'data',
      'nop\n.data\n.incdata a, winp, "w.dat", 1, 4',
      /w\.dat: line 2: a weight from -128 to 127 expected, not 'x'/,
    ],
    [
      'a short line',
      'nop\n.data\n.incdata a, winp, "short.csv", 2, 3',
      /short\.csv: line 2: 2 weights, 3 expected/,
    ],
    [
      'a missing line',
      'nop\n.data\n.incdata a, winp, "one.csv", 2, 3',
      /one\.csv: 1 rows of weights, 2 expected/,
    ],
    ['a shape', 'nop\n.data\n.incdata a, winp, "wide.csv", 4, 2', /wide\.csv: line 1: 4 weights, 2 expected/],
    [
      'repetition',
      '.rept x\nnop\n.endr',
      /1:7: 'x' is not defined above: \.rept takes numbers and constants/,
    ],
    ['a label before a macro', 'x: .macro a\nnop\n.endm', /1:4: a label before \.macro names nothing/],
    ['a count', '.rept 1 - 2\nnop\n.endr', /1:7: the number of repetitions -1 is not from 0 to 4294967295/],
    [
      'a huge count',
      '.rept 4000000000\nnop\n.endr\nhalt 0',
      /4000000000 times 1 line are more than 500000 lines/,
    ],
    [
      'a file that is nowhere',
      '.include "sub/a.s"',
      /sub\/a\.s:1:1: sub\/b\.s: no such file, nor b\.s beside the main source/,
    ],
    [
      'too many counters',
      `.counter ${Array.from({ length: 17 }, (_, i) => `c${i}`).join()}`,
      /more than 16 counters/,
    ],
  ])('name what is wrong with %s', async (_, source, message) => {
    expect(await messages(source, FILES)).toMatch(message);
  });

  it('in an included file and in a macro say where they come from', async () => {
    const text = await messages('.include "part.s"\n.macro bad\n  halt 999\n.endm\n  bad\n', {
      'part.s': '\n  hlt 0\n',
    });
    expect(text).toContain("part.s:2:3: 'hlt' is not an instruction; did you mean 'halt'?");
    expect(text).toMatch(/main\.s:3:8: status 999[\s\S]*in a macro called at main\.s:5/);
  });
});

describe('assembler', () => {
  const words = async (source: string, files: Record<string, string> = {}): Promise<number[]> => [
    ...(await assemble('main.s', source, filesOf(files))).image.code,
  ];

  it('expands li by size, wide cfg through at, and la always to two words', async () => {
    expect(await words('li r1, -1\nli r1, 0x12345678\nla r2, 4\n')).toEqual([
      0x1010ffff, 0x10105678, 0x11101234, 0x10200004, 0x11200000,
    ]);
    expect((await words('cfg SEED_INP, 0x12345\n')).length).toBe(3);
    expect((await words('cfg SEED_INP, 0x1234\n')).length).toBe(1);
  });

  it('knows expressions, labels on both sides, macros, repetition and includes', async () => {
    const source = `
      .equ N, (1 << 4 | 3) * 2 - 'A' % 8 + ~0 & 0xff   ; a comment
      start: jmp end // another
      .macro twice x
      wait \\x
      .l\\@: loop r1, .l\\@
      .endm
      .rept 2
      twice N
      .endr
      .include "tail.s"`;
    const { image } = await assemble('main.s', source, filesOf({ 'tail.s': 'end: halt 0 # third' }));
    expect(image.code.length).toBe(6);
    expect(image.symbols).toEqual([
      { type: 'code', name: 'start', value: 0 },
      { type: 'code', name: 'end', value: 5 },
      { type: 'constant', name: 'N', value: ((19 * 2 - 1 + 0xffffffff) & 0xff) >>> 0 },
    ]);
    expect(image.lines?.files).toEqual(['main.s', 'tail.s']);
  });

  it('repeats as often as an expression of constants says', async () => {
    const source = '.equ A, 2\n.equ B, A * 3 + 1\n.rept B - A\nnop\n.endr\n.rept 0\nhalt 1\n.endr\nhalt 0\n';
    expect((await words(source)).length).toBe(6);
    const define = new Map([['A', 0]]);
    expect((await assemble('main.s', source, filesOf({}), define)).image.code.length).toBe(2);
  });

  it('keeps the label before a repetition, an include and a macro', async () => {
    const source = '.macro m\nwait 1\n.endm\na: .rept 2\nnop\n.endr\nb: .include "i.s"\nc: m\nhalt 0\n';
    const { image } = await assemble('main.s', source, filesOf({ 'i.s': 'wait 2' }));
    expect(image.symbols.map((s) => [s.name, s.value])).toEqual([
      ['a', 0],
      ['b', 2],
      ['c', 3],
    ]);
  });

  it('adds up ten thousand terms', async () => {
    const sum = `.data\n.word ${Array.from({ length: 10_000 }, () => '1').join('+')}\n.code\nnop\n`;
    expect([...(await assemble('m.s', sum, filesOf({}))).image.memory[0]!.bytes]).toEqual([16, 39, 0, 0]);
  });

  it('looks for files beside the one that names them, then beside the main source', async () => {
    const files = {
      'sub/one.s':
        '.include "two.s"\n.include "three.s"\n.include "../four.s"\n.data\n.incdata d, bytes, "d.bin"\n.code\n',
      'sub/two.s': 'wait 2\n',
      'two.s': 'wait 99\n',
      'three.s': 'wait 3\n',
      'four.s': 'wait 4\n',
      'sub/d.bin': 'x',
      'd.bin': 'yy',
    };
    const { image } = await assemble('main.s', '.include "sub/one.s"\nhalt 0\n', filesOf(files));
    expect([...image.code].map((word) => word & 0xff)).toEqual([2, 3, 4, 0]);
    expect(image.memory[0]!.bytes.length).toBe(1);
    expect(image.lines?.files).toEqual(['sub/two.s', 'three.s', 'four.s', 'main.s']);
  });

  it('takes weights of one dimension with a note, and those of their shape without', async () => {
    const notes = async (file: string, text: string): Promise<readonly string[]> =>
      (await assemble('m.s', `nop\n.data\n.incdata w, winp, "${file}", 2, 3`, filesOf({ [file]: text })))
        .notes;
    expect(await notes('w.csv', '1,2,3\n4,5,6\n')).toEqual([]);
    const taken = (file: string): string =>
      `m.s:3: ${file}: one dimension of 6 weights, taken as 2 rows of 3`;
    expect(await notes('w.csv', '1,2,3,4,5,6\n')).toEqual([taken('w.csv')]);
    expect(await notes('w.dat', '1\n2\n3\n4\n5\n6\n')).toEqual([]);
    expect(await notes('w.bin', '\x01\x02\x03\x04\x05\x06')).toEqual([taken('w.bin')]);
  });

  it('gives the same bytes for the same source', async () => {
    const source = 'start: nop\n.data\n.string "x"\n.events e\n.sample\n.end 3\n';
    const [a, b] = await Promise.all([1, 2].map(() => assemble('m.s', source, filesOf({}))));
    expect(a?.bytes).toEqual(b?.bytes);
  });

  /** A NumPy file of int8. */
  function npy(shape: string, values: readonly number[]): Uint8Array {
    const header = `{'descr': '|i1', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117) + '\n';
    return Uint8Array.from([0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0, ...Buffer.from(header), ...values]);
  }

  it('reads weights from text, CSV, NumPy and binary alike', async () => {
    const values = [1, -2, 3, 4, 5, 6];
    const binary: Record<string, Uint8Array> = {
      'w.npy': npy('2, 3', values),
      'flat.npy': npy('6,', values),
      'w.bin': new Uint8Array(Int32Array.from(values).buffer),
    };
    // A byte-order mark before the text is skipped.
    const files = filesOf({ 'w.dat': '1 -2 3\n4 5 6', 'w.csv': '\ufeff1,-2,3\n4,5,6\n' });
    const world = {
      ...files,
      bytes: (path: string) => (path in binary ? Promise.resolve(binary[path]!) : files.bytes(path)),
    };
    const image = async (file: string): Promise<Uint8Array> =>
      (await assemble('m.s', `nop\n.weights\n.incdata w, winp, "${file}", 2, 3`, world)).image.memory[0]!
        .bytes;
    const expected = Uint8Array.of(0, 0, 1, 0x30, 1, 254, 3, 0, 64, 0, 1, 0x30, 4, 5, 6, 0);
    for (const file of ['w.dat', 'w.csv', 'w.npy', 'flat.npy', 'w.bin'])
      expect(await image(file), file).toEqual(expected);
    binary['w.npy'] = npy('3, 2', values);
    await expect(image('w.npy')).rejects.toThrow('w.npy: shape (3, 2), 2 x 3 expected');
    binary['w.bin'] = Uint8Array.of(1, 2, 3);
    await expect(image('w.bin')).rejects.toThrow(
      'w.bin: 3 bytes, 6 (int8) or 24 (int32) needed: 2 x 3 expected',
    );
  });
});
