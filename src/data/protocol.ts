/**
 * How a host plays a task to the chip, as host operations: loading, phases, samples. The same operations, one for one,
 * as the recorded scripts of the benchmark.
 */
import { MEMORIES } from '../../isa/memories.js';
import type { RegisterName } from '../../isa/registers.js';
import type { Operation } from '../host/operations.js';
import { spiHeader } from '../isa/spi.js';
import { registerNamed } from '../isa/registers.js';
import type { Sample, Task } from './task.js';

const CONFIG = 0;
const WEIGHTS_PER_CHUNK = 4;
/** SPI addresses from one pre-synaptic neuron to the next. */
const CHUNKS_PER_ROW = 64;
const CHUNKS_PER_OUT_ROW = 4;

/** Writes one configuration register. */
export function configure(name: RegisterName, value: number): Operation {
  const { address } = registerNamed(name)!;
  return {
    op: 'spiw',
    header: spiHeader({ read: false, code: CONFIG, count: 1, addr: address }),
    data: [value >>> 0],
  };
}

/** Reset, settings, weights and neurons; leaves the chip configured, EN_CONF low. */
export function* loadOperations(task: Task): Generator<Operation> {
  const { inputs, neurons, outputs } = task.sizes;
  yield { op: 'sck', value: 2 };
  yield { op: 'autosnap', value: 0 };
  yield { op: 'rst', value: 5 };
  yield { op: 'wait', value: 10 };
  yield configure('EN_CONF', 1);
  for (const [name, value] of task.settings) yield configure(name, value);
  yield* weightRows('winp', task.weights.inp, inputs, neurons, CHUNKS_PER_ROW);
  yield* weightRows('wrec', task.weights.rec, neurons, neurons, CHUNKS_PER_ROW);
  yield* weightRows('wout', task.weights.out, neurons, outputs, CHUNKS_PER_OUT_ROW);
  const top = ((task.neuron.alphaLow << 20) | (task.neuron.threshold << 4)) >>> 0;
  const state = Array.from({ length: neurons }, () => [0, 0, 0, top]).flat();
  yield { op: 'spiw', header: memoryHeader('neur', 0, state.length), data: state };
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
 * One sample, its outcome taken at the end. From the supervision tick on winners count; when supervised, the label is
 * given then and errors are valid.
 */
export function* sampleOperations(
  sample: Sample,
  supervisionTick: number,
  supervised: boolean,
): Generator<Operation> {
  yield { op: 'sample', value: 1 };
  yield { op: 'wait', value: 5 };
  const now = { tick: 0, recalling: false };
  function* goTo(to: number): Generator<Operation> {
    for (; now.tick < to; now.tick++) yield { op: 'tick' };
  }
  function* recall(): Generator<Operation> {
    now.recalling = true;
    yield* goTo(supervisionTick);
    if (supervised) {
      yield { op: 'tgt', value: sample.label };
      yield { op: 'wait', value: 10 };
      yield { op: 'tvalid', value: 1 };
    }
    yield { op: 'infer', value: 1 };
    yield { op: 'wait', value: 5 };
  }
  for (const event of sample.events) {
    if (!now.recalling && event.tick >= supervisionTick) yield* recall();
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

type Memory = (typeof MEMORIES)[number]['name'];

function memoryHeader(memory: Memory, addr: number, count: number): number {
  const { spiCode } = MEMORIES.find((m) => m.name === memory)!;
  return spiHeader({ read: false, code: spiCode, count, addr });
}

/** One burst a pre-synaptic neuron: four weights a word, the first in the lowest byte. */
function* weightRows(
  memory: Memory,
  weights: Int8Array,
  pres: number,
  posts: number,
  stride: number,
): Generator<Operation> {
  for (let pre = 0; pre < pres; pre++) {
    const data: number[] = [];
    for (let post = 0; post < posts; post += WEIGHTS_PER_CHUNK) {
      let word = 0;
      for (let k = 0; k < WEIGHTS_PER_CHUNK && post + k < posts; k++)
        word |= (weights[pre * posts + post + k]! & 0xff) << (8 * k);
      data.push(word >>> 0);
    }
    yield { op: 'spiw', header: memoryHeader(memory, pre * stride, data.length), data };
  }
}
