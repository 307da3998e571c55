/** The cost of a network on the chip: NeuroBench's metrics, and numbers that only an exact model can give. */
import { ACTIVITIES, ACTIVITY_LENGTH, totalActivity, type Activity } from '../chip/activity.js';
import type { Chip } from '../chip/chip.js';
import { FIELD_BITS } from '../chip/sram.js';
import { price, uncertainty, type Prices } from '../energy/prices.js';
import type { ChipNetwork } from '../network/chip-network.js';
import { twin } from '../network/chip-twin.js';
import { NeuroBenchMeter, type NeuroBench } from '../network/neurobench.js';
import type { NetworkAnswer } from './run-network.js';
import { settled, type NetworkSample } from './samples.js';

/** Means are by sample. */
export interface ChipMeasures {
  /** Bits that the network occupies in the chip's memories. */
  readonly bitsStored: { readonly weights: number; readonly neurons: number };
  readonly synapticOperations: {
    /** Synaptic operations that the chip executed: every event visits all neurons in use, every spike all outputs. */
    readonly executed: number;
    /** Synaptic operations with a weight other than 0. */
    readonly effective: number;
  };
  readonly learningOperations: number;
  readonly weightWrites: number;
  readonly sramAccesses: Readonly<
    Record<'neur' | 'winp' | 'wrec' | 'wout', { reads: number; writes: number }>
  >;
  readonly cycles: number;
  /** Cycles of the longest step, and how many remain of a tick of the network's time step at the clock. */
  readonly longestStep: number;
  readonly slack: number;
  readonly clockHz: number;
  readonly energyNj: { readonly mean: number; readonly uncertainty: number };
  /** Additions that saturated, over all samples. */
  readonly saturations: number;
  readonly outputSaturations: number;
  readonly lostEvents: number;
}

const BANKS = ['neur', 'winp', 'wrec', 'wout'] as const;
/** A neuron's share of its pair's leak factor and threshold: 12 + 1 bits and 16 bits for two. */
const PAIR_BITS = 12 + 1 + FIELD_BITS.membrane;
const PICOJOULES = 1e3;

export class NetworkMeter {
  private readonly bench: NeuroBenchMeter;
  private readonly counts = new Float64Array(ACTIVITY_LENGTH);
  private samples = 0;
  private cycles = 0;
  private longestStep = 0;
  private saturations = 0;
  private outputSaturations = 0;

  constructor(
    private readonly network: ChipNetwork,
    private readonly prices: Prices,
  ) {
    this.bench = new NeuroBenchMeter(network);
  }

  add(sample: NetworkSample, answer: NetworkAnswer): void {
    const { steps, label } = sample;
    const correct = label < 0 ? undefined : answer.answer === label;
    this.bench.add({ steps, spikes: answer.trace.spikes, correct });
    answer.counts.forEach((count, i) => (this.counts[i]! += count));
    this.samples++;
    this.cycles += answer.cycles;
    this.longestStep = Math.max(this.longestStep, answer.longestStep);
    const { saturations, outputSaturations } = twin(this.network, settled(sample, this.network));
    this.saturations += saturations;
    this.outputSaturations += outputSaturations;
  }

  neurobench(): NeuroBench {
    return this.bench.result();
  }

  measures(chip: Chip): ChipMeasures {
    const { network, prices, samples } = this;
    const n = Math.max(1, samples);
    const total = totalActivity(this.counts);
    const mean = (name: Activity): number => total[name] / n;
    const accesses = BANKS.map((bank) => {
      const of = (what: 'Reads' | 'Writes'): number => mean(ACTIVITIES.find((a) => a === `${bank}${what}`)!);
      return [bank, { reads: of('Reads'), writes: of('Writes') }] as const;
    });
    const { weights, neurons } = network;
    const clock = prices.point.clock;
    return {
      bitsStored: {
        weights:
          (weights.inp.length + weights.rec.length + weights.out.length) * chip.state.design.weightBits,
        neurons: (neurons / 2) * PAIR_BITS,
      },
      synapticOperations: {
        executed: mean('synapticOps') + mean('outputEventUpdates'),
        effective: this.neurobench().SynapticOperations.Effective_ACs,
      },
      learningOperations: mean('lanesEvaluated'),
      weightWrites: mean('lanesChanged'),
      sramAccesses: Object.fromEntries(accesses) as ChipMeasures['sramAccesses'],
      cycles: this.cycles / n,
      longestStep: this.longestStep,
      slack: Math.floor(network.dt * clock) - this.longestStep,
      clockHz: clock,
      energyNj: {
        mean: price(this.counts, prices).total / n / PICOJOULES,
        uncertainty: uncertainty(this.counts, prices) / n / PICOJOULES,
      },
      saturations: this.saturations,
      outputSaturations: this.outputSaturations,
      lostEvents: chip.warnings().find(({ name }) => name === 'event-lost-at-tick')?.count ?? 0,
    };
  }
}
