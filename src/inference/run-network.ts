/** Lets a network answer samples on the chip, with the program that an import writes. */
import { basename } from 'node:path';
import { assemble } from '../asm/assembler.js';
import type { Chip } from '../chip/chip.js';
import type { CycleObserver } from '../chip/cycle.js';
import type { ChipState } from '../chip/state.js';
import { State } from '../chip/states.js';
import { membraneOf } from '../chip/weights.js';
import type { FirmwareImage } from '../firmware/image.js';
import type { ChipNetwork } from '../network/chip-network.js';
import { inferenceProgram, NETWORK_FILES } from '../network/inference-program.js';
import type { ChipTrace } from '../network/place.js';
import { Breather, type RunHooks } from '../run/breather.js';
import { trapError } from '../run/run-image.js';
import { Sequencer } from '../sequencer/sequencer.js';
import { networkFiles } from '../data/network-directory.js';
import { playedStream, settled, type Decision, type NetworkSample } from './samples.js';

export interface NetworkAnswer {
  /** From 0. */
  readonly index: number;
  readonly label: number;
  readonly answer: number;
  /** Cycles from the start of the sample to its answer. */
  readonly cycles: number;
  /** Cycles of the longest step, its events included. */
  readonly longestStep: number;
  /** Activity of the sample, laid out as the activity counters of the chip. */
  readonly counts: Float64Array;
  /** Spikes and membranes of neurons and outputs, in the units of the chip. */
  readonly trace: ChipTrace;
}

export interface RunNetworkOptions {
  readonly decision: Decision;
  readonly hooks?: RunHooks;
}

/** The program with its weights and samples. */
export async function inferenceImage(
  network: ChipNetwork,
  samples: readonly NetworkSample[],
  decision: Decision,
): Promise<FirmwareImage> {
  const files = networkFiles(network, 'infer');
  const find = (path: string): string => files[basename(path)]!;
  const { image } = await assemble(NETWORK_FILES.program, inferenceProgram(network, 'infer'), {
    text: (path) => Promise.resolve(find(path)),
    bytes: (path) => Promise.resolve(new TextEncoder().encode(find(path))),
    events: () => Promise.resolve(playedStream(samples, network, decision)),
  });
  return image;
}

/**
 * Runs the samples one after the other.
 * @throws UserError when the program traps.
 */
export async function* runNetwork(
  chip: Chip,
  network: ChipNetwork,
  samples: readonly NetworkSample[],
  { decision, hooks = {} }: RunNetworkOptions,
): AsyncGenerator<NetworkAnswer, void> {
  if (samples.length === 0) return;
  const breather = new Breather(hooks);
  let answer: number | undefined;
  let recorder: StepRecorder | undefined;
  const sequencer = new Sequencer(chip, await inferenceImage(network, samples, decision), {
    observer: {
      get observer() {
        return recorder?.observer;
      },
    },
    onEvent: (record) => {
      if ('out' in record) answer = record.out;
    },
    onSnapshot: () => undefined,
  });
  let index = 0;
  let before = counted(chip);
  while (sequencer.outcome === undefined) {
    if (sequencer.instruction?.mnemonic === 'play') {
      before = counted(chip);
      recorder = new StepRecorder(network, settled(samples[index]!, network).length);
    }
    while (!sequencer.step()) if (await breather.breathe(index / samples.length)) return;
    if (answer === undefined || !recorder) continue;
    const { label } = samples[index]!;
    const { trace, longestStep } = recorder;
    const counts = chip.state.activity.map((count, i) => count - before.counts[i]!);
    yield { index, label, answer, cycles: chip.cycle - before.cycle, longestStep, counts, trace };
    answer = undefined;
    recorder = undefined;
    index++;
  }
  const trap = trapError(sequencer.interpreter, NETWORK_FILES.program);
  if (trap) throw trap;
}

const counted = (chip: Chip) => ({ cycle: chip.cycle, counts: chip.state.activity.slice() });

/** Keeps spikes and membranes of every step. */
class StepRecorder {
  readonly trace: ChipTrace;
  readonly observer: CycleObserver;
  longestStep = 0;
  private step = 0;
  private lastCycle: number | undefined;

  constructor(
    private readonly network: ChipNetwork,
    private readonly steps: number,
  ) {
    const { neurons, outputs } = network;
    this.trace = {
      spikes: new Uint8Array(steps * neurons),
      membranes: new Float64Array(steps * neurons),
      outputs: new Float64Array(steps * outputs),
    };
    const done = (s: ChipState): void => this.record(s);
    const observe = (s: ChipState): void => {
      if (s.ctl.state === State.SDONE) done(s);
    };
    this.observer = Object.assign(observe, { phases: { done } });
  }

  private record(s: ChipState): void {
    const { neurons, outputs } = this.network;
    if (this.step >= this.steps) return;
    if (this.lastCycle !== undefined) this.longestStep = Math.max(this.longestStep, s.cycle - this.lastCycle);
    this.lastCycle = s.cycle;
    const { spikes, membranes, outputs: out } = this.trace;
    spikes.set(s.z.subarray(0, neurons), this.step * neurons);
    for (let i = 0; i < neurons; i++) membranes[this.step * neurons + i] = membraneOf(s, i);
    out.set(s.vOut.subarray(0, outputs), this.step * outputs);
    this.step++;
  }
}
