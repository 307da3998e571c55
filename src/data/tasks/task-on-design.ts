/**
 * A built-in task on a chip of another design: a smaller network where the chip has fewer inputs or neurons, and settings
 * and weights that keep membranes, traces and the mean change of a weight at the scale of the public design.
 */
import type { RegisterName } from '../../../isa/registers.js';
import { REFERENCE, type Design } from '../../design/design.js';
import type { Sample, Task, TaskSizes } from '../task.js';

/** A membrane of this many bits has room above the firing thresholds of the tasks. */
const LEAST_MEMBRANE_BITS = 12;
const BOUNDS: readonly RegisterName[] = ['THR_H_0', 'THR_H_1', 'THR_H_2', 'THR_H_3'];

/**
 * The task fitted to a chip; the task itself for the public design.
 *
 * Inputs that the chip does not have share those it has, in order; of the neurons the first are taken.
 */
export function taskOnDesign(task: Task, design: Design): Task {
  if (design.isReference) return task;
  const sizes = {
    inputs: Math.min(task.sizes.inputs, design.inputs),
    neurons: Math.min(task.sizes.neurons, design.neurons),
    outputs: task.sizes.outputs,
  };
  const inputOf = (input: number): number => Math.floor((input * sizes.inputs) / task.sizes.inputs);
  const moved = (samples: readonly Sample[]): Sample[] =>
    samples.map((sample) => ({
      ...sample,
      events: sample.events.map(({ neuron, tick }) => ({ neuron: inputOf(neuron), tick })),
    }));
  return {
    ...task,
    design,
    sizes,
    settings: settingsOn(task.settings, sizes, design),
    neuron: neuronsOn(task.neuron, design),
    weights: weightsOn(task, sizes, design),
    train: moved(task.train),
    ...(task.validation ? { validation: moved(task.validation) } : {}),
    test: moved(task.test),
  };
}

/** Bits by which a step of a weight is coarser than that of the public design. */
const coarserBy = ({ weightBits }: Design): number => REFERENCE.weightBits - weightBits;
/** Bits by which a membrane is too narrow for the firing thresholds. */
const narrowerBy = ({ membraneBits }: Design): number => Math.max(0, LEAST_MEMBRANE_BITS - membraneBits);

/** A value that would leave the range of its register stays at its limit. */
function settingsOn(settings: Task['settings'], sizes: TaskSizes, design: Design): Task['settings'] {
  const coarser = coarserBy(design);
  const narrower = narrowerBy(design);
  const moves: Partial<Record<RegisterName, readonly [by: number, most: number]>> = {
    FP_LOC_WINP: [coarser - narrower, 7],
    FP_LOC_WREC: [coarser - narrower, 7],
    FP_LOC_WOUT: [coarser, 7],
    FP_LOC_TINP: [design.inputTraceBits - REFERENCE.inputTraceBits, 7],
    FP_LOC_TREC: [design.recurrentTraceBits - REFERENCE.recurrentTraceBits, 7],
    FP_LOC_TOUT: [design.outputTraceBits - REFERENCE.outputTraceBits, 7],
    // Errors are weighted by output weights, which are smaller numbers where they have fewer bits.
    LEARN_SIG_SCALE: [coarser, 15],
    LR_P_WINP: [-coarser, 31],
    LR_P_WREC: [-coarser, 31],
    LR_P_WOUT: [-coarser, 31],
  };
  const counts: Partial<Record<RegisterName, number>> = {
    NUM_INP: sizes.inputs - 1,
    NUM_REC: sizes.neurons - 1,
    NUM_OUT: sizes.outputs - 1,
  };
  return settings.map(([name, value]) => {
    const [by, most] = moves[name] ?? [0, Infinity];
    const scaled = BOUNDS.includes(name) ? value >> narrower : Math.min(most, value + by);
    return [name, counts[name] ?? (by === 0 ? scaled : Math.max(0, scaled))] as const;
  });
}

function neuronsOn(neuron: Task['neuron'], design: Design): Task['neuron'] {
  const narrower = narrowerBy(design);
  if ('threshold' in neuron) return { ...neuron, threshold: neuron.threshold >> narrower };
  return neuron.map((pair) => ({ ...pair, threshold: pair.threshold >> narrower }));
}

/** The weights of the first inputs and neurons, in the steps of the chip. */
function weightsOn({ weights, sizes: from }: Task, to: TaskSizes, design: Design): Task['weights'] {
  const { weightLeast, weightMost } = design;
  const step = 2 ** coarserBy(design);
  const part = (all: Int8Array, rows: number, columns: number, allColumns: number): Int8Array =>
    Int8Array.from({ length: rows * columns }, (_, i) => {
      const weight = all[Math.floor(i / columns) * allColumns + (i % columns)]!;
      return Math.max(weightLeast, Math.min(weightMost, Math.round(weight / step)));
    });
  return {
    inp: part(weights.inp, to.inputs, to.neurons, from.neurons),
    rec: part(weights.rec, to.neurons, to.neurons, from.neurons),
    out: part(weights.out, to.neurons, to.outputs, from.outputs),
  };
}
