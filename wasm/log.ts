/**
 * Logs of what happens while a list is played: rows in the memory, which the TypeScript takes many at a time
 * (src/chip/turbo/play-log.ts).
 */
import * as at from './generated/layout';
import { report } from './host';

/** True if a kind of rows is logged. */
export function logs(what: i32): bool {
  return (load<i32>(at.reported) & what) != 0;
}

/** The present counters, before a tick. */
export function logTick(): void {
  const row = load<i32>(at.loggedTicks);
  const to = load<usize>(at.tickRows) + 8 * at.TICK_ROW * row;
  // The clock and the tallies lie behind each other.
  for (let i: usize = 0; i < 8 * at.TICK_ROW; i += 16) v128.store(to + i, v128.load(at.cycle + i));
  store<i32>(at.loggedTicks, row + 1);
  if (row + 1 == at.TICK_ROWS) report(at.REPORT_LOGGED);
}

/** An input event, which was accepted in the cycle before. */
export function logEvent(address: i32): void {
  makeRoom(1);
  addSpike(load<f64>(at.cycle) - 1, ~address);
}

/** The spikes of the step that has just ended: a pair every second cycle. */
export function logSpikes(): void {
  const cycles = load<i32>(at.lastStep) + 1;
  const neurons = cycles & ~1;
  const first = load<f64>(at.cycle) - cycles + 1;
  const z = load<usize>(at.z);
  makeRoom(neurons);
  for (let n: i32 = 0; n < neurons; n += 16) {
    let flags = <u32>i8x16.bitmask(i8x16.ne(v128.load(z + n), i8x16.splat(0)));
    if (neurons - n < 16) flags &= (1 << (neurons - n)) - 1;
    for (; flags; flags &= flags - 1) {
      const neuron = n + ctz(flags);
      addSpike(first + (neuron & ~1), neuron);
    }
  }
}

function makeRoom(rows: i32): void {
  if (load<i32>(at.loggedSpikes) + rows > at.SPIKE_ROWS) report(at.REPORT_LOGGED);
}

function addSpike(cycle: f64, source: i32): void {
  const row = load<i32>(at.loggedSpikes);
  store<f64>(load<usize>(at.spikeCycles) + 8 * row, cycle);
  store<i32>(load<usize>(at.spikeTicks) + 4 * row, <i32>load<f64>(at.tallyTicks));
  store<i32>(load<usize>(at.spikeSources) + 4 * row, source);
  store<i32>(at.loggedSpikes, row + 1);
}

/** The membranes of the outputs in the cycle of SDONE. */
export function logOutputs(): void {
  const row = load<i32>(at.loggedOutputs);
  store<f64>(load<usize>(at.outputCycles) + 8 * row, load<f64>(at.cycle));
  store<i32>(load<usize>(at.outputTicks) + 4 * row, <i32>load<f64>(at.tallyTicks));
  const vOut = load<usize>(at.vOut);
  const to = load<usize>(at.outputMembranes) + 2 * at.OUTPUTS * row;
  v128.store(to, v128.load(vOut));
  v128.store(to, v128.load(vOut, 16), 16);
  store<i32>(at.loggedOutputs, row + 1);
  if (row + 1 == at.TICK_ROWS) report(at.REPORT_LOGGED);
}
