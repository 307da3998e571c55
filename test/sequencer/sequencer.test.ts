import { describe, expect, it } from 'vitest';
import { assemble } from '../../src/asm/assembler.js';
import { Chip } from '../../src/chip/chip.js';
import type { FirmwareImage } from '../../src/firmware/image.js';
import { trapError } from '../../src/run/run-image.js';
import { Sequencer, type SequencerOptions } from '../../src/sequencer/sequencer.js';
import { noFiles } from '../asm/no-files.js';

async function run(source: string, options: SequencerOptions = {}): Promise<Sequencer> {
  const { image } = await assemble('main.s', source, noFiles);
  const sequencer = new Sequencer(new Chip(), image, options);
  sequencer.run();
  return sequencer;
}

function finishStep(s: Sequencer): void {
  while (!s.step());
}

const raw = (...code: number[]): FirmwareImage => ({
  entry: 0,
  code: Uint32Array.from(code),
  memory: [],
  streams: [],
  symbols: [],
  lines: undefined,
  metadata: [],
  unknown: [],
});

describe('sequencer', () => {
  it.each([
    ['li r1, 7\nli r2, -3\nadd r3, r1, r2', 4],
    ['li r1, 7\nli r2, -3\nsub r3, r1, r2', 10],
    ['li r1, 0x7fffffff\naddi r3, r1, 1', -0x80000000],
    ['li r1, 0xf0f0f0f0\nandi r3, r1, 0xff00', 0xf000],
    ['li r1, 0xf0f0\nxori r3, r1, 0xffff', 0x0f0f],
    ['li r1, 0x10000\nori r3, r1, 1', 0x10001],
    ['li r1, 0x12345678\nli r2, 0x9abcdef1\nmul r3, r1, r2', Math.imul(0x12345678, 0x9abcdef1)],
    ['li r1, -8\nli r2, 33\nsra r3, r1, r2', -4],
    ['li r1, -8\nsrli r3, r1, 28', 15],
    ['li r1, 3\nslli r3, r1, 31', -0x80000000],
    ['li r1, 6\nli r2, 3\nxor r3, r1, r2', 5],
    ['li r1, 6\nli r2, 3\nand r3, r1, r2', 2],
    ['li r1, 6\nli r2, 3\nor r3, r1, r2', 7],
    ['li r3, 5\ncall f\njmp e\nf: addi r3, r3, 1\nret\ne: nop', 6],
    ['li r3, 0\nli r1, 5\nl: addi r3, r3, 2\nloop r1, l', 10],
    ['li r1, -1\nli r2, 1\nli r3, 0\nblt r1, r2, a\nli r3, 9\na: bltu r1, r2, b\naddi r3, r3, 1\nb: nop', 1],
    ['la r1, x\nlb r3, r1, 1\n.data\nx: .byte 1, 0xfe\n.code', -2],
    ['la r1, x\nlhu r3, r1, 2\n.data\nx: .half 1, 0xfffe\n.code', 0xfffe],
    ['la r1, x\nli r2, 0x1ff\nsb r2, r1, 0\nlw r3, r1, 0\n.data\nx: .reserve 4\n.code', 0xff],
    ['wait 7\ncycle r3', 7],
    ['rpin r3, TIMING_ERROR_RDY', 1],
  ])('computes %j', async (source, expected) => {
    const s = await run(`${source}\npush r3\nhalt 0\n`);
    expect([s.outcome, s.results]).toEqual([{ status: 0 }, [expected]]);
  });

  it('takes no cycle but for pin operations', async () => {
    const s = await run('li r1, 1000\nl: mul r2, r1, r1\nloop r1, l\nwait 3\nhalt 0');
    expect(s.chip.cycle).toBe(3);
  });

  it.each([
    ['undefined-instruction', '.word 0', {}],
    ['end-of-code', 'nop', {}],
    ['end-of-code', 'jmp . - 5', {}],
    ['bad-address', 'li r1, 4\nlw r2, r1, 0\n.data\n.word 1\n.code', {}],
    ['bad-address', 'li r1, -4\nlw r2, r1, 0\n.data\n.word 1\n.code', {}],
    ['bad-address', 'li r1, 1\nlh r2, r1, 0\n.data\n.word 1\n.code', {}],
    ['bad-address', 'li r1, 0\nspiw r1, 2\n.data\n.word 1\n.code', {}],
    ['bad-address', 'li r1, 0\nsnap r1\n.data\n.ascii "endless"\n.code', {}],
    ['bad-operand', 'li r1, 256\naerr r1', {}],
    ['bad-stream', 'li r1, 0\nplay r1, 0, 1', {}],
    ['bad-stream', 'li r1, 1\nplay r1, e, 1\n.events e\n.sample\n.end 3', {}],
    ['bad-stream', 'li r1, 0\nplay r1, e, 1\n.events e\n.sample\n.spike 0, 1', { timeout: 1000 }],
    ['stack-overflow', 'f: call f', {}],
    ['stack-underflow', 'ret', {}],
    ['stuck', 'l: jmp l', { maxIdle: 1000 }],
    ['time-out', 'limit 100\nout r1', {}],
    ['time-out', 'l: wait 10\njmp l', { maxCycles: 1000 }],
    ['time-out', 'li r1, 0\nplay r1, e, 0\n.events e\n.sample\n.end 4000000000', { maxCycles: 1000 }],
    ['time-out', 'li r1, -1\nwaitr r1', { timeout: 1000 }],
  ])('traps: %s by %j', async (trap, source, options) => {
    const s = await run(source, options);
    expect(s.outcome?.trap?.trap).toBe(trap);
  });

  it('says where a trap is: instruction, label, file and line', async () => {
    const s = await run('start: nop\nhere: nop\n li r1, 300\n aerr r1\n');
    const error = trapError(s.interpreter, 'x.sxi');
    expect(error?.message).toBe(
      'x.sxi: trap at instruction 3 here+2 (main.s:4): bad-operand: r1 = 300: an address from 0 to 255 is needed',
    );
    expect(error?.exitCode).toBe(5);
  });

  it('executes one instruction a step, and stays at its end', () => {
    const s = new Sequencer(new Chip(), raw(0x01000000, 0x02000003));
    finishStep(s);
    expect([s.pc, s.executed, s.outcome]).toEqual([1, 1, undefined]);
    finishStep(s);
    finishStep(s);
    expect([s.executed, s.outcome]).toEqual([2, { status: 3 }]);
  });

  it('puts registers into texts', async () => {
    const marks: string[] = [];
    await run('li r5, -3\nla r1, t\nmark r1\nhalt 0\n.data\nt: .string "{{a {r5} {r16}"', {
      onMark: (m) => marks.push(m.mark),
    });
    expect(marks).toEqual(['{a -3 {r16}']);
  });
});
