import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/asm/assembler.js';
import { parseOperation, type Operation } from '../../src/host/operations.js';
import { CATALOGUE, FINDINGS, type FindingName } from '../../src/lint/catalogue.js';
import { formatFinding, lintImage, lintScript, type Finding } from '../../src/lint/lint.js';
import { fewestStartCycles, worstStepCycles } from '../../src/lint/step-cycles.js';
import type { RegisterName } from '../../isa/registers.js';
import { designOf, REFERENCE } from '../../src/design/design.js';
import { registersOf } from '../../src/isa/registers.js';
import { noFiles } from '../asm/no-files.js';

/** A program with nothing to find: four neurons, no learning, all memories written. */
const SETUP = `
start:  sck 2
        rst 5
        la r1, setup
        spiw r1, (end - setup) / 4
        cfg EN_CONF, 0
`;
const DATA = `
        halt 0
        .data
        .config setup
        DO_EPROP 0
        NUM_INP 3
        NUM_REC 3
        NUM_OUT 1
        .endconfig
        .word write(NEUR, 3, 1), 0xfff << 20, write(NEUR, 7, 1), 0xfff << 20
        .word write(WINP, 0, 1), 0, write(WINP, 64, 1), 0, write(WINP, 128, 1), 0, write(WINP, 192, 1), 0
        .word write(WREC, 0, 1), 0, write(WREC, 64, 1), 0, write(WREC, 128, 1), 0, write(WREC, 192, 1), 0
        .word write(WOUT, 0, 1), 0, write(WOUT, 4, 1), 0, write(WOUT, 8, 1), 0, write(WOUT, 12, 1), 0
end:
        .space 4
`;

async function findings(body: string): Promise<Finding[]> {
  const { image } = await assemble('main.s', SETUP + body + DATA, noFiles);
  return lintImage(image);
}

/** Learning with all that it needs. */
const LEARN = `cfg EN_CONF, 1\n${[
  'THR_H_0',
  'THR_H_1',
  'THR_H_2',
  'THR_H_3',
  'H_0',
  'H_1',
  'H_2',
  'H_3',
  'H_4',
]
  .concat(['INP', 'REC', 'OUT'].flatMap((b) => [`LR_R_W${b}`, `LR_P_W${b}`]))
  .map((name) => `cfg ${name}, 1\n`)
  .join('')}cfg DO_EPROP, 7\ncfg EN_CONF, 0\n`;
const SAMPLE = 'sample 1\nwait 5\naer 0\ninfer 1\ntick\ntick\nsample 0\nwait 5\npulse\nout r1\ninfer 0\n';
const stream = (items: string): string =>
  `li r1, 0\nplay r1, e, 0\n.events e\n.sample\n${items.split(';').join('\n')}\n.code`;
/** Two neurons, which are ready before TIME_TICK falls. */
const TWO = 'cfg NUM_INP, 1\ncfg NUM_REC, 1\n';

