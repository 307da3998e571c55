/** Prices of the built-in tables at any operating point. */
import fc from 'fast-check';
import { operatingPoint, pricesAt, type Prices } from '../../src/energy/prices.js';
import { builtIn } from './tables.js';

export const tables = [builtIn('fdsoi28'), builtIn('literature28')];
export const anyPrices: fc.Arbitrary<Prices> = fc
  .tuple(
    fc.constantFrom(...tables),
    fc.double({ min: 0.5, max: 0.8, noNaN: true }),
    fc.integer({ min: 1e3, max: 115e6 }),
  )
  .map(([table, vdd, clock]) => pricesAt(table, operatingPoint(table, vdd, clock)));
