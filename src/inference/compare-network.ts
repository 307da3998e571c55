/**
 * A network in floating point and on the chip, compared stage by stage, so that each loss has its cause: what was
 * approximated, what rounding the parameters changed, what rounding the membranes changed.
 */
import type { FittedNetwork } from '../network/approximate.js';
import type { ChipNetwork } from '../network/chip-network.js';
import { inChipUnits } from '../network/chip-twin.js';
import { spikes, type FloatNetwork } from '../network/float-network.js';
import type { ChipTrace, PlacedNetwork } from '../network/place.js';
import { simulate, type InputSteps, type LayerTrace } from '../network/simulate.js';
import { settled, type NetworkSample } from './samples.js';

/** The stages of a network from the file to the chip. */
export interface NetworkStages {
  /** As the file has it, with the time step and the reset declared. */
  readonly float: FloatNetwork;
  readonly fitted: FittedNetwork;
  readonly placed: PlacedNetwork;
  /** With the chip's numbers, in floating point. */
  readonly rounded: PlacedNetwork;
  readonly chip: ChipNetwork;
}

export const STAGES = ['file', 'approximated', 'placed', 'rounded', 'chip'] as const;
export type Stage = (typeof STAGES)[number];

/** Spikes and membranes by step and neuron of the chip, all at the steps in which the chip has them. */
export interface AlignedTrace {
  readonly spikes: Uint8Array;
  /** In units of the network. */
  readonly membranes: Float64Array;
  /** Output that is largest in the last step. */
  readonly answer: number;
}

/** The differences between two stages. */
export interface Difference {
  readonly from: Stage;
  readonly to: Stage;
  readonly spikesFrom: number;
  readonly spikesTo: number;
  /** Neurons and steps in which only one of them spikes. */
  readonly differing: number;
  /** Share of {@link differing} among the neurons and steps in which either spikes. */
  readonly share: number;
  /** Samples with the same answer. */
  readonly sameAnswers: number;
  readonly samples: number;
  /** Root of the mean square difference of the membranes, in thresholds. */
  readonly membraneError: number;
  /** Neurons that spike in the first and never in the second. */
  readonly silenced: readonly string[];
  readonly first?: Divergence;
}

/** The first step in which spikes differ. */
export interface Divergence {
  readonly sample: number;
  readonly step: number;
  readonly neuron: string;
  /** Of the chip. */
  readonly place: number;
  readonly membranes: readonly [from: number, to: number];
}

/** All stages of one sample. */
export type SampleTraces = Readonly<Record<Stage, AlignedTrace>>;

/** Runs a sample in every stage except on the chip. @param chip the trace of the chip. */
export function tracesOf(stages: NetworkStages, sample: NetworkSample, chip: ChipTrace): SampleTraces {
  const { float, fitted, placed, rounded } = stages;
  const n = stages.chip;
  const input = settled(sample, n);
  const scaled = (trace: ChipTrace): AlignedTrace => ({
    spikes: trace.spikes,
    membranes: trace.membranes.map((m, i) => m / n.scale[i % n.neurons]!),
    answer: largest(trace.outputs.subarray(-n.outputs)),
  });
  return {
    file: aligned(float, simulate(float, input), stages, input, true),
    approximated: aligned(fitted.network, simulate(fitted.network, input), stages, input, false),
    placed: scaled(inChipUnits(n, placed, input)),
    rounded: scaled(inChipUnits(n, rounded, input)),
    chip: scaled(chip),
  };
}

/**
 * Arranges the traces of a network's layers by the neurons of the chip.
 * @param early layers run ahead of the chip by their delay.
 */
function aligned(
  network: FloatNetwork,
  layers: readonly LayerTrace[],
  { placed, fitted, chip }: NetworkStages,
  input: InputSteps,
  early: boolean,
): AlignedTrace {
  const steps = input.length;
  const { neurons } = chip;
  const trace = { spikes: new Uint8Array(steps * neurons), membranes: new Float64Array(steps * neurons) };
  placed.neurons.forEach((origin, n) => {
    const layer = origin && layers[origin.layer];
    if (!origin || !layer) return;
    const delay = early ? fitted.delays[origin.layer]! : 0;
    for (let step = delay; step < steps; step++) {
      const from = (step - delay) * layer.size + origin.index;
      trace.spikes[step * neurons + n] = layer.spikes[from]!;
      trace.membranes[step * neurons + n] = layer.membranes[from]!;
    }
  });
  return { ...trace, answer: answerOf(network, layers, early ? steps - chip.latency : steps) };
}

