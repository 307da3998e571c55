/**
 * A task as a firmware image: a program that is written for it (settings, sizes, data), which includes the loop that all
 * tasks share, `firmware/training.s`.
 */
import { basename, isAbsolute } from 'node:path';
import { IMAGE_LIMITS } from '../../isa/image.js';
import { MEMORY_BYTES } from '../../isa/instructions.js';
import { assemble } from '../asm/assembler.js';
import type { AssemblerFiles } from '../asm/source-files.js';
import { MAX_WHOLE_FILE } from '../files/bytes.js';
import { packagePath } from '../files/package-root.js';
import { readText } from '../files/text.js';
import type { FirmwareImage } from '../firmware/image.js';
import { usageError } from '../text/errors.js';
import { formatWeights } from './dat.js';
import { streamOf } from './sample-stream.js';
import { regressionBytes } from './regression-data.js';
import { neuronChunks, settingsOf, testedSamples, type Sample, type Task, type TaskKind } from './task.js';

/** Tick and word of an event in an image. */
const BYTES_PER_ITEM = 8;
/** The loop of each kind of task. */
const LOOPS: Readonly<Record<TaskKind, string>> = {
  classification: 'training.s',
  regression: 'regression-training.s',
};

/**
 * Assembles the program of a task.
 * @param constants values that take the place of those of `.equ`, by name.
 * @throws UserError when there are too many samples, and for errors in a program of the task's own; RangeError when the
 * task contradicts itself.
 */
export async function taskImage(
  task: Task,
  epochs: number,
  constants?: ReadonlyMap<string, number>,
): Promise<FirmwareImage> {
  const items = [...task.train, ...testedSamples(task)].reduce(
    (n, sample) => n + sample.events.length + 2,
    0,
  );
  if (BYTES_PER_ITEM * items > IMAGE_LIMITS.bytes)
    throw usageError(
      `${items} events are more than an image holds (${IMAGE_LIMITS.bytes} bytes): take fewer samples`,
    );
  const bytes = regressionData(task);
  const size = bytes.train.length + bytes.test.length;
  if (size > MAX_REGRESSION_BYTES)
    throw usageError(
      `${size} bytes of samples are more than data memory holds (${MAX_REGRESSION_BYTES}): take fewer samples`,
    );
  return (
    await assemble(`${task.name}.s`, taskSource(task, epochs), filesOf(task, bytes), constants, task.design)
  ).image;
}

/** Bytes of data memory for the samples of a regression; weights and tables need the rest. */
const MAX_REGRESSION_BYTES = MEMORY_BYTES - (1 << 20);

type RegressionData = Readonly<Record<'train' | 'test', Uint8Array>>;

function regressionData(task: Task): RegressionData {
  const bytes = (samples: readonly Sample[]): Uint8Array =>
    task.kind === 'regression' ? regressionBytes(samples, task.sizes.outputs) : new Uint8Array();
  return { train: bytes(task.train), test: bytes(testedSamples(task)) };
}

/** Words of data a line. */
const WORDS_A_LINE = 8;

/** The program of a task, as source. */
export function taskSource(task: Task, epochs: number): string {
  const { kind = 'classification', program } = task;
  const { inputs, neurons, outputs } = task.sizes;
  const chunks = neuronChunks(task);
  const data = Array.from({ length: Math.ceil(chunks.length / WORDS_A_LINE) }, (_, i) =>
    chunks.slice(WORDS_A_LINE * i, WORDS_A_LINE * (i + 1)),
  );
  return [
    `.equ EPOCHS, ${epochs}`,
    ...(kind === 'regression' ? regressionConstants(task) : []),
    `.include "${program ?? LOOPS[kind]}"`,
    '.data',
    '.align 4',
    '.config setup',
    ...settingsOf(task).map(([name, value]) => `${name} ${value}`),
    '.endconfig',
    `neurons: .word write(NEUR, 0, ${chunks.length})`,
    ...data.map((words) => `.word ${words.join(', ')}`),
    'neurons_end:',
    '.weights',
    `.incdata winp, winp, "inp.dat", ${inputs}, ${neurons}`,
    `.incdata wrec, wrec, "rec.dat", ${neurons}, ${neurons}`,
    `.incdata wout, wout, "out.dat", ${neurons}, ${outputs}`,
    ...sampleData(kind),
    '',
  ].join('\n');
}

const regressionConstants = (task: Task): string[] => [
  `.equ OUTPUTS, ${task.sizes.outputs}`,
  `.equ TRAIN, ${task.train.length}`,
  `.equ TEST, ${testedSamples(task).length}`,
];

const sampleData = (kind: TaskKind): string[] =>
  kind === 'regression'
    ? ['.data', '.align 4', '.incdata train, bytes, "train"', '.incdata test, bytes, "test"']
    : ['.incdata train, events, "train"', '.incdata test, events, "test"'];

/** The files of that source: data from memory, the loop from `firmware/` or beside the program of the task's own. */
function filesOf(task: Task, regression: RegressionData): AssemblerFiles {
  const { sizes, weights, train } = task;
  const encoder = new TextEncoder();
  const bytes: Record<string, Uint8Array> = {
    'inp.dat': encoder.encode(formatWeights(weights.inp, sizes.neurons)),
    'rec.dat': encoder.encode(formatWeights(weights.rec, sizes.neurons)),
    'out.dat': encoder.encode(formatWeights(weights.out, sizes.outputs)),
    ...regression,
  };
  const samples: Record<string, Task['train']> = { train, test: testedSamples(task) };
  const find = <T>(files: Record<string, T>, path: string): Promise<T> => {
    const found = files[basename(path)];
    return found === undefined
      ? Promise.reject(new Error(`the task has no ${basename(path)}`))
      : Promise.resolve(found);
  };
  const source = (path: string): string => (isAbsolute(path) ? path : packagePath('firmware', path));
  return {
    text: (path) => Promise.resolve().then(() => readText(source(path), MAX_WHOLE_FILE)),
    bytes: (path) => find(bytes, path),
    events: async (path) => streamOf(await find(samples, path)),
  };
}
