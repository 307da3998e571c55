/** Mutated energy tables: each must be refused in one line, or give prices that are numbers. */
import { readFileSync } from 'node:fs';
import { operatingPoint, OperatingPointError, pricesAt } from '../../src/energy/prices.js';
import { readTable, TableError } from '../../src/energy/table/read-table.js';
import { packagePath } from '../../src/files/package-root.js';
import type { FuzzTarget } from './frame.js';
import { mutateText } from './mutations.js';
import { clearlyRefused } from './scratch.js';

const WORDS =
  'kind: value: unit: uncertainty: pJ/op fJ V -1 1e308 .nan .inf {} [] &a *a null ~ "" | > source: measured estimate !!js';

export const tableTarget: FuzzTarget = {
  name: 'energy tables',
  outcomes: ['refused', 'read'],
  prepare: () => {
    const tables = ['fdsoi28', 'literature28'].map((name) =>
      readFileSync(packagePath(`isa/energy/${name}.yaml`), 'utf8'),
    );
    return {
      mutate: (random) => mutateText(tables, WORDS.split(' '), random),
      judge: (bytes) => {
        try {
          const table = readTable(Buffer.from(bytes).toString(), 'table.yaml');
          const { energy, leakage } = pricesAt(table, operatingPoint(table));
          if (![...energy, ...leakage].every(Number.isFinite))
            throw new Error('a price that is not a number');
          return 'read';
        } catch (error) {
          return clearlyRefused(error, TableError, OperatingPointError);
        }
      },
    };
  },
};
