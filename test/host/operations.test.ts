import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import '../seed.js';
import { PINS } from '../../isa/pins.js';
import { MAX_CYCLES, OperationError, parseOperation } from '../../src/host/operations.js';

describe('host operations', () => {
  it('are read, every one of them', () => {
    const cases: [string, unknown][] = [
      ['sck 3', { op: 'sck', value: 3 }],
      ['rst 0', { op: 'rst', value: 0 }],
      ['wait 1099511627776', { op: 'wait', value: MAX_CYCLES }],
      ['spiw 00450001 7a', { op: 'spiw', header: 0x00450001, data: [0x7a] }],
      ['spiw 30020010 ffffffff DEADBEEF', { op: 'spiw', header: 0x30020010, data: [0xffffffff, 0xdeadbeef] }],
      ['spiw 00000045', { op: 'spiw', header: 0x45, data: [] }],
      ['spir 90010000 1', { op: 'spir', header: 0x90010000, count: 1 }],
      ['spir 90000000 0', { op: 'spir', header: 0x90000000, count: 0 }],
      ['aer 255', { op: 'aer', value: 255 }],
      ['tgt 0', { op: 'tgt', value: 0 }],
      ['tick', { op: 'tick' }],
      ['pulse', { op: 'pulse' }],
      ['rdy', { op: 'rdy' }],
      ['spirdy', { op: 'spirdy' }],
      ['tarreq', { op: 'tarreq' }],
      ['sample 1', { op: 'sample', value: 1 }],
      ['tvalid 0', { op: 'tvalid', value: 0 }],
      ['infer 1', { op: 'infer', value: 1 }],
      ['out', { op: 'out' }],
      ['pin AERIN_ADDR 200', { op: 'pin', pin: 'AERIN_ADDR', value: 200 }],
      ['snap after-epoch-1', { op: 'snap', tag: 'after-epoch-1' }],
      ['autosnap 0', { op: 'autosnap', value: 0 }],
    ];
    for (const [line, operation] of cases) expect(parseOperation(line), line).toEqual(operation);
  });

  it('name every input pin', () => {
    for (const pin of PINS.filter((p) => p.direction === 'in'))
      expect(parseOperation(`pin ${pin.name} 1`)).toEqual({ op: 'pin', pin: pin.name, value: 1 });
  });

  it('may stand among blanks; blank lines and comments are nothing', () => {
    expect(parseOperation('  aer\t 7 \r')).toEqual({ op: 'aer', value: 7 });
    for (const line of ['', '   ', '\t\r', '# tick', '#']) expect(parseOperation(line)).toBeUndefined();
  });

  it('that are none are refused with what and how', () => {
    const cases: [string, string][] = [
      ['tik', "unknown operation 'tik'; did you mean 'tick'?"],
      ['frobnicate 3', "unknown operation 'frobnicate'"],
      ['toString 1', "unknown operation 'toString'"],
      ['constructor', "unknown operation 'constructor'"],
      ['__proto__ 1', "unknown operation '__proto__'"],
      ['sck', "'sck' takes one number, 0 operands given"],
      ['sck 1 2', "'sck' takes one number, 2 operands given"],
      ['sck 0', "'sck' takes a number from 1 to 1000000, not '0'"],
      ['wait -1', `'wait' takes a number from 0 to ${MAX_CYCLES}, not '-1'`],
      ['wait 1e3', `'wait' takes a number from 0 to ${MAX_CYCLES}, not '1e3'`],
      ['wait 0x10', `'wait' takes a number from 0 to ${MAX_CYCLES}, not '0x10'`],
      ['wait 1099511627777', `'wait' takes a number from 0 to ${MAX_CYCLES}, not '1099511627777'`],
      [
        'wait 99999999999999999999',
        `'wait' takes a number from 0 to ${MAX_CYCLES}, not '99999999999999999999'`,
      ],
      ['aer 256', "'aer' takes a number from 0 to 255, not '256'"],
      ['tgt 1.5', "'tgt' takes a number from 0 to 255, not '1.5'"],
      ['sample 2', "'sample' takes a number from 0 to 1, not '2'"],
      ['tick 5', "'tick' takes no operand, 1 operands given"],
      ['spiw', "'spiw' needs a header: spiw HEADER D0 D1 ... (hexadecimal words)"],
      ['spiw 00010045', "'spiw' header 00010045 announces 1 data words, none follow"],
      ['spiw 0001004g 1', "'spiw' takes hexadecimal words of up to 8 digits, not '0001004g'"],
      ['spiw 000100450 1', "'spiw' takes hexadecimal words of up to 8 digits, not '000100450'"],
      ['spiw 00010045 -1', "'spiw' takes hexadecimal words of up to 8 digits, not '-1'"],
      ['spir 90010000', "'spir' takes a header and a count, 1 operands given"],
      ['spir 90010000 4097', "'spir' takes a number from 0 to 4096, not '4097'"],
      ['pin SCK', "'pin' takes a pin and a value, 1 operands given"],
      ['pin SCL 1', "'SCL' is not an input pin; did you mean 'SCK'?"],
      ['pin MISO 1', "'MISO' is not an input pin"],
      ['pin AERIN_ADDR 256', "'pin AERIN_ADDR' takes a number from 0 to 255, not '256'"],
      ['pin RST 2', "'pin RST' takes a number from 0 to 1, not '2'"],
      ['snap', "'snap' takes a tag, 0 operands given"],
      ['snap a\0b', "'snap' takes a tag without control characters, not 'a?b'"],
      ['snap a b', "'snap' takes a tag, 2 operands given"],
    ];
    for (const [line, message] of cases) {
      expect(() => parseOperation(line), line).toThrow(OperationError);
      expect(() => parseOperation(line), line).toThrow(message);
    }
  });

  it('of whatever text give an operation, nothing, or one printable line of error', () => {
    const junk = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.tuple(fc.constantFrom('sck', 'spiw', 'spir', 'pin', 'tick'), fc.string()).map((w) => w.join(' ')),
      fc.constant('x'.repeat(100_000)),
    );
    fc.assert(
      fc.property(junk, (line) => {
        try {
          parseOperation(line);
        } catch (error) {
          expect(error).toBeInstanceOf(OperationError);
          expect((error as Error).message).toMatch(/^[\x20-\x7e\u00a0-\uffff]{1,300}$/);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
