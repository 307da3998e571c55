/** Points of a study are priced with the energy, leakage and area of their own chip. */
import { describe, expect, it } from 'vitest';
import { ACTIVITY_LENGTH } from '../../src/chip/activity.js';
import { designOf, REFERENCE } from '../../src/design/design.js';
import { areaOf, tableFor } from '../../src/energy/design-table.js';
import { price, pricesAt } from '../../src/energy/prices.js';
import { loadTable } from '../../src/node/energy-tables.js';
import { PriceList } from '../../src/study-node/price-list.js';
import { measure } from '../../src/study/outcomes/metrics.js';
import type { SimulationResult } from '../../src/study/outcomes/result.js';

const TABLE = 'fdsoi28';
const small = designOf({ inputs: 64, neurons: 64, weightBits: 4 });

const result: SimulationResult = {
  point: '{}',
  sizes: { inputs: 40, neurons: 64, outputs: 2 },
  weightBits: 4,
  cycles: 1000,
  epochs: [],
  counts: Float64Array.from({ length: ACTIVITY_LENGTH }, (_, i) => i % 7),
  learning: { samples: 0, counts: new Float64Array(ACTIVITY_LENGTH) },
  inference: { samples: 0, counts: new Float64Array(ACTIVITY_LENGTH) },
  warnings: [],
};

describe('the price of a point', () => {
  const list = new PriceList('.');

  it('is that of its own chip', async () => {
    const prices = await list.at({ table: TABLE }, small);
    const table = tableFor(await loadTable(TABLE), small);
    const measured = measure(result, prices);
    expect(measured.training_energy).toBe(price(result.counts, pricesAt(table)).total * 1e-12);
    expect(measured.area).toBe(areaOf(table, small)!.total);
    // 32 words of two neurons of 128 bits, 104 rows of 4 words of 16 weights, 64 words of 16 output weights, 16-bit outputs.
    expect(measured.memory).toBe((32 * 128 + 104 * 4 * 64 + 64 * 64 + 2 * 16) / 8);
  });

  it('is lower than that of the public design for the same activity', async () => {
    const own = measure(result, await list.at({ table: TABLE }, small));
    const reference = measure(result, await list.at({ table: TABLE }, REFERENCE));
    expect(own.training_energy!).toBeLessThan(reference.training_energy!);
    expect(reference.area).toBe(0.45);
  });
});
