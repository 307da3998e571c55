/**
 * Plays a list of operations on a chip at rest in PROP: each is a tick, the address of an input event, or a cycle of rest.
 *
 * The host waits for the acknowledge of an event, and for the end of a tick. So every operation takes a number of cycles
 * that follows from the one before it.
 */
import * as at from './generated/layout';
import { reportIfTaken } from './host';
import { learn } from './learn';
import { logEvent, logOutputs, logs, logSpikes, logTick } from './log';
import { propagate } from './propagate';
import { prepareStep, step } from './step';
import { count } from './tally';

/** Cycles from the rise of TIME_TICK to the start of STEP: two flip-flops and the edge detector. */
const TICK_DELAY = 3;
/** Cycles of an event: one with its address, two flip-flops, the acknowledge. */
const EVENT_CYCLES = 4;
/** Cycles until the acknowledge of the event before has fallen. */
const RELEASE_CYCLES = 3;

/** Plays `count` operations, which lie in the memory from `list` on. */
export function play(list: usize, operations: u32): void {
  prepareStep();
  for (let i: u32 = 0; i < operations; i++) {
    const code: i32 = load<u16>(list + 2 * i);
    if (code == at.OPERATION_TICK) tick();
    else if (code < at.EVENTS_END) receive(code);
    else if (code == at.OPERATION_GAP) waitOne();
  }
}

/** An input event is received; its request is still up afterwards. */
function receive(address: usize): void {
  leaveScan(0);
  const cycles = EVENT_CYCLES + (load<i32>(at.requested) ? RELEASE_CYCLES : 0);
  store<u8>(load<usize>(at.inNext) + address, 1);
  store<i32>(at.requested, 1);
  store<i32>(at.address, <i32>address);
  count(at.tallyHandshakes, 1);
  pass(cycles);
  reportIfTaken(at.REPORT_EVENT);
  if (logs(at.REPORT_SPIKE_ROWS)) logEvent(<i32>address);
}

/** One cycle of rest passes. */
function waitOne(): void {
  leaveScan(min(load<i32>(at.quiet) + 1, 2));
  pass(1);
}

/** The first cycle of rest after a scan clears what is left of it. @param quiet cycles in which nothing moved. */
function leaveScan(quiet: i32): void {
  store<i32>(at.pre, 0);
  store<i32>(at.supplemented, 0);
  store<i32>(at.quiet, quiet);
}

/** A time step: from the rise of TIME_TICK until the chip is ready for the next. */
function tick(): void {
  reportIfTaken(at.REPORT_RISE);
  if (logs(at.REPORT_TICK_ROWS)) logTick();
  takeEvents();
  store<i32>(at.requested, 0);
  pass(TICK_DELAY - 1);
  reportIfTaken(at.REPORT_TICK);
  pass(1);
  count(at.tallyTicks, 1);
  if (step()) {
    reportIfTaken(at.REPORT_SPIKES);
    if (logs(at.REPORT_SPIKE_ROWS)) logSpikes();
  }
  reportIfTaken(at.REPORT_STEPPED);
  reportIfTaken(at.REPORT_DONE);
  if (logs(at.REPORT_OUTPUT_ROWS)) logOutputs();
  if (load<i32>(at.infers)) countWinner();
  store<f64>(at.cycle, load<f64>(at.cycle) + 1);
  if (load<i32>(at.learns)) {
    reportIfTaken(at.REPORT_LEARNING);
    learn();
  }
  reportIfTaken(at.REPORT_SCANNING);
  propagate();
  store<i32>(at.pre, load<i32>(at.lastNeuron));
  store<i32>(at.quiet, 0);
}

/** Cycles of PROP pass. */
function pass(cycles: i32): void {
  count(at.tallyPropagationCycles, cycles);
  store<f64>(at.cycle, load<f64>(at.cycle) + cycles);
}

/** The events received since the last tick are those to be propagated. */
function takeEvents(): void {
  const inNow = load<usize>(at.inNow);
  const inNext = load<usize>(at.inNext);
  for (let i: usize = 0; i < load<usize>(at.addresses); i += 16) {
    v128.store(inNow + i, v128.load(inNext + i));
    v128.store(inNext + i, i8x16.splat(0));
  }
}

/** SDONE: the output with the largest membrane wins the step, the lowest of them if there are several. */
function countWinner(): void {
  const vOut = load<usize>(at.vOut);
  let best: usize = 0;
  if (!load<i32>(at.REGRESSION))
    for (let k: usize = 1; k <= load<usize>(at.NUM_OUT); k++)
      if (load<i16>(vOut + 2 * k) > load<i16>(vOut + 2 * best)) best = k;
  const wins = load<usize>(at.wins) + 2 * best;
  store<u16>(wins, load<u16>(wins) + 1);
}
