import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import '../seed.js';
import { REFERENCE } from '../../src/design/design.js';
import { memoriesOf } from '../../src/isa/memories.js';
import { SPI_CODES } from '../../isa/spi.js';
import { closest } from '../../src/text/closest.js';
import { readField, writeField } from '../../src/isa/codec.js';
import type { FieldSpec, MemorySpec } from '../../isa/types.js';
import { signed, slice } from '../fixed-point/twin.js';

const memories: readonly MemorySpec[] = memoriesOf(REFERENCE);
const fields = memories.flatMap((memory) => memory.fields.map((field) => ({ memory, field })));
const toBig = (word: Uint32Array): bigint =>
  word.reduceRight((sum, chunk) => (sum << 32n) | BigInt(chunk), 0n);
const words = fc.uint32Array({ minLength: 4, maxLength: 4 });

describe('memories', () => {
  it('are reached by the SPI code of their name', () => {
    for (const m of memories) {
      const code = SPI_CODES.find((c) => c.code === m.spiCode);
      expect(code?.name).toBe(m.name.toUpperCase());
      expect(code?.read).toBe(true);
    }
    expect(new Set(memories.map((m) => m.spiCode)).size).toBe(memories.length);
  });

  it('have the sizes of the chip', () => {
    expect(memories.map((m) => [m.name, m.words, m.bits])).toEqual([
      ['neur', 128, 128],
      ['oneur', 16, 16],
      ['winp', 4096, 128],
      ['wrec', 4096, 128],
      ['wout', 512, 128],
    ]);
  });

  it('have words whose fields cover every bit exactly once', () => {
    for (const m of memories) {
      const owners = new Array<string[]>(m.bits).fill([]).map((): string[] => []);
      for (const f of m.fields) for (let b = 0; b < f.bits; b++) owners[f.lsb + b]!.push(f.name);
      owners.forEach((names, b) => expect(names.length, `${m.name} bit ${b}: ${names.join()}`).toBe(1));
      expect(new Set(m.fields.map((f) => f.name)).size).toBe(m.fields.length);
    }
  });

  it('place the fields of a neuron word as the specification does', () => {
    const neur = memories[0]!;
    const at = (name: string): [number, number, boolean] => {
      const f = neur.fields.find((field) => field.name === name)!;
      return [f.lsb + f.bits - 1, f.lsb, f.signed];
    };
    expect(at('alphaLow')).toEqual([127, 116, false]);
    expect(at('threshold')).toEqual([115, 100, true]);
    for (const n of [0, 1]) {
      expect(at(`outputTrace${n}`)).toEqual([50 * n + 49, 50 * n + 40, false]);
      expect(at(`recurrentTrace${n}`)).toEqual([50 * n + 39, 50 * n + 28, false]);
      expect(at(`inputTrace${n}`)).toEqual([50 * n + 27, 50 * n + 16, false]);
      expect(at(`membrane${n}`)).toEqual([50 * n + 15, 50 * n, true]);
    }
  });
});

describe('the field codec', () => {
  const anyField: fc.Arbitrary<FieldSpec> = fc.oneof(
    fc.constantFrom(...fields.filter(({ memory }) => memory.bits === 128).map(({ field }) => field)),
    fc
      .record({
        lsb: fc.integer({ min: 0, max: 127 }),
        bits: fc.integer({ min: 1, max: 32 }),
        signed: fc.boolean(),
      })
      .filter((f) => f.lsb + f.bits <= 128)
      .map((f) => ({ ...f, name: `bits ${f.lsb}..${f.lsb + f.bits - 1}`, meaning: '' })),
  );

  it('reads the bits of a field', () => {
    fc.assert(
      fc.property(words, anyField, (word, field) => {
        const raw = slice(toBig(word), field.lsb, field.bits);
        expect(readField(word, field)).toBe(Number(field.signed ? signed(raw, field.bits) : raw));
      }),
    );
  });

  it('writes the bits of a field and no other', () => {
    fc.assert(
      fc.property(words, anyField, fc.integer(), (word, field, value) => {
        const before = toBig(word);
        const mask = ((1n << BigInt(field.bits)) - 1n) << BigInt(field.lsb);
        writeField(word, field, value);
        expect(toBig(word)).toBe(
          (before & ~mask) | (slice(BigInt(value), 0, field.bits) << BigInt(field.lsb)),
        );
      }),
    );
  });

  it('reads back what it wrote, at the limits of every field of every memory', () => {
    for (const { field } of fields) {
      const min = field.signed ? -(2 ** (field.bits - 1)) : 0;
      for (const value of [min, min + 1, 0, 1, min + 2 ** field.bits - 1]) {
        const word = new Uint32Array(4).fill(0x5a5a5a5a);
        writeField(word, field, value);
        expect(readField(word, field), field.name).toBe(value);
      }
    }
  });
});

describe('the nearest known name', () => {
  it('is offered for a slip and withheld from a stranger', () => {
    expect(closest('tik', ['tick', 'wait'])).toBe("; did you mean 'tick'?");
    expect(closest('waIt', ['tick', 'wait'])).toBe("; did you mean 'wait'?");
    expect(closest('atw', ['tick', 'wait'])).toBe('');
    expect(closest('smaple', ['sample', 'spiw'])).toBe("; did you mean 'sample'?");
    expect(closest('x'.repeat(1000), ['x'])).toBe('');
  });
});
