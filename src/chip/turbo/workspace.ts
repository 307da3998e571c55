/** Memory of the WebAssembly behind the parameter block: tables, and room to work in. */
import { Arena } from '../arena.js';
import { WIDEST } from '../../design/design.js';
import { DRAWS_OF_15, DRAWS_OF_7 } from './rounding-sequence.js';
import { TALLIES } from './tallies.js';

/** Operations that one call can play. */
export const MOST_OPERATIONS = 4096;

/** Rows in the logs by tick and by event or spike: few enough to stay in the nearer caches. */
export const TICK_ROWS = 256;
export const SPIKE_ROWS = 2048;
/** Numbers in a row of the log of counters: the clock, the tallies, and one to fill a vector. */
export const TICK_ROW = 2 * Math.ceil((1 + TALLIES.length) / 2);

/** Room by address: that of the largest chip, and of a vector more. */
const ADDRESSES = WIDEST.addresses + 16;

/** Bytes of the weight memories of the largest chip. */
const WEIGHT_BYTES = [
  WIDEST.addresses ** 2,
  WIDEST.addresses ** 2,
  WIDEST.addresses * WIDEST.outputs,
] as const;

export function layoutWorkspace(a: Arena) {
  return {
    /** Outputs of the rounding generators in the order of draws, and where each stands (rounding-sequence.ts). */
    draws15: a.u16(DRAWS_OF_15.states.length),
    draws7: a.u16(DRAWS_OF_7.states.length),
    position15: a.u16(DRAWS_OF_15.position.length),
    position7: a.u16(DRAWS_OF_7.position.length),
    /** By neuron: leak factor, threshold. */
    factors: a.u16(ADDRESSES),
    thresholds: a.i16(ADDRESSES),
    /** By address, or for each address that has a trace. */
    allTraces: [a.u16(ADDRESSES), a.u16(ADDRESSES)] as const,
    activeTraces: [a.u16(ADDRESSES), a.u16(ADDRESSES)] as const,
    activeAddresses: [a.u16(ADDRESSES), a.u16(ADDRESSES)] as const,
    /** For each draw of a column: the largest random number that its update reaches. */
    reaches: a.i32(ADDRESSES),
    scratch: a.u8(16),
    faultBits: WEIGHT_BYTES.map((bytes) => a.i8(bytes)),
    operations: a.u16(MOST_OPERATIONS),
    tickRows: a.f64(TICK_ROWS * TICK_ROW),
    spikeCycles: a.f64(SPIKE_ROWS),
    spikeTicks: a.i32(SPIKE_ROWS),
    spikeSources: a.i32(SPIKE_ROWS),
    outputCycles: a.f64(TICK_ROWS),
    outputTicks: a.i32(TICK_ROWS),
    outputMembranes: a.i16(TICK_ROWS * WIDEST.outputs),
  };
}
export type Workspace = ReturnType<typeof layoutWorkspace>;

/** Fills the tables. */
export function fillTables(w: Workspace): void {
  w.draws15.set(DRAWS_OF_15.states);
  w.draws7.set(DRAWS_OF_7.states);
  w.position15.set(DRAWS_OF_15.position);
  w.position7.set(DRAWS_OF_7.position);
}
