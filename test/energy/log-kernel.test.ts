/** The energy log's kernel against its twin on plain numbers: the same rows and the same text, bit by bit. */
import '../seed.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACTIVITIES } from '../../src/chip/activity.js';
import { Chip } from '../../src/chip/chip.js';
import {
  EVENT_WORDS,
  KEEP,
  LONG,
  LONG_WORDS,
  SLOTS,
  STEP_SLOTS,
  STEP_WORDS,
} from '../../src/chip/turbo/counter-rows.js';
import { ActivityLog } from '../../src/energy/log/activity-log.js';
import { CsvEncoder, KernelCsvEncoder } from '../../src/energy/log/csv.js';
import { LogKernel } from '../../src/energy/log/log-kernel.js';
import { CHUNK_ROWS } from '../../src/energy/log/log-memory.js';
import { EVERY, EVERYTHING, NOTHING, rowWidth, type Every } from '../../src/energy/log/log.js';
import type { ActivityBlock, LogBegin, RowBlock } from '../../src/energy/log/log.js';
import type { Prices } from '../../src/energy/prices.js';
import { RowPricer } from '../../src/energy/log/row-pricer.js';
import { anyPrices } from './prices.js';
import { randomScript, runScript } from './random-run.js';

interface Encoder {
  encode(block: RowBlock): void;
  take(): Uint8Array;
}

/** Rows and text of a log, as one of the twins makes them. */
function made(
  blocks: readonly ActivityBlock[],
  every: Every,
  pricer: RowPricer | LogKernel,
  encoder: Encoder,
): { rows: number[]; text: string } {
  const rows: number[] = [];
  let text = '';
  for (const block of blocks)
    for (const priced of pricer.price(block)) {
      rows.push(...priced.values.subarray(0, priced.rows * rowWidth(every)));
      encoder.encode(priced);
      text += Buffer.from(encoder.take()).toString('latin1');
    }
  return { rows, text };
}

function expectTwins(
  blocks: readonly ActivityBlock[],
  every: Every,
  begin: LogBegin,
  prices: Prices,
): { rows: number[]; text: string } {
  const kernel = LogKernel.begin(every, begin, prices)!;
  const result = made(blocks, every, kernel, new KernelCsvEncoder(every, kernel));
  expect(result).toEqual(made(blocks, every, new RowPricer(every, begin, prices), new CsvEncoder(every)));
  return result;
}

const blockOf = (numbers: readonly number[]): ActivityBlock => ({
  values: Uint16Array.from(numbers),
  length: numbers.length,
});

const zero: LogBegin = { cycle: 0, tick: 0, sample: 0, counts: new Float64Array(ACTIVITIES.length) };

describe('the kernel of the energy log and its twin agree', () => {
  it.each(EVERY)('on random runs, by %s', (every) => {
    fc.assert(
      fc.property(randomScript, anyPrices, (script, prices) => {
        const chip = new Chip();
        const blocks: ActivityBlock[] = [];
        let begin = zero;
        const log = new ActivityLog(chip, {
          every,
          onBegin: (first) => (begin = first),
          onBlock: (block) => blocks.push({ ...block, values: block.values.slice(0, block.length) }),
        });
        chip.watcher = log;
        runScript(chip, script, () => (log.watches ? log.observe : undefined));
        log.finish();
        expectTwins(blocks, every, begin, prices);
      }),
      { numRuns: 40 },
    );
  });

  it('on rows of every kind and blocks of any length', () => {
    // Half a write comes with every leak update.
    const words = (length: number) =>
      fc
        .array(fc.oneof(fc.nat(300), fc.nat(0xffff)), { minLength: length, maxLength: length })
        .map((by) => by.map((n) => n - (n % 2)));
    const slot = fc.nat(SLOTS - 1);
    const kept = slot.chain((n) =>
      words(n < STEP_SLOTS ? STEP_WORDS : EVENT_WORDS).map((by) => [KEEP + n, ...by]),
    );
    const row = fc.oneof(
      kept,
      slot.map((n) => [n]),
      words(LONG_WORDS).map((by) => [LONG, ...by]),
      fc.constant([NOTHING]),
    );
    const block = fc.tuple(fc.array(row, { maxLength: 20 }), fc.integer({ min: 1, max: CHUNK_ROWS / 8 }));
    fc.assert(
      fc.property(fc.array(block, { maxLength: 4 }), anyPrices, (list, prices) => {
        // Again and again, so that some blocks are several chunks.
        const blocks = list.map(([rows, times]) =>
          blockOf(Array.from({ length: times }, () => rows.flat()).flat()),
        );
        expectTwins(blocks, 'tick', { ...zero, cycle: 999_999_990, tick: 999_990 }, prices);
      }),
      { numRuns: 60 },
    );
  });

  it.each(EVERY)('on numbers of every length, by %s', (every) => {
    const step = fc.oneof(
      fc.nat(2),
      fc.nat(5000),
      fc.nat(2 ** 31 - 1),
      fc.nat(2 ** 20).map((n) => n * 2 ** 16),
    );
    const row = fc.tuple(
      fc.nat(7),
      fc.array(step, { minLength: ACTIVITIES.length, maxLength: ACTIVITIES.length }),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 20 }), anyPrices, (list, prices) => {
        const counts = new Float64Array(ACTIVITIES.length);
        const numbers = list.flatMap(([extra, by]) => {
          by.forEach((n, i) => (counts[i]! += n));
          return [EVERYTHING, extra, 0, ...new Uint16Array(counts.slice().buffer)];
        });
        expectTwins([blockOf(numbers)], every, zero, prices);
      }),
      { numRuns: 60 },
    );
  });
});
