import '../seed.js';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TextWriter } from '../../src/table/text-writer.js';

/** Whole numbers below 2^53 of every length, round ones and ones that come again among them. */
const whole = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(),
  fc.nat(5000),
  fc.nat(9_000_000).map((n) => 1000 * n),
  fc.nat(9_000_000).map((n) => 1e9 * n),
  fc.nat(300).map((n) => 250_000 * n),
);

function text(write: (out: TextWriter) => void): string {
  const out = new TextWriter(64);
  write(out);
  return Buffer.from(out.take()).toString('latin1');
}

it('writes whole numbers as they are', () => {
  fc.assert(
    fc.property(fc.array(whole, { minLength: 1 }), (values) => {
      const written = text((out) => {
        for (const value of values) {
          out.reserve(17);
          out.number(value);
          out.byte(44);
        }
      });
      expect(written).toBe(values.map((value) => `${value},`).join(''));
    }),
  );
});

it('writes millionths exactly, without zeros at the end, again and again', () => {
  const decimal = (value: number): string => {
    const digits = String(value).padStart(7, '0');
    return `${digits.slice(0, -6)}.${digits.slice(-6)}`.replace(/\.?0+$/, '');
  };
  fc.assert(
    fc.property(fc.array(whole, { minLength: 1 }), (values) => {
      const twice = [...values, ...values];
      const written = text((out) => {
        for (const value of twice) {
          out.reserve(25);
          out.millionths(value);
          out.byte(44);
        }
      });
      expect(written).toBe(twice.map((value) => `${value === 0 ? '0' : decimal(value)},`).join(''));
    }),
  );
});

it('writes any number as JavaScript does', () => {
  const millionths = fc.integer({ min: 0, max: 2 ** 53 - 1 }).map((n) => n / 1e6);
  const time = fc
    .tuple(fc.integer({ min: 0, max: 2 ** 40 }), fc.constantFrom(76_923, 10_000, 1))
    .map(([cycle, period]) => (cycle * period) / 1e6);
  const special = fc.constantFrom(0, -0, 1e-6, 1e-7, 1e21, NaN, Infinity);
  fc.assert(
    fc.property(fc.oneof(fc.double(), millionths, time, special), (value) => {
      const written = text((out) => {
        out.reserve(26);
        out.double(value);
      });
      expect(written).toBe(String(value));
    }),
    { numRuns: 2000 },
  );
});
