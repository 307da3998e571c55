/** Memristive devices: each effect has the size that it names, and draws of its own that come from the seed. */
import { describe, expect, it } from 'vitest';
import { DEVICE_BANKS, haveEffect, weightsInDevices, type Devices } from '../../src/faults/devices.js';

const NONE: Devices = {
  programmingNoise: 0,
  drift: 0,
  readNoise: 0,
  age: 0,
  deviceToDevice: 0,
  cycleToCycle: 0,
  banks: DEVICE_BANKS,
  seed: '1',
};
const COUNT = 4000;
const LIMIT = 128;

/** Many equal weights as they are read from devices. */
const read = (weight: number, effects: Partial<Devices>, programming = 0): number[] =>
  Array.from(
    weightsInDevices(
      new Int8Array(COUNT).fill(weight),
      LIMIT,
      { ...NONE, ...effects },
      { bank: 'winp', programming },
    ),
  );

function statistics(values: readonly number[]): { readonly mean: number; readonly sigma: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return { mean, sigma: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
}

describe('weights in memristive devices', () => {
  it('are what was written without imperfections, at any age', () => {
    const all = Int8Array.from({ length: 256 }, (_, i) => i - 128);
    expect(weightsInDevices(all, LIMIT, { ...NONE, age: 1e6 }, { bank: 'wout', programming: 2 })).toEqual(
      all,
    );
    expect(haveEffect({ ...NONE, age: 1e6 })).toBe(false);
    expect(haveEffect({ ...NONE, drift: 1 })).toBe(true);
  });

  it('have the programming noise that was measured', () => {
    const g = 64 / LIMIT;
    const sigma = (LIMIT / 25) * (-1.1731 * g * g + 1.965 * g + 0.26348);
    // The other device of the pair is at 0, where noise only adds.
    const zero = (LIMIT / 25) * 0.26348 * Math.sqrt(0.5 - 1 / (2 * Math.PI));
    const measured = statistics(read(64, { programmingNoise: 1 })).sigma;
    expect(measured / Math.hypot(sigma, zero)).toBeGreaterThan(0.95);
    expect(measured / Math.hypot(sigma, zero)).toBeLessThan(1.05);
  });

  it('shrink with their age by drift', () => {
    const drift = (age: number): number => statistics(read(100, { drift: 1, age })).mean / 100;
    expect(drift(0)).toBe(1);
    expect(drift(3600)).toBeCloseTo((3620 / 20) ** -0.049, 1);
    expect(drift(1e6)).toBeLessThan(drift(3600));
    expect(statistics(read(-100, { drift: 1, age: 3600 })).mean).toBeLessThan(0);
  });

  it('have the noise of reading that was measured', () => {
    const share = 0.0088 / (100 / LIMIT) ** 0.65;
    const sigma = 100 * share * Math.sqrt(Math.log((20 + 250e-9) / 500e-9));
    expect(Math.abs(statistics(read(100, { readNoise: 1 })).sigma / sigma - 1)).toBeLessThan(0.06);
  });

  it('vary from device to device by a fraction, in the same way at each programming', () => {
    const varied = read(64, { deviceToDevice: 0.05 });
    expect(Math.abs(statistics(varied).sigma / 3.2 - 1)).toBeLessThan(0.06);
    expect(read(64, { deviceToDevice: 0.05 }, 1)).toEqual(varied);
    const twice = read(64, { deviceToDevice: 0.1 });
    expect(twice.every((w, i) => Math.abs(w - 64 - 2 * (varied[i]! - 64)) <= 1.5)).toBe(true);
    expect(read(64, { deviceToDevice: 0.05, seed: '2' })).not.toEqual(varied);
  });

  it('vary from cycle to cycle by a fraction, differently at each programming', () => {
    const varied = read(64, { cycleToCycle: 0.05 });
    expect(Math.abs(statistics(varied).sigma / 3.2 - 1)).toBeLessThan(0.06);
    expect(read(64, { cycleToCycle: 0.05 })).toEqual(varied);
    expect(read(64, { cycleToCycle: 0.05 }, 1)).not.toEqual(varied);
  });

  it('stay weights that the memory can hold', () => {
    const many = { programmingNoise: 20, deviceToDevice: 1 };
    for (const weight of [-128, 127]) {
      const values = read(weight, many);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(-128);
      expect(Math.max(...values)).toBeLessThanOrEqual(127);
    }
  });
});
