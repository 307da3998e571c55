/**
 * Turns a network into one that the chip's structure can hold. Whatever changes what the network computes has a name,
 * is done only when it is allowed by that name, and is noted with how much it changes.
 */
import { usageError, type UserError } from '../text/errors.js';
import { spikes, type FloatConnection, type FloatLayer, type FloatNetwork } from './float-network.js';
import { identity, scaleColumns } from './matrix.js';
import { nodeError } from './nir-graph.js';

/** Changes that can be allowed, with what each does. */
export const ALLOWANCES = {
  'edge-repair': 'an edge that names a missing node means the one node that no edge names',
  'drop-synapse': 'the time constant of synapses is left out; a spike brings the same charge at once',
  'merge-synapse':
    'the time constant of synapses is added to that of the membrane; a spike brings the same charge',
  'clamp-leak': 'leaks outside what the chip can hold become the nearest it can',
  'late-reset': 'the threshold is subtracted after the leak instead of before it',
  'layer-delay': 'spikes from one layer to the next take a step, as all do on the chip',
  'shared-kappa': 'outputs of different time constants all get their mean leak',
} as const;
export type Allowance = keyof typeof ALLOWANCES;

export const OUTPUT_KINDS = ['spikes', 'membrane'] as const;
/**
 * How an output layer that spikes is mapped, since the chip's outputs are leaky integrators.
 * spikes: its neurons stay, and each output counts the spikes of one. membrane: it loses its threshold.
 */
export type OutputKind = (typeof OUTPUT_KINDS)[number];

/** A change that was made. */
export interface Change {
  readonly name: Allowance | `outputs-${OutputKind}`;
  readonly node: string;
  readonly text: string;
}

/** Leaks that a chip's neurons can hold. */
export interface LeakRange {
  readonly least: number;
  readonly most: number;
}

export interface ApproximationOptions {
  readonly allow: ReadonlySet<Allowance>;
  /** Absent: an output layer that spikes is refused. */
  readonly outputs?: OutputKind;
  readonly leaks: LeakRange;
}

/** A network whose last layer integrates and whose other layers spike; every spike arrives one step later. */
export interface FittedNetwork {
  readonly network: FloatNetwork;
  readonly changes: readonly Change[];
  /** Whether outputs count spikes of the network's own output layer. */
  readonly counts: boolean;
  /** Steps by which each layer runs behind the network without delays. */
  readonly delays: readonly number[];
}

/**
 * The network as the chip can hold it.
 * @throws UserError naming the node, why it does not fit, and what would have to be allowed.
 */
export function approximate(network: FloatNetwork, options: ApproximationOptions): FittedNetwork {
  const fitting = new Fitting(network, options);
  return fitting.run();
}

class Fitting {
  private readonly changes: Change[] = [];
  /** Changes that are needed and not allowed: their names, and why the first of them is needed. */
  private readonly missing = new Set<Allowance>();
  private refusal: { node: string; why: string } | undefined;

  constructor(
    private readonly network: FloatNetwork,
    private readonly options: ApproximationOptions,
  ) {
    const { allow } = options;
    if (allow.has('drop-synapse') && allow.has('merge-synapse'))
      throw usageError('--allow: drop-synapse and merge-synapse exclude each other');
  }

  run(): FittedNetwork {
    const { network } = this;
    const reset = this.reset();
    const layers = network.layers.map((layer, place) => this.layer(layer, place));
    const counts = spikes(layers[network.output]!);
    const delays = this.delays(layers);
    if (counts) {
      layers.push(counter(layers[network.output]!, network.output));
      delays.push(delays[network.output]! + 1);
    }
    const output = counts ? layers.length - 1 : network.output;
    const fitted = layers.map((layer, place) => ({
      ...layer,
      receives: layer.receives.map((c) => (c.from === 'input' ? c : { ...c, delayed: true })),
      ...(place === output ? { leak: this.outputLeak(layer) } : {}),
    }));
    this.refuse();
    for (const { receives, node } of fitted)
      if (receives.some(({ from }) => from === output))
        throw this.fail(node, 'receives from the output, which on the chip cannot send');
    if (fitted[output]!.receives.some(({ from }) => from === 'input'))
      throw this.fail(
        fitted[output]!.node,
        'the chip has no way from inputs to outputs without a neuron between them',
      );
    return { network: { ...network, reset, layers: fitted, output }, changes: this.changes, counts, delays };
  }

  private fail(node: string, message: string): UserError {
    return nodeError(this.network.file, node, message);
  }

  /** Notes a change; {@link refuse} refuses those that are not allowed. */
  private change(name: Allowance, node: string, why: string, text: string): void {
    this.changes.push({ name, node, text });
    if (this.options.allow.has(name)) return;
    this.missing.add(name);
    this.refusal ??= { node, why: `${why}; --allow ${name}: ${ALLOWANCES[name]}` };
  }

  /** @throws UserError with the first reason, and everything that would have to be allowed. */
  private refuse(): void {
    if (!this.refusal) return;
    const all = [...this.missing].join(',');
    const { node, why } = this.refusal;
    throw this.fail(node, this.missing.size === 1 ? why : `${why}; in all it needs --allow ${all}`);
  }

