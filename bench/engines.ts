/** The speed of both engines, and of the cycle engine that writes rows, on one thread. */
import { Chip } from '../src/chip/chip.js';
import type { CycleObserver } from '../src/chip/cycle.js';
import { Executor } from '../src/host/executor.js';
import { OperationList } from '../src/host/operation-list.js';
import { RowWriter } from '../src/trace/rows/writer.js';
import { median } from './statistics.js';
import type { Workload } from './workloads.js';

/** Clocks of the chip in Hz: at 0.5 V, which the papers use, and the fastest. */
const NOMINAL_HZ = 13e6;
const FASTEST_HZ = 115e6;

/** An engine alone, or the cycle engine with its rows written to memory. */
type Mode = 'turbo' | 'cycle' | 'rows';

interface Measurement {
  readonly mode: Mode;
  readonly cycles: number;
  /** Processor seconds of each run, all threads of the process together. */
  readonly processorSeconds: readonly number[];
  /** Seconds on the wall of each run, which other processes lengthen. */
  readonly wallSeconds: readonly number[];
  /** By the median of the processor seconds. */
  readonly cyclesPerSecond: number;
  /** Share of the cycles that the turbo engine ran, 0..1. */
  readonly turboShare: number;
  /** Share of the cycles that passed in lists of ticks and events, 0..1. */
  readonly playedShare: number;
}

export interface EngineResult {
  readonly workload: string;
  readonly turbo: Measurement;
  readonly cycle: Measurement;
  readonly rows: Measurement;
  /** Speed of turbo over that of cycle. */
  readonly ratio: number;
  /** Emulated time of turbo over that of the chip. */
  readonly overSilicon: { readonly at13MHz: number; readonly at115MHz: number };
}

/**
 * Runs a workload on both engines.
 * @param cycleLimit cycles after which a run of the cycle engine ends; a rate does not need the whole workload.
 */
export function measureEngines(workload: Workload, runs: number, cycleLimit: number): EngineResult {
  const turbo = measure(workload, 'turbo', runs, Infinity);
  const cycle = measure(workload, 'cycle', 3, cycleLimit);
  const rows = measure(workload, 'rows', 3, cycleLimit / 4);
  const rate = turbo.cyclesPerSecond;
  return {
    workload: workload.name,
    ...{ turbo, cycle, rows },
    ratio: rate / cycle.cyclesPerSecond,
    overSilicon: { at13MHz: rate / NOMINAL_HZ, at115MHz: rate / FASTEST_HZ },
  };
}

/** Runs a workload several times, each on a new chip, until it ends or has taken `limit` cycles. */
function measure(workload: Workload, mode: Mode, runs: number, limit: number): Measurement {
  const results = Array.from({ length: runs }, () => runOnce(workload, mode, limit));
  const { cycles, turboShare, playedShare } = results[0]!;
  const processorSeconds = results.map((r) => r.processorSeconds);
  return {
    ...{ mode, cycles, turboShare, playedShare, processorSeconds },
    wallSeconds: results.map((r) => r.wallSeconds),
    cyclesPerSecond: cycles / median(processorSeconds),
  };
}

function runOnce({ setup, timed }: Workload, mode: Mode, limit: number) {
  const chip = new Chip(undefined, { engine: mode === 'rows' ? 'auto' : mode });
  const rows = new RowWriter(() => undefined);
  const source: { observer: CycleObserver | undefined; isSteady: boolean } = {
    observer: undefined,
    isSteady: true,
  };
  const host = new Executor(chip, { observer: source });
  const list = OperationList.of(timed);
  const run = (until: number): void => {
    if (until === Infinity) host.runList(list);
    else for (let i = 0; i < timed.length && chip.cycle < until; i++) host.run(timed[i]!);
  };
  host.runList(OperationList.of(setup));
  if (mode === 'rows') source.observer = rows.observe;
  const first = chip.cycle;
  const before = chip.cyclesByEngine;
  const start = performance.now();
  const spent = process.cpuUsage();
  run(first + limit);
  const { user, system } = process.cpuUsage(spent);
  const cycles = chip.cycle - first;
  return {
    cycles,
    processorSeconds: (user + system) / 1e6,
    wallSeconds: (performance.now() - start) / 1e3,
    turboShare: (chip.cyclesByEngine.turbo - before.turbo) / cycles,
    playedShare: (chip.cyclesByEngine.played - before.played) / cycles,
  };
}

/** A result for people. */
export function engineLine({ workload, turbo, cycle, rows, ratio, overSilicon }: EngineResult): string {
  const rate = (m: Measurement): string => `${(m.cyclesPerSecond / 1e6).toFixed(1)} M/s`;
  return [
    workload.padEnd(21),
    `${(turbo.cycles / 1e6).toFixed(1)} M cycles`.padStart(14),
    `rows ${rate(rows).padStart(8)}`,
    `cycle ${rate(cycle).padStart(8)}`,
    `turbo ${rate(turbo).padStart(10)} (${(100 * turbo.playedShare).toFixed(0)} % played)`,
    `ratio ${ratio.toFixed(1).padStart(5)}`,
    `silicon at 13 MHz x ${overSilicon.at13MHz.toFixed(2)}, at 115 MHz x ${overSilicon.at115MHz.toFixed(2)}`,
  ].join('  ');
}