/** Programs with the findings they must give; beside each, the same program corrected. */
const CASES: readonly [name: FindingName, wrong: string, message: RegExp, right: string][] = [
  ['sck-too-fast', 'sck 1\ncfg KAPPA, 1', /SCK runs faster than a quarter/, 'sck 2\ncfg KAPPA, 1'],
  [
    'read-too-fast',
    'cfg EN_CONF, 1\nli r2, read(WINP, 0, 1)\nla r3, end\nspir r2, r3, 1',
    /a read at 4 cycles a bit/,
    'cfg EN_CONF, 1\nsck 4\nli r2, read(WINP, 0, 1)\nla r3, end\nspir r2, r3, 1',
  ],
  [
    'spi-words-missing',
    'cfg EN_CONF, 1\nli r2, write(WINP, 0, 2)\nspi r2\nli r2, 0\nspi r2\nwait 5',
    /the header 30020000 announces 2 data words, 1 followed/,
    'cfg EN_CONF, 1\nli r2, write(WINP, 0, 1)\nspi r2\nli r2, 0\nspi r2\nwait 5',
  ],
  [
    'spi-words-missing',
    'cfg EN_CONF, 1\nli r2, write(WINP, 0, 2)\nspi r2\nli r2, 0\nspi r2',
    /the header 30020000 announces 2 data words, 1 followed.*main\.s:9/,
    'cfg EN_CONF, 1\nli r2, write(WINP, 0, 1)\nspi r2\nli r2, 0\nspi r2',
  ],
  [
    'unknown-register',
    'li r2, 0x00010025\nspi r2\nli r2, 2\nspi r2',
    /00000002 is written to register 37 \(0x25\), which does not exist/,
    'li r2, 0x00010045\nspi r2\nli r2, 2\nspi r2',
  ],
  ['unknown-memory', 'li r2, 0x60000000\nspi r2', /has code 6, which addresses nothing/, 'nop'],
  [
    'address-wraps',
    'cfg EN_CONF, 1\nli r2, write(WOUT, 2048, 1)\nspi r2\nspi r2',
    /address 2048 of wout, which has 2048 words/,
    'cfg EN_CONF, 1\nli r2, write(WOUT, 2047, 1)\nspi r2\nspi r2',
  ],
  [
    'access-without-en-conf',
    'li r2, write(WINP, 0, 1)\nspi r2\nspi r2',
    /a word of winp is written over SPI while EN_CONF is 0: the chip drops it/,
    'cfg EN_CONF, 1\nli r2, write(WINP, 0, 1)\nspi r2\nspi r2',
  ],
  [
    'access-without-en-conf',
    'cfg SEED_INP, 5',
    /SEED_INP is written while EN_CONF is 0: the generator keeps its state/,
    'cfg EN_CONF, 1\ncfg SEED_INP, 5',
  ],
  [
    'access-without-en-conf',
    'sck 4\nli r2, read(WINP, 0, 1)\nla r3, end\nspir r2, r3, 1',
    /a memory is read over SPI while EN_CONF is 0/,
    'sck 4\ncfg EN_CONF, 1\nli r2, read(WINP, 0, 1)\nla r3, end\nspir r2, r3, 1',
  ],
  [
    'odd-neuron-count',
    'cfg NUM_REC, 2\ncfg NUM_INP, 2\nsample 1\ntick',
    /neuron 2 is never stepped.*make it 3/,
    'cfg NUM_REC, 2\nsample 1\ntick',
  ],
  [
    'register-never-written',
    'cfg NOISE_EN, 1\nsample 1\ntick',
    /NOISE_STR: no reset value .*main\.s:9/,
    'cfg NOISE_EN, 1\ncfg NOISE_STR, 1\nsample 1\ntick',
  ],
  [
    'register-never-written',
    'cfg DO_EPROP, 4\ntvalid 1\nsample 1\ntick',
    /LR_R_WOUT, LR_P_WOUT/,
    'cfg DO_EPROP, 4\ncfg LR_R_WOUT, 1\ncfg LR_P_WOUT, 1\ntvalid 1\nsample 1\ntick',
  ],
  ['memory-never-written', 'cfg NUM_REC, 7\nsample 1\ntick', /wrec: 12 of 16 words/, 'sample 1\ntick'],
  // A step visits as many neurons as there are inputs: those without a threshold would spike in every step.
  ['memory-never-written', 'cfg NUM_INP, 31\nsample 1\ntick', /neur .*: 14 of 16 words/, 'sample 1\ntick'],
  [
    'leak-never-set',
    'cfg EN_CONF, 1\nli r2, write(NEUR, 7, 1)\nspi r2\nli r2, 300 << 4\nspi r2\ncfg EN_CONF, 0\nsample 1\ntick',
    /1 of 2 pairs of neurons have a leak factor of 0\.875/,
    'cfg EN_CONF, 1\nli r2, write(NEUR, 7, 1)\nspi r2\nli r2, 300 << 4\nspi r2\ncfg ALPHA_CONF_0, 2\ncfg EN_CONF, 0\nsample 1\ntick',
  ],
  [
    'generator-not-seeded',
    'cfg EN_CONF, 1\ncfg EN_STOCH_ROUND, 1\ncfg SEED_STRND_NEUR, 0x7fff\ncfg EN_CONF, 0\nsample 1\ntick',
    /SEED_STRND_NEUR: a seed of 0 \(in one half/,
    'cfg EN_CONF, 1\ncfg EN_STOCH_ROUND, 1\ncfg SEED_STRND_NEUR, 0xffff\ncfg EN_CONF, 0\nsample 1\ntick',
  ],
  ['event-outside-sample', 'aer 1', /an event of input 1 while SAMPLE is low/, 'sample 1\naer 1\ntick'],
  [
    'event-beyond-inputs',
    'sample 1\naer 4\ntick',
    /an event of input 4, but NUM_INP is 3/,
    'sample 1\naer 3\ntick',
  ],
  ['label-beyond-outputs', 'tgt 18', /label 18 is given, but NUM_OUT is 1; the chip takes it for 2/, 'tgt 1'],
  [
    'label-beyond-outputs',
    stream('.label 2, 7;.end 9'),
    /stream 0, sample 0: its label is 7, but NUM_OUT is 1/,
    stream('.label 2, 1;.end 9'),
  ],
  [
    'en-conf-left-on',
    'cfg EN_CONF, 1\nsample 1\ntick\ntick',
    /stays in CONFIG, and this wait for ready never ends/,
    'cfg EN_CONF, 1\nsample 1\ntick\npulse\nspirdy\ncfg EN_CONF, 0\nrdy',
  ],
  [
    'target-valid-left-high',
    `${LEARN}sample 1\nwait 5\ntick\ntvalid 1\ntick\nsample 0\nwait 5\npulse\n${SAMPLE}`,
    /still high from sample 1: it is supervised from its first step/,
    `${LEARN}sample 1\nwait 5\ntick\ntvalid 1\ntick\nsample 0\nwait 5\npulse\ntvalid 0\n${SAMPLE}`,
  ],
  [
    'infer-left-high',
    `sample 1\nwait 5\ntick\ninfer 1\ntick\nsample 0\nwait 5\npulse\nout r1\n${SAMPLE}`,
    /INFER_ACC still high from sample 1/,
    SAMPLE + SAMPLE,
  ],
  [
    'answer-without-inference',
    'sample 1\nwait 5\ntick\ntick\nsample 0\nwait 5\npulse\nout r1',
    /INFER_ACC was low throughout the sample/,
    SAMPLE,
  ],
  [
    'learning-without-target',
    `${LEARN}sample 1\ntick`,
    /DO_EPROP is 7 in this step, but TARGET_VALID is never raised/,
    `${LEARN}sample 1\ntick\ntvalid 1`,
  ],
  [
    'supervision-without-learning',
    'sample 1\ntick\ntvalid 1\ntick',
    /TARGET_VALID is high, but DO_EPROP is 0 in this step/,
    `${LEARN}sample 1\ntick\ntvalid 1\ntick`,
  ],
  [
    'tick-lost',
    `${TWO}sample 1\nwait 5\ntick\ntick`,
    /it sees one long tick instead of two at instruction 11/,
    `${TWO}sample 1\nwait 5\ntick\nwait 1\ntick`,
  ],
  [
    'tick-lost',
    `${TWO}li r1, 0\nplay r1, e, 0\n.events e\n.sample\n.label 1, 1\n.end 9\n.code`,
    /one long tick/,
    `${TWO}li r1, 0\nplay r1, e, SPACED\n.events e\n.sample\n.label 1, 1\n.end 9\n.code`,
  ],
  [
    'ticks-too-close',
    'sample 1\ntick\npulse\nwait 3\npulse',
    /a tick 8 cycles after the last, whose step can take \d+/,
    'sample 1\ntick\npulse\nrdy\npulse',
  ],
  [
    'ticks-too-close',
    'cfg CYCLES_PER_TICK, 5\ncfg LOCAL_TICK, 1',
    /local ticks come every 5 cycles/,
    'cfg CYCLES_PER_TICK, 5000\ncfg LOCAL_TICK, 1',
  ],
  [
    'local-tick-cannot-start',
    'cfg CYCLES_PER_TICK, 500\ncfg LOCAL_TICK, 1\nsample 1',
    /the sample never starts/,
    'cfg CYCLES_PER_TICK, 500\nsample 1\ntick\ncfg LOCAL_TICK, 1',
  ],
  [
    'sample-without-end',
    stream('.label 2, 1'),
    /stream 0, sample 0: it has no end/,
    stream('.label 2, 1;.end 3'),
  ],
  [
    'sample-without-label',
    stream('.end 9;.sample;.end 9'),
    /sample 0: it has no label \(and 1 more sample/,
    stream('.label 2, 1;.end 3'),
  ],
  [
    'event-out-of-order',
    stream('.spike 7, 0;.spike 3, 0;.label 8, 0;.end 9'),
    /the event of input 0 at tick 3 comes after tick 7/,
    stream('.spike 3, 0;.spike 7, 0;.label 8, 0;.end 9'),
  ],
  [
    'item-after-end',
    stream('.spike 1, 0;.label 10, 0;.end 5'),
    /the label 0 is at tick 10, but the sample ends at 5/,
    stream('.spike 1, 0;.label 4, 0;.end 5'),
  ],
];

/** Findings that only host scripts have, where each operation is a whole transfer; tested below. */
const ONLY_OF_SCRIPTS: readonly FindingName[] = ['spi-words-extra'];
/** Findings that only chips of other sizes and widths have; tested below. */
const ONLY_OF_OTHER_CHIPS: readonly FindingName[] = ['word-missing', 'size-beyond-chip'];

describe('lint', () => {
  it('finds nothing in a sound program', async () => {
    expect(await findings(SAMPLE + SAMPLE)).toEqual([]);
  });

  it.each(CASES)('%s: %j', async (name, wrong, message, right) => {
    const found = (await findings(wrong)).filter((f) => f.name === name);
    expect(found.map(formatFinding).join('\n')).toMatch(message);
    expect((await findings(right)).filter((f) => f.name === name)).toEqual([]);
  });

  it('has a test for every finding, and a name for everything', () => {
    expect(new Set([...CASES.map(([name]) => name), ...ONLY_OF_SCRIPTS, ...ONLY_OF_OTHER_CHIPS])).toEqual(
      new Set(FINDINGS.map((f) => f.name)),
    );
    const names = CATALOGUE.filter((e) => e.kind !== 'warning').map((e) => e.name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, cause, cure } of CATALOGUE) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect([cause, cure]).not.toContain('');
    }
  });

  it('leaves out what is allowed', async () => {
    const { image } = await assemble('main.s', `${SETUP}aer 9${DATA}`, noFiles);
    expect(lintImage(image).map((f) => f.name)).toEqual(['event-outside-sample', 'event-beyond-inputs']);
    expect(lintImage(image, { allow: new Set(['event-outside-sample']) }).map((f) => f.name)).toEqual([
      'event-beyond-inputs',
    ]);
  });

  it('says nothing of what a program that was cut short may still do', async () => {
    const { image } = await assemble('main.s', `${SETUP}${LEARN}sample 1\ntick\nl: jmp l${DATA}`, noFiles);
    expect(lintImage(image, { most: 1000 })).toEqual([]);
  });
});