/** The output that is largest after so many steps; of outputs that spike, the one with most spikes. */
function answerOf(network: FloatNetwork, layers: readonly LayerTrace[], steps: number): number {
  const { size, spikes: fired, membranes } = layers[network.output]!;
  if (!spikes(network.layers[network.output]!))
    return largest(membranes.subarray((steps - 1) * size, steps * size));
  const counts = new Float64Array(size);
  fired.subarray(0, steps * size).forEach((spike, i) => (counts[i % size]! += spike));
  return largest(counts);
}

/** The lowest place of the largest number. */
function largest(values: Float64Array): number {
  return values.indexOf(Math.max(...values));
}

/** Adds up differences between stages over samples. */
export class Comparison {
  private readonly sums = new Map<string, Sum>();
  private samples = 0;

  constructor(private readonly stages: NetworkStages) {}

  add(traces: SampleTraces): void {
    for (const [from, to] of PAIRS) {
      const key = `${from}/${to}`;
      const sum = this.sums.get(key) ?? new Sum(this.stages);
      this.sums.set(key, sum);
      sum.add(traces[from], traces[to], this.samples);
    }
    this.samples++;
  }

  /** One difference for each stage, and one from the file to the chip. */
  differences(): Difference[] {
    return PAIRS.map(([from, to]) => ({
      from,
      to,
      samples: this.samples,
      ...(this.sums.get(`${from}/${to}`) ?? new Sum(this.stages)).result(),
    }));
  }
}

const PAIRS: readonly (readonly [Stage, Stage])[] = [
  ['file', 'approximated'],
  ['approximated', 'placed'],
  ['placed', 'rounded'],
  ['rounded', 'chip'],
  ['file', 'chip'],
];

class Sum {
  private readonly from: Float64Array;
  private readonly to: Float64Array;
  private differing = 0;
  private either = 0;
  private squares = 0;
  private values = 0;
  private sameAnswers = 0;
  private first: Divergence | undefined;

  constructor(private readonly stages: NetworkStages) {
    this.from = new Float64Array(stages.chip.neurons);
    this.to = new Float64Array(stages.chip.neurons);
  }

  add(from: AlignedTrace, to: AlignedTrace, sample: number): void {
    const { neurons } = this.stages.chip;
    const { threshold } = this.stages.placed;
    if (from.answer === to.answer) this.sameAnswers++;
    from.spikes.forEach((a, i) => {
      const n = i % neurons;
      if (this.stages.placed.neurons[n] === undefined) return;
      const b = to.spikes[i]!;
      this.from[n]! += a;
      this.to[n]! += b;
      if (a || b) this.either++;
      if (a !== b) {
        this.differing++;
        this.first ??= this.divergence(from, to, sample, i);
      }
      this.squares += ((from.membranes[i]! - to.membranes[i]!) / threshold[n]!) ** 2;
      this.values++;
    });
  }

  private divergence(from: AlignedTrace, to: AlignedTrace, sample: number, at: number): Divergence {
    const { neurons } = this.stages.chip;
    const place = at % neurons;
    return {
      sample,
      step: Math.floor(at / neurons),
      neuron: nameOf(this.stages.chip, place),
      place,
      membranes: [from.membranes[at]!, to.membranes[at]!],
    };
  }

  result(): Omit<Difference, 'from' | 'to' | 'samples'> {
    const { from, to, differing, either, squares, values, sameAnswers, first } = this;
    const total = (counts: Float64Array): number => counts.reduce((a, b) => a + b, 0);
    const silenced = [...from.keys()].filter((n) => from[n]! > 0 && to[n] === 0);
    return {
      spikesFrom: total(from),
      spikesTo: total(to),
      differing,
      share: either === 0 ? 0 : differing / either,
      sameAnswers,
      membraneError: values === 0 ? 0 : Math.sqrt(squares / values),
      silenced: silenced.map((n) => nameOf(this.stages.chip, n)),
      ...(first ? { first } : {}),
    };
  }
}

/** `node[index]` of a neuron of the chip. */
export function nameOf({ origins }: ChipNetwork, place: number): string {
  const origin = origins[place];
  return origin ? `${origin.node}[${origin.index}]` : `neuron ${place}`;
}
