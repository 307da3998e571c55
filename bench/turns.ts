/**
 * What the energy log costs while a run is under way: two chips of one process run the same program in turn, one of them
 * logged. Neighbouring turns meet the same state of the machine, so that small differences show on a busy one, too.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chip } from '../src/chip/chip.js';
import { operatingPoint, pricesAt, type Prices } from '../src/energy/prices.js';
import { loadTable } from '../src/node/energy-tables.js';
import { EnergyLogFile } from '../src/node/workers/energy-log-file.js';
import { Executor } from '../src/host/executor.js';
import { OperationList } from '../src/host/operation-list.js';
import { OutputFile } from '../src/files/output.js';
import { formatMean, meanOf, median, type Mean } from './statistics.js';
import type { Workload } from './workloads.js';

/** How the second chip runs: like the first (the error of the method), or with a log of this format. */
const WAYS = ['like the first', 'csv', 'parquet'] as const;
type Way = (typeof WAYS)[number];

export interface TurnsResult {
  readonly way: Way;
  /** Time of the second chip over that of the first, a number for each run. */
  readonly ratios: readonly number[];
  readonly ratio: Mean;
  /** Nanoseconds a tick of the first chip: median of all turns. */
  readonly plain: number;
}

/** Operations of a turn: some milliseconds, longer than the worker needs for the rows of a turn. */
const TURN = 4000;
/** Share of the first turns, in which the compiler is at work, that does not count. */
const WARM_UP = 0.1;
/** Share of the turns at either end, sorted by their ratio, that does not count: other processes disturbed them. */
const OUTLIERS = 0.1;

/** A turn of both chips: milliseconds of each. */
interface Turn {
  readonly plain: number;
  readonly other: number;
  readonly ticks: number;
}

/** Runs every way several times, in turn. */
export async function inTurns(workload: Workload, runs: number): Promise<TurnsResult[]> {
  const table = await loadTable();
  const prices = pricesAt(table, operatingPoint(table));
  const results = WAYS.map((way) => ({ way, ratios: [] as number[], plain: [] as number[] }));
  for (let run = 0; run < runs; run++)
    for (const { way, ratios, plain } of results) {
      const turns = await takeTurns(workload, way, prices);
      const kept = withoutOutliers(turns.slice(Math.ceil(WARM_UP * turns.length)));
      ratios.push(total(kept, (t) => t.other) / total(kept, (t) => t.plain));
      plain.push(...kept.map((t) => (t.plain * 1e6) / t.ticks));
    }
  return results.map(({ way, ratios, plain }) => ({
    ...{ way, ratios, ratio: meanOf(ratios) },
    plain: median(plain),
  }));
}

/** A result for people. */
export function turnsLine({ way, ratios, ratio, plain }: TurnsResult): string {
  const range = `${Math.min(...ratios).toFixed(4)} to ${Math.max(...ratios).toFixed(4)}`;
  return `  ${way.padEnd(14)} ratio ${formatMean(ratio, 4)}  (${range}; ${plain.toFixed(0)} ns a tick without)`;
}

async function takeTurns(workload: Workload, way: Way, prices: Prices): Promise<Turn[]> {
  const directory = mkdtempSync(join(tmpdir(), 'sextant-bench-'));
  const [plain, other] = [new Chip(), new Chip()];
  const hosts = [plain, other].map((chip) => new Executor(chip));
  const file = new OutputFile(join(directory, `log.${way === 'parquet' ? way : 'csv'}`));
  const log =
    way === 'like the first'
      ? undefined
      : new EnergyLogFile({ file, prices, every: 'tick', origin: { version: 'bench' } });
  try {
    for (const host of hosts) for (const operation of workload.setup) host.run(operation);
    if (log) other.watcher = log.begin(other);
    const turns: Turn[] = [];
    for (let from = 0; from < workload.timed.length; from += TURN) {
      const timed = workload.timed.slice(from, from + TURN);
      const operations = OperationList.of(timed);
      const seconds = [0, 0];
      // In both orders, so that neither chip is always the first.
      const order = turns.length % 2 === 0 ? [0, 1] : [1, 0];
      for (const i of order) {
        const start = performance.now();
        hosts[i]!.runList(operations);
        if (i === 1) await log?.drained();
        await new Promise((resolve) => setImmediate(resolve));
        seconds[i] = performance.now() - start;
      }
      const ticks = timed.filter((o) => o.op === 'tick').length;
      turns.push({ plain: seconds[0]!, other: seconds[1]!, ticks });
    }
    await log?.finish();
    return turns;
  } finally {
    log?.abandon();
    file.abandon();
    rmSync(directory, { recursive: true });
  }
}

function withoutOutliers(turns: readonly Turn[]): Turn[] {
  const sorted = [...turns].sort((a, b) => a.other / a.plain - b.other / b.plain);
  const out = Math.floor(OUTLIERS * sorted.length);
  return sorted.slice(out, sorted.length - out);
}

function total<T>(list: readonly T[], of: (value: T) => number): number {
  return list.reduce((sum, value) => sum + of(value), 0);
}