async function ofScript(text: string, design = REFERENCE): Promise<string[]> {
  const operations = text
    .trim()
    .split('\n')
    .map((line, i): { operation: Operation; line: number } => ({
      operation: parseOperation(line, design)!,
      line: i + 1,
    }))
    .values();
  const found = await lintScript('a.host', () => Promise.resolve(operations.next().value), { design });
  return found.map(formatFinding);
}

describe('lint for chips of other sizes and widths', () => {
  const small = designOf({ inputs: 32, neurons: 18, weightBits: 3 });
  // Headers of writes with one word: to wrec row 17 (block 1), wrec row 18, wout row 18, neuron pair 16, winp chunk 1 of 2.
  const write = (code: number, address: number, word: string): string =>
    `spiw ${(code * 2 ** 28 + 2 ** 16 + address).toString(16).padStart(8, '0')} ${word}\n`;
  const begin = 'sck 2\nrst 5\nwait 10\n';

  it.each([
    [write(4, 4 * 35, '1'), undefined],
    [write(4, 4 * 36, '1'), /00000001 is written to address 144 of wrec, where chip .* has no word/],
    [write(4, 4 * 36, '0'), undefined],
    [write(5, 4 * 17, '1'), undefined],
    [write(5, 4 * 18, '1'), /address 72 of wout, where chip .* has no word/],
    [write(5, 4 * (32 + 17), '1'), undefined],
    [write(3, 1, 'ffff'), undefined],
    [write(3, 1, '10000'), /00010000 is written to address 1 of winp, where chip .* has a word of 48 bits/],
    [write(3, 2, '1'), /address 2 of winp, where chip .* has a word of 48 bits/],
  ])('says where data are lost (%#)', async (text, message) => {
    const found = (await ofScript(begin + text, small)).filter((line) => line.startsWith('word-missing'));
    expect(found).toHaveLength(message ? 1 : 0);
    if (message) expect(found[0]).toMatch(message);
  });

  it('says that more neurons are counted than the chip has', async () => {
    const counted = (last: number): string =>
      `${begin}spiw 0001005e 1f\nspiw 0001005f ${last.toString(16)}\nsample 1\nwait 5\ntick\n`;
    const lines = (await ofScript(counted(31), small)).filter((line) => line.startsWith('size-beyond-chip'));
    expect(lines[0]).toMatch(
      /NUM_REC is 31, which counts 32 neurons: chip .* has 18 .*; write NUM_REC 17 or less/,
    );
    expect((await ofScript(counted(17), small)).filter((line) => line.startsWith('size'))).toEqual([]);
  });
});

