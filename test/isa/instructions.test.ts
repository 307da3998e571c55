import { REFERENCE } from '../../src/design/design.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INSTRUCTIONS, type Mnemonic } from '../../isa/instructions.js';
import { decode, encode, formOf, FORMS, MAX_OPERANDS } from '../../src/isa/instructions.js';

const operands = new Int32Array(MAX_OPERANDS);

describe('instruction encodings', () => {
  it('do not overlap: no word fits two rows', () => {
    for (const [i, a] of FORMS.entries())
      for (const b of FORMS.slice(i + 1)) {
        const common = (a.mask & b.mask) >>> 0;
        expect(((a.match ^ b.match) & common) >>> 0, `${a.mnemonic} and ${b.mnemonic}`).not.toBe(0);
      }
  });

  it('give each bit to the fixed part or to one operand', () => {
    for (const f of FORMS) {
      let covered = f.mask;
      for (const o of f.fields) {
        const bits = ((0xffffffff >>> (32 - o.bits)) << o.lsb) >>> 0;
        expect((covered & bits) >>> 0, `${f.mnemonic} ${o.name}`).toBe(0);
        covered = (covered | bits) >>> 0;
      }
      expect(covered, f.mnemonic).toBe(0xffffffff);
    }
  });

  it('have mnemonics of their own', () => {
    expect(new Set(INSTRUCTIONS.map((i) => i.mnemonic)).size).toBe(INSTRUCTIONS.length);
  });

  it('round-trip at the limits of every operand', () => {
    for (const f of FORMS) {
      const count = f.fields.length;
      for (let pick = 0; pick < 2 ** count; pick++) {
        const values = f.fields.map((o, i) => ((pick >> i) & 1 ? o.most : o.least));
        let word: number;
        try {
          word = encode(f.mnemonic, ...values);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          continue;
        }
        expect(decode(word, operands, REFERENCE)?.mnemonic, f.mnemonic).toBe(f.mnemonic);
        expect([...operands.subarray(0, count)]).toEqual(values);
      }
    }
  });

  it('round-trip from any word: a defined word comes back, an undefined one is refused', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FORMS),
        fc.integer({ min: 0, max: 0xffffffff }),
        fc.boolean(),
        (form, bits, wild) => {
          const word = wild ? bits : ((bits & ~form.mask) | form.match) >>> 0;
          const found = decode(word, operands, REFERENCE);
          if (found === undefined) return;
          expect(encode(found.mnemonic, ...operands.subarray(0, found.fields.length))).toBe(word);
        },
      ),
      { numRuns: 20_000, seed: 3 },
    );
  });

  it('are undefined where nothing is encoded', () => {
    // Zero, all ones, a fixed bit set, sck 0, a pin that is not there, a register that is not there, a value too wide.
    for (const word of [
      0, 0xffffffff, 0x01000001, 0x40000000, 0x51f00000, 0x5c070000, 0x5c080002, 0x51000002, 0x590a0000,
    ])
      expect(decode(word, operands, REFERENCE), word.toString(16)).toBeUndefined();
  });

  it('name the operand that does not fit', () => {
    expect(() => encode('aer', 512)).toThrow('aer: A = 512 is not from 0 to 511');
    expect(() => encode('cfg', 69, 0x1ff)).toThrow(/value = 511/);
    expect(() => encode('cfg', 7, 0)).toThrow(/REGISTER/);
    expect(() => encode('add', 1)).toThrow('add takes 3 operands, 1 given');
  });

  it('refuse a row that is not 32 bits or scatters an operand', () => {
    const row = { mnemonic: 'nop' as Mnemonic, group: 'system', meaning: '', pins: '', cycles: '' } as const;
    expect(() => formOf({ ...row, encoding: '0101', operands: [] })).toThrow(/encoding/);
    const i = [{ letter: 'i', name: 'imm', kind: 'unsigned' }] as const;
    expect(() => formOf({ ...row, encoding: `i${'0'.repeat(30)}i`, operands: i })).toThrow(/one run of bits/);
  });
});
