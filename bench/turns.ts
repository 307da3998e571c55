/**
 * What the energy log costs while a run is under way: two chips of one process take turns at the same program, one of them
 * logged. Neighbouring turns meet the same machine, so that this tells differences which whole runs on a busy one do not.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chip } from '../src/chip/chip.js';
import { operatingPoint, pricesAt, type Prices } from '../src/energy/prices.js';
import { loadTable } from '../src/node/energy-tables.js';
import { EnergyLogFile } from '../src/node/workers/energy-log-file.js';
import { Executor } from '../src/host/executor.js';
import { OutputFile } from '../src/files/output.js';
import { meanOf, type Mean } from './statistics.js';
import type { Workload } from './workloads.js';

/** How the second chip is run: as the first (what the method itself adds), or with a log of this format. */
type Way = 'as the first' | 'csv' | 'parquet';
const WAYS: readonly Way[] = ['as the first', 'csv', 'parquet'];

export interface TurnsResult {
  way: Way;
  /** Time of the second chip over that of the first, a number a run. */
  ratios: number[];
  ratio: Mean;
  /** Nanoseconds a tick of the first chip: median of all turns. */
  plain: number;
}

/** Operations of a turn: some milliseconds, longer than the worker takes for what a turn brings it. */
const TURN = 4000;
/** Share of the turns left out in front, where the compiler is at work. */
const YOUNG = 0.1;
/** Share of the turns left out at either end, by their ratio: somebody else had the processor. */
const OUTLIERS = 0.1;

interface Turn {
  plain: number;
  other: number;
  ticks: number;
}

/** Runs every way several times, in turn. */
export async function inTurns(workload: Workload, runs: number): Promise<TurnsResult[]> {
  const table = await loadTable();
  const prices = pricesAt(table, operatingPoint(table));
  const results = WAYS.map((way) => ({ way, ratios: [] as number[], plain: [] as number[] }));
  for (let run = 0; run < runs; run++)
    for (const { way, ratios, plain } of results) {
      const turns = await takeTurns(workload, way, prices);
      const kept = withoutOutliers(turns.slice(Math.ceil(YOUNG * turns.length)));
      ratios.push(total(kept, (t) => t.other) / total(kept, (t) => t.plain));
      plain.push(...kept.map((t) => (t.plain * 1e6) / t.ticks));
    }
  return results.map(({ way, ratios, plain }) => {
    const median = plain.sort((a, b) => a - b)[plain.length >> 1]!;
    return { way, ratios, ratio: meanOf(ratios), plain: median };
  });
}

async function takeTurns(workload: Workload, way: Way, prices: Prices): Promise<Turn[]> {
  const directory = mkdtempSync(join(tmpdir(), 'sextant-bench-'));
  const [plain, other] = [new Chip(), new Chip()];
  const hosts = [plain, other].map((chip) => new Executor(chip, { onEvent: () => undefined }));
  const file = new OutputFile(join(directory, `log.${way === 'parquet' ? way : 'csv'}`));
  const log =
    way === 'as the first'
      ? undefined
      : new EnergyLogFile({ file, prices, every: 'tick', origin: { version: 'bench' } });
  try {
    for (const host of hosts) for (const operation of workload.setup) host.run(operation);
    if (log) other.watcher = log.begin(other);
    const turns: Turn[] = [];
    for (let from = 0; from < workload.timed.length; from += TURN) {
      const operations = workload.timed.slice(from, from + TURN);
      const seconds = [0, 0];
      // There and back, so that none is always the first.
      const order = turns.length % 2 === 0 ? [0, 1] : [1, 0];
      for (const i of order) {
        const start = performance.now();
        for (const operation of operations) hosts[i]!.run(operation);
        if (i === 1) await log?.drained();
        await new Promise((resolve) => setImmediate(resolve));
        seconds[i] = performance.now() - start;
      }
      const ticks = operations.filter((o) => o.op === 'tick').length;
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