describe('lint of host scripts', () => {
  it('names headers that announce fewer words than follow', async () => {
    const script = (words: string): string => `sck 2\nrst 5\nspiw 00010000 1\nspiw 30020000 ${words}\n`;
    expect(await ofScript(script('1 2 3 4'))).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^spi-words-extra: the header 30020000 announces 2 data words, 4 follow: .* at a\.host:4; make the count/,
        ),
      ]),
    );
    expect(await ofScript(script('1 2'))).toEqual([]);
  });

  it('names the line', async () => {
    expect(await ofScript('sck 2\nrst 5\nspiw 00010025 2\nspiw 000100ff 1')).toEqual([
      expect.stringMatching(/^unknown-register: .* register 37 .* at a\.host:3; /),
      expect.stringMatching(/^unknown-register: .* register 255 .* at a\.host:4; /),
    ]);
  });

  it('takes each line for a whole transfer', async () => {
    const text = 'sck 2\nspiw 30190000 01020304\nspiw 00010000 0\nwait 10';
    expect(await ofScript(text)).toEqual([
      expect.stringMatching(/^spi-words-missing: the header 30190000 announces 25 data words, 1 followed/),
    ]);
  });

  it('does not guess where SCK is driven by hand', async () => {
    expect(await ofScript('pin SCK 1\npin SCK 0\nsample 1\ntick\ntick\nsample 0\npulse\nout')).toEqual([]);
  });
});

describe('the length of a step', () => {
  const resets = new Map<string, number>(registersOf(REFERENCE).map((r) => [r.name, r.reset ?? 0]));
  const settings =
    (values: Partial<Record<RegisterName, number>>) =>
    (name: RegisterName): number =>
      values[name] ?? resets.get(name) ?? 0;

  it('at most, for the reference task', () => {
    // 100 addresses scanned, 100 events of 100 cycles, 100 neurons stepped, 7 blocks of 32 + 200 cycles learnt.
    expect(worstStepCycles(settings({ NUM_INP: 39, NUM_REC: 99, NUM_OUT: 1, DO_EPROP: 7 }))).toBe(
      8 + 100 + 100 * 100 + 100 + 7 * 232,
    );
  });

  it('at least, for the first tick of a sample', () => {
    // The edge is seen in the third cycle, then each address is scanned.
    expect(fewestStartCycles(settings({ NUM_INP: 3, NUM_REC: 3 }), false)).toBe(7);
    expect(fewestStartCycles(settings({ NUM_INP: 3, NUM_REC: 3 }), true)).toBe(11);
  });
});
