/** The energy log: what a row of counters costs, through the encoders of both formats. */
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { ACT, ACTIVITIES } from '../../src/chip/activity.js';
import { State } from '../../src/chip/states.js';
import { EnergyEncoder } from '../../src/energy/log/energy-encoder.js';
import { energyLogLayout, EVERY, type Every, type LogBegin } from '../../src/energy/log/log.js';
import { operatingPoint, pricesAt } from '../../src/energy/prices.js';
import type { TableFormat } from '../../src/table/schema.js';
import { encoderOf } from '../table/encoders.js';
import { tables } from './prices.js';

const table = tables[0]!;
const prices = pricesAt(table, operatingPoint(table));
const counts = (...moved: [keyof typeof ACT, number][]): number[] => {
  const all = ACTIVITIES.map(() => 0);
  for (const [activity, count] of moved) all[ACT[activity]] = count;
  return all;
};
const begin: LogBegin = {
  cycle: 100,
  tick: 7,
  sample: 3,
  counts: Float64Array.from(counts(['cycles', 1000], ['spiBits', 40])),
};

/** Rows of counters behind {@link begin}: each number of `extras` is the first of a row. */
const rowsWith = (extras: readonly number[]): number[] => [
  ...[extras[0]!, ...counts(['cycles', 1010], ['spiBits', 40])],
  ...[extras[1]!, ...counts(['cycles', 1010], ['spiBits', 42])],
];

function encoded(every: Every, format: TableFormat, extras: readonly number[]): Buffer {
  const pieces: Uint8Array[] = [];
  const layout = energyLogLayout(every, format, begin, prices, { version: '1', source: 'p.s' });
  const encoder = new EnergyEncoder(
    layout,
    encoderOf(layout, (piece) => pieces.push(piece)),
  );
  encoder.batch([Float64Array.from(rowsWith(extras))], 2);
  void encoder.finish();
  return Buffer.concat(pieces);
}

/** Lines of the table, without those on its origin. */
const linesOf = (bytes: Buffer): string[] =>
  bytes
    .toString()
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith('#'));

const clock = Math.round(10 * prices.energy[ACT.cycles]! * 1e6) / 1e6;
const leakage = 10 * prices.leakagePerCycle;
const spi = Math.round(2 * prices.energy[ACT.spiBits]! * 1e6) / 1e6;

it.each([
  ['cycle', [State.STEP, State.EPROP], ['100,STEP', '110,EPROP']],
  ['tick', [0, 0], ['7,100,10', '8,110,0']],
  ['sample', [5, 1], ['3,100,10,5', '4,110,0,1']],
] as const)('by %s: its place, then what its counts cost', async (every, extras, leading) => {
  const [header, ...lines] = linesOf(encoded(every, 'csv', extras));
  const names = header!.split(',');
  lines.forEach((line, n) => {
    expect(line.startsWith(`${leading[n]!},`)).toBe(true);
    const cells = line.split(',');
    const cell = (name: string): number => Number(cells[names.indexOf(name)]);
    expect([cell('clock_pj'), cell('spi_pj')]).toEqual(n === 0 ? [clock, 0] : [0, spi]);
    expect(Math.abs(cell('leakage_pj') - (n === 0 ? leakage : 0))).toBeLessThan(1e-6);
    expect(cell('neuron_sram_pj')).toBe(0);
  });
  const bytes = encoded(every, 'parquet', extras);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const read = await parquetReadObjects({ file });
  expect(read.map((row) => Object.values(row).join())).toEqual(lines);
});

it('every kind of row has its columns', () => {
  for (const every of EVERY) {
    const names = linesOf(encoded(every, 'csv', [0, 0]))[0]!.split(',');
    expect(new Set(names).size).toBe(names.length);
    expect(names.slice(-2)).toEqual(['aer_and_output_pj', 'leakage_pj']);
  }
});

it('a file says where it comes from, and what it is priced with', () => {
  const expected = [
    ['sextant.version', '1'],
    ['sextant.table', 'energy'],
    ['clock_period_ps', '76923'],
    ['source', 'p.s'],
    ['energy_table', 'fdsoi28'],
    ['supply_v', '0.5'],
  ];
  const csv = encoded('tick', 'csv', [0, 0]).toString().split('\n');
  expect(csv.slice(0, expected.length)).toEqual(expected.map(([key, value]) => `# ${key!}: ${value!}`));
  const bytes = encoded('tick', 'parquet', [0, 0]);
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  const entries = parquetMetadata(file).key_value_metadata ?? [];
  expect(entries.map(({ key, value }) => [key, value])).toEqual(expected);
});
