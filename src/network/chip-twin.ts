/**
 * The arithmetic of the chip during inference in plain integers, step by step: checks a run, and counts saturations.
 */
import { wrapSigned } from '../fixed-point/index.js';
import type { ChipNetwork } from './chip-network.js';
import { simulatePlaced, type ChipTrace, type PlacedNetwork } from './place.js';
import type { InputSteps } from './simulate.js';

/** The trace that the chip must give, in its own numbers, and the number of saturations. */
export interface TwinTrace extends ChipTrace {
  /** Additions to membranes, and to output membranes, that ran into the ends of their range. */
  readonly saturations: number;
  readonly outputSaturations: number;
}

/** Runs a network with the chip's arithmetic, but not its cycles: what the chip must do, bit for bit. */
export function twin(n: ChipNetwork, input: InputSteps): TwinTrace {
  const trace = {
    spikes: new Uint8Array(input.length * n.neurons),
    membranes: new Float64Array(input.length * n.neurons),
    outputs: new Float64Array(input.length * n.outputs),
  };
  const u = new Int32Array(n.neurons);
  const v = new Int32Array(n.outputs);
  const z = new Uint8Array(Math.max(n.neurons, n.inputs));
  const events = new Uint8Array(Math.max(n.neurons, n.inputs));
  let [saturations, outputSaturations] = [0, 0];
  input.forEach((sources, step) => {
    events.fill(0);
    for (const source of sources) events[source] = 1;
    if (n.biasInput !== undefined) events[n.biasInput] = 1;
    for (let pre = 0; pre < z.length; pre++) {
      if (events[pre]! || z[pre]!) saturations += propagate(n, u, pre, events[pre]!, z[pre]!);
      if (z[pre]!) outputSaturations += propagateOut(n, v, pre);
    }
    stepNeurons(n, u, z);
    for (let k = 0; k < n.outputs; k++) v[k] = (v[k]! * n.kappa) >> 7;
    trace.spikes.set(z.subarray(0, n.neurons), step * n.neurons);
    trace.membranes.set(u, step * n.neurons);
    trace.outputs.set(v, step * n.outputs);
  });
  return { ...trace, saturations, outputSaturations };
}

const OUTPUT_MOST = 0x7fff;
/** @param most largest value of a membrane. */
const saturated = (value: number, most: number): number => Math.max(-most - 1, Math.min(most, value));

/** @returns additions that saturated. */
function propagate(n: ChipNetwork, u: Int32Array, pre: number, event: number, spike: number): number {
  const { inp, rec } = n.weights;
  const { membraneBits, membraneMost } = n.design;
  let count = 0;
  for (let post = 0; post < n.neurons; post++) {
    const at = pre * n.neurons + post;
    const wInput = event ? wrapSigned(inp[at]! << n.shifts.input, membraneBits) : 0;
    const wRecurrent = spike ? wrapSigned(rec[at]! << n.shifts.recurrent, membraneBits) : 0;
    const sum = u[post]! + saturated(wInput + wRecurrent, membraneMost);
    u[post] = saturated(sum, membraneMost);
    if (u[post] !== sum) count++;
  }
  return count;
}

function propagateOut(n: ChipNetwork, v: Int32Array, pre: number): number {
  let count = 0;
  for (let k = 0; k < n.outputs; k++) {
    const sum = v[k]! + (n.weights.out[pre * n.outputs + k]! << n.shifts.output);
    v[k] = saturated(sum, OUTPUT_MOST);
    if (v[k] !== sum) count++;
  }
  return count;
}

function stepNeurons(n: ChipNetwork, u: Int32Array, z: Uint8Array): void {
  const { membraneBits } = n.design;
  z.fill(0);
  for (let i = 0; i < n.neurons; i++) {
    const before = u[i]!;
    const leaked = wrapSigned((before * n.leak[i]!) >> 15, membraneBits);
    const spike = before >= n.threshold[i]!;
    z[i] = spike ? 1 : 0;
    u[i] = spike ? (n.reset === 'zero' ? 0 : wrapSigned(leaked - n.threshold[i]!, membraneBits)) : leaked;
  }
}

/** A run of the placed network in the chip's units. */
export function inChipUnits(n: ChipNetwork, placed: PlacedNetwork, input: InputSteps): ChipTrace {
  const trace = simulatePlaced(placed, input);
  return {
    spikes: trace.spikes,
    membranes: trace.membranes.map((m, i) => m * n.scale[i % n.neurons]!),
    outputs: trace.outputs.map((y) => y * n.outputScale),
  };
}
