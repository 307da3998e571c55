/**
 * The semantic version of the model: a hash of what the chip does, not of its source. A change that alters no bit keeps
 * it, and with it every stored result; a change of arithmetic, of cycle counts or of activity counters gives another.
 *
 * It is measured whenever a study is opened, so that it cannot be out of date: short runs with random settings, weights
 * and events, learning included, on the engine that studies use. {@link MODEL_VERSION} is what the committed model gives;
 * a test compares them, so that a change that makes all stored results stale is seen in review.
 */
import seedrandom from 'seedrandom';
import type { RegisterName } from '../../isa/registers.js';
import { Chip } from '../chip/chip.js';
import { loadWeights, membranes, readWeights } from '../chip/weights.js';
import { learningSettings } from '../data/tasks/learning-settings.js';
import { configure, phaseOperations, sampleOperations } from '../data/protocol.js';
import {
  neuronChunks,
  settingsOf,
  type InputEvent,
  type Sample,
  type Task,
  type TaskSizes,
} from '../data/task.js';
import { designOf, REFERENCE, type Design } from '../design/design.js';
import { named } from '../energy/record.js';
import { FAULT_BANKS, FAULT_KINDS, FAULT_PATTERNS, type Faults } from '../faults/fault-map.js';
import { hashOf } from '../files/hash.js';
import { Executor } from '../host/executor.js';
import type { Operation } from '../host/operations.js';
import { registerNamed } from '../isa/registers.js';
import { memoryWrite } from '../isa/spi.js';
import { canonicalJson } from '../study/canonical-json.js';

/** Of this version of the sources. */
export const MODEL_VERSION = '4fdd5f30da2d2ba2ae4617f94c2e17c0b81f4694f73b560704e96e1d59164e3f';

/** Runs of the probe. Each takes some milliseconds. */
const RUNS = 12;
/** Chips of further runs, so that a change that only other sizes or widths show gives another version, too. */
const VARIANTS: readonly Design[] = [
  {
    inputs: 64,
    neurons: 128,
    weightBits: 5,
    lanes: 8,
    inputTraceBits: 9,
    outputTraceBits: 8,
    membraneBits: 12,
  },
  { inputs: 48, neurons: 100, weightBits: 3, recurrentTraceBits: 8, membraneBits: 11 },
].map((parameters) => designOf(parameters));
/** Faults of the runs with faulty memories: every kind, as single cells and as columns. */
const FAULTS: readonly Faults[] = FAULT_KINDS.map((kind, i) => ({
  rate: 0.01,
  kind,
  pattern: FAULT_PATTERNS[i % FAULT_PATTERNS.length]!,
  banks: FAULT_BANKS,
  seed: `model-version/${kind}`,
}));

/** A chip that is measured. */
interface Probe {
  readonly design: Design;
  readonly faults?: Faults;
}

const TICKS = 24;
const EVENTS_PER_TICK = 3;
const LEARN_ALL = 7;

/** Registers that are drawn at random: all that go into arithmetic. Those that change the protocol stay as they are. */
const DRAWN =
  /^(ALPHA_CONF|KAPPA|THR_H|H_|LR_|REGUL_|SEED_|NOISE_|EN_STOCH_ROUND|LEARN_SIG_SCALE|FP_LOC|NO_|RST_MODE|FORCE_TRACES|DO_)/;

/** Measures the version. @param prepare changes each chip, whose weights are loaded, before it runs; for tests. */
export function measureModelVersion(prepare?: (chip: Chip) => void): string {
  const designs = [...new Array<Design>(RUNS).fill(REFERENCE), ...VARIANTS];
  return versionOf(designs.map((design, run) => outcomeOf(run, { design }, prepare)));
}

let faultModel: string | undefined;

/**
 * The same for faulty memories: part of the ids of simulations with faults. It is measured for the first of them.
 * @returns hexadecimal.
 */
export const measureFaultModel = (): string =>
  (faultModel ??= versionOf(FAULTS.map((faults, run) => outcomeOf(run, { design: REFERENCE, faults }))));

const versionOf = (outcomes: readonly unknown[]): string =>
  hashOf(new TextEncoder().encode(canonicalJson(outcomes)));

