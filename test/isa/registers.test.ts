import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import '../seed.js';
import { REFERENCE } from '../../src/design/design.js';
import { SEED_REGISTERS, SPI_CODES, SPI_HEADER, SPI_WORD_BITS } from '../../isa/spi.js';
import { PINS } from '../../isa/pins.js';
import { decodeRegister, registerAt, registerNamed, registersOf } from '../../src/isa/registers.js';
import type { RegisterSpec } from '../../isa/types.js';
import { signed, unsigned } from '../fixed-point/twin.js';

const registers: readonly RegisterSpec[] = registersOf(REFERENCE);
const unique = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

/** The facts of registers.csv: address, name, bits, signed, reset; the meaning is prose. */
function recordedFacts(): { facts: Omit<RegisterSpec, 'meaning'>; meaning: string }[] {
  const text = readFileSync(join(import.meta.dirname, '../data/registers.csv'), 'utf8');
  const [header, ...lines] = text.trim().split(/\r?\n/);
  expect(header).toBe('address,name,bits,signed,reset,meaning');
  return lines.map((line) => {
    const match = /^(\d+),(\w+),(\d+),(yes|no),(\d*),"(.*)"$/.exec(line)!;
    const [, address, name, bits, sign, reset, meaning] = match;
    return {
      facts: {
        address: Number(address),
        name: name!,
        bits: Number(bits),
        signed: sign === 'yes',
        ...(reset === '' ? {} : { reset: Number(reset) }),
      },
      meaning: meaning!,
    };
  });
}

describe('configuration registers', () => {
  it('agree with the recorded facts, one by one', () => {
    const recorded = recordedFacts();
    const ours = registers.map(({ meaning, ...facts }) => ({ facts, meaning }));
    expect(ours).toEqual(recorded);
  });

  it('share neither address nor name, and fit the address field of the header', () => {
    expect(unique(registers.map((r) => r.address))).toBe(true);
    expect(unique(registers.map((r) => r.name))).toBe(true);
    for (const r of registers) expect(r.address).toBeLessThan(2 ** 16);
  });

  it('have widths an SPI word holds, and resets their widths hold', () => {
    for (const r of registers) {
      expect(r.bits, r.name).toBeGreaterThanOrEqual(1);
      expect(r.bits, r.name).toBeLessThanOrEqual(SPI_WORD_BITS);
      if (r.reset !== undefined) expect(decodeRegister(r, r.reset), r.name).toBe(r.reset);
    }
  });

  it('are found by address and by name, and by no other', () => {
    for (const r of registers) {
      expect(registerAt(REFERENCE, r.address)).toBe(r);
      expect(registerNamed(REFERENCE, r.name)).toBe(r);
    }
    const used = new Set(recordedFacts().map(({ facts }) => facts.address));
    const addresses = Array.from({ length: 2 ** 16 }, (_, address) => address);
    const found = addresses.filter((address) => registerAt(REFERENCE, address));
    expect(new Set(found)).toEqual(used);
    expect(registerNamed(REFERENCE, 'EN_CONFX')).toBeUndefined();
    expect(registerNamed(REFERENCE, 'toString')).toBeUndefined();
  });

  it('take the low bits of a word, sign-extended where signed', () => {
    fc.assert(
      fc.property(fc.constantFrom(...registers), fc.maxSafeNat(), (r, draw) => {
        const word = draw % 2 ** 32;
        const expected = r.signed ? signed(BigInt(word), r.bits) : unsigned(BigInt(word), r.bits);
        expect(decodeRegister(r, word)).toBe(Number(expected));
      }),
    );
  });
});

describe('the SPI header and its codes', () => {
  it('covers the 32 bits of a word exactly', () => {
    const owner = new Array<string>(SPI_WORD_BITS).fill('');
    for (const f of SPI_HEADER)
      for (let b = f.lsb; b < f.lsb + f.bits; b++) {
        expect(owner[b], `bit ${b} of ${f.name}`).toBe('');
        owner[b] = f.name;
      }
    expect(owner.every((name) => name !== '')).toBe(true);
  });

  it('has codes of three bits, each once, and only the configuration cannot be read', () => {
    expect(SPI_CODES.map((c) => c.code)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(unique(SPI_CODES.map((c) => c.name))).toBe(true);
    expect(SPI_CODES.filter((c) => !c.read).map((c) => c.name)).toEqual(['CONFIG']);
  });

  it('names the seed registers in the order of their addresses, 85 to 93', () => {
    expect(SEED_REGISTERS.map((name) => registerNamed(REFERENCE, name)!.address)).toEqual([
      85, 86, 87, 88, 89, 90, 91, 92, 93,
    ]);
    const seeds = registers.filter((r) => r.name.startsWith('SEED_')).map((r) => r.name);
    expect(seeds).toEqual([...SEED_REGISTERS]);
  });
});

describe('pins', () => {
  it('are named once, one bit wide but for the two byte-wide ones', () => {
    expect(unique(PINS.map((p) => p.name))).toBe(true);
    expect(PINS.filter((p) => p.bits !== 1).map((p) => [p.name, p.bits])).toEqual([
      ['AERIN_ADDR', 8],
      ['OUT_DATA', 8],
    ]);
    expect(PINS.filter((p) => p.direction === 'in').length).toBe(11);
    expect(PINS.filter((p) => p.direction === 'out').length).toBe(6);
  });
});
