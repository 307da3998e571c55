/**
 * How a host plays a task to the chip, as host operations: loading, phases, samples. The same operations, one for one,
 * as the recorded scripts of the benchmark.
 */
import type { RegisterName } from '../../isa/registers.js';
import { REFERENCE, type Design } from '../design/design.js';
import type { Operation } from '../host/operations.js';
import { registerAddress } from '../isa/registers.js';
import { memoryWrite, registerWrite } from '../isa/spi.js';
import { weightChunks, weightRows, type WeightMemory } from '../isa/weight-words.js';
import { neuronChunks, settingsOf, type Sample, type Task } from './task.js';

/** Writes one configuration register. */
export const configure = (name: RegisterName, value: number): Operation => ({
  op: 'spiw',
  ...registerWrite(registerAddress(name), value),
});

/** Reset, settings, weights and neurons; leaves the chip configured, EN_CONF low. */
export function* loadOperations(task: Task): Generator<Operation> {
  const { inputs, neurons, outputs } = task.sizes;
  const { design = REFERENCE } = task;
  yield { op: 'sck', value: 2 };
  yield { op: 'autosnap', value: 0 };
  yield { op: 'rst', value: 5 };
  yield { op: 'wait', value: 10 };
  yield configure('EN_CONF', 1);
  for (const [name, value] of settingsOf(task)) yield configure(name, value);
  yield* rowOperations(design, 'winp', task.weights.inp, inputs, neurons);
  yield* rowOperations(design, 'wrec', task.weights.rec, neurons, neurons);
  yield* rowOperations(design, 'wout', task.weights.out, neurons, outputs);
  yield { op: 'spiw', ...memoryWrite('neur', 0, neuronChunks(task)) };
  yield configure('EN_CONF', 0);
  yield { op: 'wait', value: 50 };
}

/** Sets which weights learn (DO_EPROP) for the samples to come. */
export function* phaseOperations(doEprop: number): Generator<Operation> {
  yield configure('EN_CONF', 1);
  yield configure('DO_EPROP', doEprop);
  yield configure('EN_CONF', 0);
  yield { op: 'wait', value: 50 };
}

/**
 * One sample, its outcome taken at the end. From the tick of its label on winners count; when supervised, the label is given
 * then and errors are valid.
 */
export function* sampleOperations(sample: Sample, supervised: boolean): Generator<Operation> {
  yield { op: 'sample', value: 1 };
  yield { op: 'wait', value: 5 };
  const now = { tick: 0, recalling: false };
  function* goTo(to: number): Generator<Operation> {
    for (; now.tick < to; now.tick++) yield { op: 'tick' };
  }
  function* recall(): Generator<Operation> {
    now.recalling = true;
    yield* goTo(sample.labelTick);
    if (supervised) {
      yield { op: 'tgt', value: sample.label };
      yield { op: 'wait', value: 10 };
      yield { op: 'tvalid', value: 1 };
    }
    yield { op: 'infer', value: 1 };
    yield { op: 'wait', value: 5 };
  }
  for (const event of sample.events) {
    if (!now.recalling && event.tick >= sample.labelTick) yield* recall();
    yield* goTo(event.tick);
    yield { op: 'aer', value: event.neuron };
  }
  if (!now.recalling) yield* recall();
  yield* goTo(sample.ticks - 1);
  yield { op: 'sample', value: 0 };
  yield { op: 'wait', value: 5 };
  yield { op: 'pulse' };
  yield { op: 'out' };
  yield { op: 'wait', value: 50 };
  yield { op: 'tvalid', value: 0 };
  yield { op: 'infer', value: 0 };
  yield { op: 'wait', value: 50 };
}

/** One burst a pre-synaptic neuron. */
function* rowOperations(
  design: Design,
  memory: WeightMemory,
  weights: Int8Array,
  pres: number,
  posts: number,
): Generator<Operation> {
  const { chunksPerRow } = weightRows(design, memory);
  for (let pre = 0; pre < pres; pre++) {
    const chunks = weightChunks(design, memory, weights.subarray(pre * posts, (pre + 1) * posts));
    yield { op: 'spiw', ...memoryWrite(memory, pre * chunksPerRow, chunks) };
  }
}