function outcomeOf(run: number, { design, faults }: Probe, prepare?: (chip: Chip) => void): unknown {
  const random = seedrandom(`model-version/${run}`);
  const task = randomTask(random, design);
  const chip = new Chip(design);
  if (faults) chip.injectFaults(faults);
  const outputs: unknown[] = [];
  const host = new Executor(chip, { onEvent: (record) => void outputs.push(record) });
  const operations = [
    ...settingOperations(task),
    ...phaseOperations(LEARN_ALL),
    ...task.train.flatMap((sample) => [...sampleOperations(sample, true)]),
    ...phaseOperations(0),
    ...task.test.flatMap((sample) => [...sampleOperations(sample, false)]),
  ];
  const { inputs, neurons, outputs: out } = task.sizes;
  // Over the SPI port this would take longer than all the rest.
  loadWeights(chip, 'winp', task.weights.inp, neurons);
  loadWeights(chip, 'wrec', task.weights.rec, neurons);
  loadWeights(chip, 'wout', task.weights.out, out);
  prepare?.(chip);
  for (const operation of operations) host.run(operation);
  const { neur, vOut } = chip.state;
  return {
    cycle: chip.cycle,
    outputs,
    memories: [
      readWeights(chip, 'winp', inputs, neurons),
      readWeights(chip, 'wrec', neurons, neurons),
      readWeights(chip, 'wout', neurons, out),
      membranes(chip),
      ...[neur.inputTrace, neur.recurrentTrace, neur.outputTrace, vOut],
    ].map((values) => hashOf(new TextEncoder().encode(values.join()))),
    activity: named(chip.state.activity),
  };
}

/** Reset, registers and neurons. */
function settingOperations(task: Task): Operation[] {
  return [
    { op: 'sck', value: 1 },
    { op: 'autosnap', value: 0 },
    { op: 'rst', value: 5 },
    { op: 'wait', value: 10 },
    configure('EN_CONF', 1),
    ...settingsOf(task).map(([name, value]) => configure(name, value)),
    { op: 'spiw', ...memoryWrite('neur', 0, neuronChunks(task)) },
    configure('EN_CONF', 0),
    { op: 'wait', value: 50 },
  ];
}

/** A small task with settings, weights and events at random. */
function randomTask(random: () => number, design: Design): Task {
  const below = (n: number): number => Math.floor(random() * n);
  const sizes: TaskSizes = { inputs: 8 + below(40), neurons: 16 + 2 * below(40), outputs: 2 + below(3) };
  const weights = (count: number, spread: number): Int8Array =>
    Int8Array.from({ length: count }, () => {
      const weight = below(2 * spread + 1) - spread;
      return Math.max(design.weightLeast, Math.min(design.weightMost, weight));
    });
  const { settings } = learningSettings(sizes);
  const sample = (): Sample => randomSample(below, sizes);
  return {
    name: 'probe',
    design,
    sizes,
    settings: settings.map(([name, value]) => [name, DRAWN.test(name) ? drawn(name, value, below) : value]),
    neuron: { alphaLow: below(0x1000), threshold: 0x80 + below(0x400) },
    weights: {
      inp: weights(sizes.inputs * sizes.neurons, 127),
      rec: weights(sizes.neurons * sizes.neurons, 40),
      out: weights(sizes.neurons * sizes.outputs, 127),
    },
    train: [sample(), sample()],
    test: [sample()],
  };
}

/** Half of the registers keep the value that is known to learn, so that the chip is rarely silent. */
function drawn(name: RegisterName, value: number, below: (n: number) => number): number {
  if (below(2) === 0) return value;
  // With bit 2 the chip waits for a label in every step, which the protocol does not send.
  if (name === 'REGUL_MODE') return below(4);
  const { bits, signed } = registerNamed(REFERENCE, name)!;
  const any = Math.floor(below(2 ** 16) * 2 ** 16 + below(2 ** 16)) % 2 ** bits;
  return signed ? any - 2 ** (bits - 1) : any;
}

function randomSample(below: (n: number) => number, { inputs, outputs }: TaskSizes): Sample {
  const events: InputEvent[] = [];
  for (let tick = 0; tick < TICKS; tick++)
    for (let n = below(2 * EVENTS_PER_TICK); n > 0; n--) events.push({ neuron: below(inputs), tick });
  return { events, label: below(outputs), labelTick: TICKS >> 1, ticks: TICKS };
}
