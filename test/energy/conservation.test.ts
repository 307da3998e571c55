import '../seed.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chip, type ChipOptions } from '../../src/chip/chip.js';
import { combineWatchers } from '../../src/chip/observers.js';
import { PLAIN_PHASES } from '../../src/chip/turbo/phases.js';
import { assess } from '../../src/energy/assess.js';
import { ActivityLog } from '../../src/energy/log/activity-log.js';
import { EnergyEncoder } from '../../src/energy/log/energy-encoder.js';
import { energyLogLayout, LEADING, type Every } from '../../src/energy/log/log.js';
import type { Position } from '../../src/position/position.js';
import { PER_PICOJOULE } from '../../src/energy/meter.js';
import { price, pricesAt, type Prices } from '../../src/energy/prices.js';
import { Profiler } from '../../src/energy/profile.js';
import { readRecord, recordOf, writeRecord } from '../../src/energy/record.js';
import { COMPONENTS, PHASES } from '../../src/energy/table/vocabulary.js';
import type { Operation } from '../../src/host/operations.js';
import { anyPrices, tables } from './prices.js';
import { randomScript, runScript } from './random-run.js';

interface Logged {
  chip: Chip;
  /** Sums by component, pJ. */
  sums: number[];
  rows: number[][];
}

/** A log whose rows are priced while the run goes on. */
function newLog(
  chip: Chip,
  prices: Prices,
  every: Every,
  rows: number[][],
  from?: Position,
  to?: Position,
): ActivityLog {
  let pricer: EnergyEncoder | undefined;
  const takeRows = {
    batch: (columns: Float64Array[], count: number) => {
      for (let row = 0; row < count; row++) rows.push(columns.map((values) => values[row]!));
      return columns;
    },
    finish: () => undefined,
  };
  return new ActivityLog(chip, {
    every,
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    onBegin: (begin) =>
      (pricer = new EnergyEncoder(energyLogLayout(every, 'csv', begin, prices, { version: '0' }), takeRows)),
    onBatch: (counters, count) => pricer!.batch([counters], count)[0]!,
  });
}

function logged(
  script: readonly Operation[],
  prices: Prices,
  every: Every,
  from?: Position,
  to?: Position,
  options: ChipOptions = {},
): Logged {
  const chip = new Chip(undefined, options);
  const rows: number[][] = [];
  const log = newLog(chip, prices, every, rows, from, to);
  chip.watcher = log;
  runScript(chip, script, () => (log.watches ? log.observe : undefined));
  log.finish();
  const first = LEADING[every].length;
  const sums = COMPONENTS.map((_, c) => rows.reduce((sum, row) => sum + row[first + c]!, 0) / PER_PICOJOULE);
  return { chip, sums, rows };
}

const total = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0);
const expectEqual = (a: number, b: number): void =>
  expect(Math.abs(a - b)).toBeLessThan(1e-9 * Math.abs(b) + 1e-5);

describe('energy is conserved', () => {
  it.each(['cycle', 'tick', 'sample'] as const)(
    'the rows of a log by %s add up to the run, by component',
    (every) => {
      fc.assert(
        fc.property(randomScript, anyPrices, (script, prices) => {
          const { chip, sums } = logged(script, prices, every);
          const b = price(chip.state.activity, prices);
          COMPONENTS.forEach((component, c) => expectEqual(sums[c]!, b.component(component)));
          expect(Math.abs(total(sums) / b.total - 1)).toBeLessThan(1e-9);
        }),
        { numRuns: every === 'cycle' ? 60 : 100 },
      );
    },
  );

  it.each(['tick', 'sample'] as const)('both engines and kernels give the same rows by %s', (every) => {
    fc.assert(
      fc.property(randomScript, anyPrices, (script, prices) => {
        const rowsOf = (options: ChipOptions) =>
          logged(script, prices, every, undefined, undefined, options).rows;
        const rows = rowsOf({ engine: 'cycle' });
        expect(rowsOf({ engine: 'turbo' })).toEqual(rows);
        expect(rowsOf({ engine: 'turbo', phases: PLAIN_PHASES })).toEqual(rows);
      }),
      { numRuns: 60 },
    );
  });

  it('two logs of one chip do not disturb each other', () => {
    fc.assert(
      fc.property(randomScript, anyPrices, (script, prices) => {
        const chip = new Chip();
        const rows: number[][][] = [[], []];
        const [first, second] = rows.map((list) => newLog(chip, prices, 'tick', list)) as [
          ActivityLog,
          ActivityLog,
        ];
        chip.watcher = combineWatchers(first, second);
        runScript(chip, script);
        first.finish();
        second.finish();
        expect(rows[0]).toEqual(rows[1]);
      }),
      { numRuns: 20 },
    );
  });

  it('components add up to phases and to the total', () => {
    fc.assert(
      fc.property(randomScript, anyPrices, (script, prices) => {
        const chip = new Chip();
        runScript(chip, script);
        const b = price(chip.state.activity, prices);
        expect(total(COMPONENTS.map((c) => b.component(c))) / b.total).toBeCloseTo(1, 12);
        expect(total(PHASES.map((p) => b.phase(p))) / b.total).toBeCloseTo(1, 12);
        const seconds = chip.cycle / prices.point.clock;
        expect((seconds * prices.staticPower * 1e12) / b.component('leakage')).toBeCloseTo(1, 9);
      }),
      { numRuns: 100 },
    );
  });

  it.each(['cycle', 'tick', 'sample'] as const)(
    'windows that meet add up to the whole log by %s',
    (every) => {
      fc.assert(
        fc.property(randomScript, anyPrices, fc.nat(20_000), (script, prices, cut) => {
          const whole = logged(script, prices, every);
          const at = { cycle: cut };
          const parts = [logged(script, prices, every, undefined, at), logged(script, prices, every, at)];
          expect(parts.flatMap((p) => p.rows.map((row) => row.slice(0, 2)))).toEqual(
            whole.rows.map((row) => row.slice(0, 2)),
          );
          COMPONENTS.forEach((_, c) => expectEqual(parts[0]!.sums[c]! + parts[1]!.sums[c]!, whole.sums[c]!));
        }),
        { numRuns: 25 },
      );
    },
  );

  it('a log by cycle has a row a cycle', () => {
    fc.assert(
      fc.property(randomScript, (script) => {
        const { chip, rows } = logged(script, pricesAt(tables[0]!), 'cycle');
        expect(rows.map((row) => row[0])).toEqual(Array.from({ length: chip.cycle }, (_, c) => c));
      }),
      { numRuns: 20 },
    );
  });
});

describe('pricing a run again', () => {
  it('equals running it again, bit for bit, through the written record', () => {
    fc.assert(
      fc.property(randomScript, anyPrices, (script, prices) => {
        const run = (): ReturnType<typeof recordOf> => {
          const chip = new Chip();
          const profiler = new Profiler(chip.state);
          chip.watcher = profiler;
          runScript(chip, script);
          const about = { sextant: '0', program: 'p', interrupted: false };
          return recordOf(chip.state, about, profiler.finish());
        };
        const record = run();
        const again = readRecord(writeRecord(record));
        expect(again).toEqual(record);
        expect(JSON.stringify(assess(again, prices))).toBe(JSON.stringify(assess(run(), prices)));
      }),
      { numRuns: 40 },
    );
  });
});
