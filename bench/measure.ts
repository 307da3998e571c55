/** Times workloads on one thread. */
import { Chip } from '../src/chip/chip.js';
import type { CycleObserver } from '../src/chip/cycle.js';
import { Executor } from '../src/host/executor.js';
import { RowWriter } from '../src/trace/rows/writer.js';
import type { Workload } from './workloads.js';

/** An engine bare, or the cycle engine with its rows written (to memory). */
export type Mode = 'turbo' | 'cycle' | 'rows';

export interface Measurement {
  mode: Mode;
  cycles: number;
  /** Processor seconds of each run, ascending, whatever thread of the process spent them. */
  processorSeconds: number[];
  /** Seconds on the wall of each run, ascending: other programs on the machine count. */
  wallSeconds: number[];
  /** By the median of the processor seconds. */
  cyclesPerSecond: number;
  /** Share of the cycles that the turbo engine did, 0..1. */
  turboShare: number;
}

/**
 * Runs a workload several times, each on a new chip.
 * @param most cycles after which a run ends, whole operations only.
 */
export function measure(workload: Workload, mode: Mode, runs: number, most = Infinity): Measurement {
  const processorSeconds: number[] = [];
  const wallSeconds: number[] = [];
  let cycles = 0;
  let turboShare = 0;
  for (let run = 0; run < runs; run++) {
    const chip = new Chip(undefined, { engine: mode === 'rows' ? 'auto' : mode });
    const rows = new RowWriter(() => undefined);
    const source: { observer: CycleObserver | undefined } = { observer: undefined };
    const host = new Executor(chip, { observer: source });
    const play = (operations: typeof workload.timed, until: number): void => {
      for (const operation of operations) {
        if (chip.cycle >= until) return;
        host.run(operation);
      }
    };
    // The whole setup, whatever it takes: the engines give the same state, the faster one prepares it sooner.
    play(workload.setup, Infinity);
    if (mode === 'rows') source.observer = rows.observe;
    const first = chip.cycle;
    const before = chip.cyclesByEngine;
    const start = performance.now();
    const spent = process.cpuUsage();
    play(workload.timed, first + most);
    const { user, system } = process.cpuUsage(spent);
    wallSeconds.push((performance.now() - start) / 1e3);
    processorSeconds.push((user + system) / 1e6);
    cycles = chip.cycle - first;
    turboShare = (chip.cyclesByEngine.turbo - before.turbo) / cycles;
  }
  for (const seconds of [processorSeconds, wallSeconds]) seconds.sort((a, b) => a - b);
  const cyclesPerSecond = cycles / processorSeconds[runs >> 1]!;
  return { mode, cycles, processorSeconds, wallSeconds, cyclesPerSecond, turboShare };
}
