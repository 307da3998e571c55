/**
 * The metrics of NeuroBench (harness 2.3), by its own definitions and under its own names, for a network on the chip.
 *
 * The harness measures a model in PyTorch. The one meant here is the network as its export holds it: Linear layers from
 * inputs to neurons, neurons to neurons and neurons to outputs without biases, a layer of leaky neurons and one of
 * leaky integrators, run for the steps that have data.
 */
import type { ChipNetwork } from './chip-network.js';
import type { InputSteps } from './simulate.js';

/** The harness's keys, verbatim. */
export interface NeuroBench {
  /** Bytes of the parameters and buffers of the model in single precision. */
  readonly Footprint: number;
  /** Weights that are 0, over all weights; four digits. */
  readonly ConnectionSparsity: number;
  /** Share of the labelled samples answered correctly; null without any. */
  readonly ClassificationAccuracy: number | null;
  /** Neurons and steps without a spike, over all; integrators count as neurons that never spike. */
  readonly ActivationSparsity: number;
  /** A sample's mean. Inputs are binary, so that all operations are accumulations. */
  readonly SynapticOperations: {
    readonly Effective_MACs: number;
    readonly Effective_ACs: number;
    readonly Dense: number;
  };
}

/** One sample as the metrics see it. */
export interface MeasuredSample {
  readonly steps: InputSteps;
  /** Spikes of the chip, shape [at least the steps, neurons]. */
  readonly spikes: Uint8Array;
  /** Whether the answer is the label; undefined for a sample without one. */
  readonly correct: boolean | undefined;
}

const FLOAT_BYTES = 4;
/** Buffers of a layer of leaky neurons in snnTorch, beside leaks and thresholds: a gain and the kind of reset. */
const LAYER_BYTES = 4 + 8;
/** The layer of integrators has one leak and one threshold. */
const INTEGRATOR_BYTES = LAYER_BYTES + 2 * FLOAT_BYTES;

/** Adds up the metrics over samples. */
export class NeuroBenchMeter {
  /** Neurons that the network names. */
  private readonly neurons: number[];
  private readonly inputs: number;
  private readonly nonZero: { input: number[]; recurrent: number[]; output: number[] };
  private samples = 0;
  private labelled = 0;
  private correct = 0;
  private spikes = 0;
  private activations = 0;
  private accumulations = 0;
  private dense = 0;

  constructor(private readonly network: ChipNetwork) {
    this.neurons = [...network.origins.keys()].filter((n) => network.origins[n] !== undefined);
    this.inputs = network.biasInput === undefined ? network.inputs : network.inputs - 1;
    const { inp, rec, out } = network.weights;
    const row = (weights: Int8Array, pre: number, posts: number, columns: Iterable<number>): number => {
      let count = 0;
      for (const post of columns) if (weights[pre * posts + post] !== 0) count++;
      return count;
    };
    const outputs = [...Array(network.outputs).keys()];
    this.nonZero = {
      input: Array.from({ length: this.inputs }, (_, i) => row(inp, i, network.neurons, this.neurons)),
      recurrent: this.neurons.map((n) => row(rec, n, network.neurons, this.neurons)),
      output: this.neurons.map((n) => row(out, n, network.outputs, outputs)),
    };
  }

  private get weights(): number {
    return (this.inputs + this.neurons.length + this.network.outputs) * this.neurons.length;
  }

  add({ steps, spikes, correct }: MeasuredSample): void {
    const { nonZero, neurons, network } = this;
    this.samples++;
    if (correct !== undefined) this.labelled++;
    if (correct === true) this.correct++;
    steps.forEach((events, step) => {
      for (const input of events) this.accumulations += nonZero.input[input]!;
      neurons.forEach((n, i) => {
        if (spikes[step * network.neurons + n] !== 1) return;
        this.spikes++;
        this.accumulations += nonZero.output[i]!;
        // What the last step sends back would arrive after the sample.
        if (step + 1 < steps.length) this.accumulations += nonZero.recurrent[i]!;
      });
    });
    this.activations += steps.length * (neurons.length + network.outputs);
    this.dense += steps.length * this.weights;
  }

  result(): NeuroBench {
    const { nonZero, samples } = this;
    const all = [...nonZero.input, ...nonZero.recurrent, ...nonZero.output];
    const zeros = this.weights - all.reduce((a, b) => a + b, 0);
    const mean = (total: number): number => (samples === 0 ? 0 : total / samples);
    return {
      Footprint: FLOAT_BYTES * (this.weights + 2 * this.neurons.length) + LAYER_BYTES + INTEGRATOR_BYTES,
      ConnectionSparsity: Math.round((zeros / this.weights) * 1e4) / 1e4,
      ClassificationAccuracy: this.labelled === 0 ? null : this.correct / this.labelled,
      ActivationSparsity: this.activations === 0 ? 0 : 1 - this.spikes / this.activations,
      SynapticOperations: {
        Effective_MACs: 0,
        Effective_ACs: mean(this.accumulations),
        Dense: mean(this.dense),
      },
    };
  }
}