  private reset(): FloatNetwork['reset'] {
    const { network } = this;
    if (network.reset !== 'subtract') return network.reset;
    const layer = network.layers.find(spikes);
    if (!layer) return 'subtract-late';
    const least = Math.min(...layer.leak);
    this.change(
      'late-reset',
      layer.node,
      'the chip subtracts the threshold after the leak',
      `a spike leaves the membrane lower by ${percent(1 - least)} of the threshold`,
    );
    return 'subtract-late';
  }

  private layer(layer: FloatLayer, place: number): FloatLayer {
    const { network, options } = this;
    const isOutput = place === network.output;
    let changed = this.withoutSynapse(layer);
    if (isOutput && spikes(layer)) {
      if (!options.outputs)
        throw this.fail(
          layer.node,
          'is an output that spikes; the outputs of the chip are leaky integrators: --outputs spikes counts its ' +
            'spikes, --outputs membrane leaves its threshold out',
        );
      const text =
        options.outputs === 'spikes'
          ? 'each output counts the spikes of one neuron'
          : 'its threshold is left out';
      this.changes.push({ name: `outputs-${options.outputs}`, node: layer.node, text });
      if (options.outputs === 'membrane')
        changed = { ...changed, threshold: changed.threshold.map(() => Infinity) };
    }
    return spikes(changed) ? this.withinLeaks(changed) : changed;
  }

  private withoutSynapse(layer: FloatLayer): FloatLayer {
    const { synapseLeak, synapseBias, node, leak, ...rest } = layer;
    if (!synapseLeak) return layer;
    const merge = this.options.allow.has('merge-synapse');
    const steps = synapseLeak.map((l) => 1 / (1 - l));
    const longest = Math.max(...steps);
    this.change(
      merge ? 'merge-synapse' : 'drop-synapse',
      node,
      `its synapse has a time constant of ${round(longest)} steps; the chip's neurons have none (or merge-synapse)`,
      merge
        ? `a time constant of ${round(longest)} steps joins that of the membrane`
        : `a spike that took ${round(longest)} steps to arrive does so in one`,
    );
    // The same charge: the area under the response to a spike stays.
    const merged = leak.map((l, i) => 1 - 1 / (1 / (1 - l) + steps[i]!));
    const gain = merge
      ? merged.map((m, i) => ((1 - m) / (1 - leak[i]!)) * steps[i]!)
      : synapseLeak.map((l) => 1 / (1 - l));
    return {
      ...rest,
      node,
      leak: merge ? merged : leak,
      synapseBias: new Float64Array(layer.size),
      bias: layer.bias.map((b, i) => b + synapseBias[i]! * gain[i]!),
      receives: layer.receives.map((c): FloatConnection => ({
        ...c,
        weights: scaleColumns(c.weights, gain),
      })),
    };
  }

  private withinLeaks(layer: FloatLayer): FloatLayer {
    const { least, most } = this.options.leaks;
    const clamped = layer.leak.map((l) => Math.min(most, Math.max(least, l)));
    const at = clamped.findIndex((l, i) => l !== layer.leak[i]);
    if (at < 0) return layer;
    const leak = layer.leak[at]!;
    const advice =
      leak < least
        ? `, or choose --dt up to ${significant((this.network.dt * (1 - least)) / (1 - leak))}`
        : '';
    this.change(
      'clamp-leak',
      layer.node,
      `neuron ${at} keeps ${round(leak)} of its membrane in a step; the chip can hold ${round(least)} to ${round(most)}${advice}`,
      `a leak of ${round(leak)} becomes ${round(clamped[at]!)}`,
    );
    return { ...layer, leak: clamped };
  }

  /** Steps by which each layer runs behind; a connection without delay becomes one with it. */
  private delays(layers: readonly FloatLayer[]): number[] {
    const delays: number[] = [];
    layers.forEach((layer, place) => {
      const sources = layer.receives.flatMap(({ from, delayed }) =>
        from === 'input' || delayed ? [] : [from],
      );
      const behind = sources.map((from) => delays[from]! + 1);
      delays.push(Math.max(0, ...behind));
      if (sources.length > 0 && spikes(layer))
        this.change(
          'layer-delay',
          layer.node,
          `spikes of ${layers[sources[0]!]!.node} arrive in the same step; on the chip all spikes take a step`,
          `runs ${delays[place]!} ${delays[place] === 1 ? 'step' : 'steps'} behind`,
        );
    });
    return delays;
  }

  private outputLeak(layer: FloatLayer): Float64Array {
    const { leak, node, size } = layer;
    const mean = leak.reduce((a, b) => a + b, 0) / size;
    const apart = Math.max(...leak.map((l) => Math.abs(l - mean)));
    if (apart < 1 / 512) return leak;
    this.change(
      'shared-kappa',
      node,
      `outputs keep from ${round(Math.min(...leak))} to ${round(Math.max(...leak))} in a step; the chip has one leak for all`,
      `a leak becomes another by up to ${round(apart)}`,
    );
    return leak.map(() => mean);
  }
}

/** A layer that counts the spikes of another. */
function counter(of: FloatLayer, place: number): FloatLayer {
  const { size, node } = of;
  return {
    node: `${node} (count)`,
    size,
    leak: new Float64Array(size).fill(1),
    threshold: new Float64Array(size).fill(Infinity),
    synapseBias: new Float64Array(size),
    bias: new Float64Array(size),
    receives: [{ from: place, weights: identity(size), delayed: true }],
  };
}

const round = (value: number): string => String(Number(value.toFixed(4)));
const significant = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (value: number): string => `${round(100 * value)} %`;
