/** Runs a network in floating point, step by step. */
import { spikes, type FloatLayer, type FloatNetwork, type Reset } from './float-network.js';
import type { Matrix } from './matrix.js';

/** Input events of a sample, by step: the inputs that have one. */
export type InputSteps = readonly (readonly number[])[];

/** The trace of a layer; shapes [steps, size]. */
export interface LayerTrace {
  readonly size: number;
  /** 0 or 1. */
  readonly spikes: Uint8Array;
  /** After leak and reset. */
  readonly membranes: Float64Array;
}

/** State of a layer. */
interface Running {
  readonly layer: FloatLayer;
  readonly v: Float64Array;
  readonly current: Float64Array;
  /** Neurons that spiked in this step, and in the last one. */
  now: number[];
  before: number[];
  readonly trace: LayerTrace;
}

/**
 * Runs a network from rest.
 * @returns a trace for each layer.
 */
export function simulate(network: FloatNetwork, input: InputSteps): LayerTrace[] {
  const running = network.layers.map((layer): Running => {
    const { size } = layer;
    const trace = {
      size,
      spikes: new Uint8Array(size * input.length),
      membranes: new Float64Array(size * input.length),
    };
    return { layer, v: new Float64Array(size), current: new Float64Array(size), now: [], before: [], trace };
  });
  input.forEach((events, step) => {
    for (const r of running) {
      r.before = r.now;
      r.now = [];
    }
    for (const r of running) {
      arrive(r, running, events);
      fire(r, network.reset, step);
    }
  });
  return running.map(({ trace }) => trace);
}

function arrive(
  { layer, v, current }: Running,
  running: readonly Running[],
  events: readonly number[],
): void {
  const { synapseLeak, synapseBias, bias } = layer;
  const target = synapseLeak ? current : v;
  if (synapseLeak) for (let i = 0; i < current.length; i++) current[i] = current[i]! * synapseLeak[i]!;
  for (const { from, weights, delayed } of layer.receives) {
    const sources = from === 'input' ? events : delayed ? running[from]!.before : running[from]!.now;
    for (const source of sources) addRow(target, weights, source);
  }
  if (synapseLeak)
    for (let i = 0; i < v.length; i++) {
      current[i]! += synapseBias[i]!;
      v[i]! += current[i]!;
    }
  for (let i = 0; i < v.length; i++) v[i]! += bias[i]!;
}

function addRow(to: Float64Array, { columns, data }: Matrix, row: number): void {
  const at = row * columns;
  for (let c = 0; c < columns; c++) to[c]! += data[at + c]!;
}

function fire(r: Running, reset: Reset, step: number): void {
  const { layer, v, trace } = r;
  const { leak, threshold, size } = layer;
  const at = step * size;
  const canSpike = spikes(layer);
  for (let i = 0; i < size; i++) {
    const u = v[i]!;
    const spike = canSpike && u > threshold[i]!;
    if (spike) {
      r.now.push(i);
      trace.spikes[at + i] = 1;
    }
    v[i] = spike ? afterSpike(u, leak[i]!, threshold[i]!, reset) : leak[i]! * u;
    trace.membranes[at + i] = v[i]!;
  }
}

/** The membrane after a spike. */
export function afterSpike(u: number, leak: number, threshold: number, reset: Reset): number {
  if (reset === 'zero') return 0;
  return reset === 'subtract' ? leak * (u - threshold) : leak * u - threshold;
}
