/**
 * A network in floating point with its discretisation declared: forward Euler with the time step of the chip's tick.
 *
 * In a step every layer does the same as the chip: u = v + what arrives; it spikes where u > threshold; then it leaks
 * and is reset, v = leak u. With tau dv/dt = (v_leak - v) + R I, the leak is 1 - dt/tau, and what arrives is
 * dt/tau (v_leak + R I). A synapse with its own time constant filters what arrives first, with 1 - dt/tau_syn; the
 * membrane takes the current of the same step. A cycle of layers closes with a delay of one step.
 */
import { badInput } from '../text/errors.js';
import { scaleColumns, type Matrix } from './matrix.js';
import { nodeError } from './nir-graph.js';
import type { Layers, PerNeuron, Population } from './layers.js';

export const RESETS = ['zero', 'subtract', 'subtract-late'] as const;
/**
 * zero: to the reset potential. subtract: the threshold is subtracted at the spike, before the leak.
 * subtract-late: it is subtracted after the leak, as the chip does and as a delayed reset does.
 */
export type Reset = (typeof RESETS)[number];

export interface FloatLayer {
  readonly node: string;
  readonly size: number;
  readonly leak: PerNeuron;
  /** Infinity for a layer that only integrates. */
  readonly threshold: PerNeuron;
  /** Leak of the synapse, absent without one. */
  readonly synapseLeak?: PerNeuron;
  /** Arrives at the synapse in every step. */
  readonly synapseBias: PerNeuron;
  /** Arrives at the membrane in every step. */
  readonly bias: PerNeuron;
  readonly receives: readonly FloatConnection[];
}

export interface FloatConnection {
  /** Layer by its place in the network, or the input. */
  readonly from: number | 'input';
  /** What a spike adds, with time constants and resistance included. */
  readonly weights: Matrix;
  /** Whether spikes arrive one step later. */
  readonly delayed: boolean;
}

export interface FloatNetwork {
  readonly file: string;
  /** Seconds. */
  readonly dt: number;
  readonly reset: Reset;
  readonly inputs: number;
  /** The layers, each after those from which it receives spikes without delay. */
  readonly layers: readonly FloatLayer[];
  /** Place of the layer that is the output. */
  readonly output: number;
}

/** Whether a layer spikes; one that does not integrates only. */
export const spikes = (layer: FloatLayer): boolean => layer.threshold[0] !== Infinity;

/** Largest number that is accepted: larger ones overflow when they are squared. */
const LARGEST = 1e100;

/** Largest magnitude of a synapse's leak that counts as 0: the filter of so fast a synapse has no effect. */
const NEGLIGIBLE = 1e-4;

/**
 * The network with a time step.
 * @param dt in the unit of the file's time constants, seconds by NIR's definition.
 * @throws UserError naming the node whose time constant is shorter than the step, or whose threshold is not above rest.
 */
export function discretise(layers: Layers, dt: number, reset: Reset): FloatNetwork {
  const { file, populations, inputs } = layers;
  if (populations.length === 0) throw badInput('has no neurons', { file });
  const places = new Map(populations.map((p, i) => [p.node, i]));
  const reached = populations.map((p) => reachedFrom(populations, places, p));
  const layerOf = (p: Population, place: number): FloatLayer => {
    const connections = p.receives.map(({ from, weights }): FloatConnection => {
      const source = places.get(from) ?? 'input';
      return { from: source, weights, delayed: source !== 'input' && reached[place]!.has(source) };
    });
    return discreteLayer(file, p, connections, dt, reset);
  };
  return { file, dt, reset, inputs, layers: populations.map(layerOf), output: places.get(layers.output)! };
}

/** Places of the populations that a population reaches. */
function reachedFrom(
  populations: readonly Population[],
  places: ReadonlyMap<string, number>,
  start: Population,
): Set<number> {
  const reached = new Set<number>();
  const follow = (node: string): void => {
    for (const p of populations)
      if (p.receives.some(({ from }) => from === node) && !reached.has(places.get(p.node)!)) {
        reached.add(places.get(p.node)!);
        follow(p.node);
      }
  };
  follow(start.node);
  return reached;
}

function discreteLayer(
  file: string,
  p: Population,
  connections: readonly FloatConnection[],
  dt: number,
  reset: Reset,
): FloatLayer {
  const leakOf = (tau: PerNeuron, name: string): PerNeuron =>
    tau.map((t, i) => {
      const leak = 1 - dt / t;
      if (leak > -NEGLIGIBLE) return Math.abs(leak) < NEGLIGIBLE ? 0 : leak;
      throw nodeError(
        file,
        p.node,
        `${name}[${i}] = ${t} is shorter than the time step ${dt}: choose a smaller --dt`,
      );
    });
  const leak = leakOf(p.tau, p.tauSynapse ? 'tau_mem' : 'tau');
  const synapseLeak = p.tauSynapse && leakOf(p.tauSynapse, 'tau_syn');
  // A reset to another potential than 0 is one to 0 of a membrane that is measured from there.
  const origin = reset === 'zero' ? p.resetPotential : new Float64Array(p.size);
  const gain = leak.map(
    (l, i) => (1 - l) * p.resistance[i]! * p.inputGain[i]! * (1 - (synapseLeak?.[i] ?? 0)),
  );
  const rest = leak.map((l, i) => (1 - l) * (p.leakPotential[i]! - origin[i]!));
  const arriving = p.bias.map((b, i) => b * gain[i]!);
  const threshold = p.threshold.map((t, i) => t - origin[i]!);
  const silent = threshold.findIndex((t) => t <= 0);
  if (silent >= 0)
    throw nodeError(
      file,
      p.node,
      `v_threshold[${silent}] does not exceed the reset potential: it would always spike`,
    );
  const filtered = synapseLeak?.some((l) => l !== 0) === true;
  const layer: FloatLayer = {
    node: p.node,
    size: p.size,
    leak,
    threshold,
    ...(filtered ? { synapseLeak } : {}),
    synapseBias: filtered ? arriving : new Float64Array(p.size),
    bias: filtered ? rest : rest.map((b, i) => b + arriving[i]!),
    receives: connections.map((c) => ({ ...c, weights: scaleColumns(c.weights, gain) })),
  };
  const numbers = [
    layer.leak,
    layer.synapseBias,
    layer.bias,
    ...layer.receives.map(({ weights }) => weights.data),
  ];
  if (numbers.some((values) => values.some((value) => Math.abs(value) > LARGEST || Number.isNaN(value))))
    throw nodeError(file, p.node, 'its parameters make numbers that are too large to be computed with');
  return layer;
}
