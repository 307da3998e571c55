/**
 * A task as a firmware image: a program that is written for it (settings, sizes, data), which includes the loop that all
 * tasks share, `firmware/training.s`.
 */
import { basename } from 'node:path';
import { IMAGE_LIMITS } from '../../isa/image.js';
import { assemble } from '../asm/assembler.js';
import type { AssemblerFiles } from '../asm/source-files.js';
import { MAX_WHOLE_FILE } from '../files/bytes.js';
import { packagePath } from '../files/package-root.js';
import { readText } from '../files/text.js';
import type { FirmwareImage } from '../firmware/image.js';
import { usageError } from '../text/errors.js';
import { formatWeights } from './dat.js';
import { streamOf } from './sample-stream.js';
import { neuronChunks, settingsOf, type Task } from './task.js';

/** Tick and word of an event in an image. */
const BYTES_PER_ITEM = 8;
const LOOP = 'training.s';

/**
 * Assembles the program of a task.
 * @throws UserError when there are too many samples, RangeError when the task contradicts itself.
 */
export async function taskImage(task: Task, epochs: number): Promise<FirmwareImage> {
  const items = [...task.train, ...task.test].reduce((n, sample) => n + sample.events.length + 2, 0);
  if (BYTES_PER_ITEM * items > IMAGE_LIMITS.bytes)
    throw usageError(
      `${items} events are more than an image holds (${IMAGE_LIMITS.bytes} bytes): take fewer samples`,
    );
  return (await assemble(`${task.name}.s`, taskSource(task, epochs), filesOf(task))).image;
}

/** Words of data a line. */
const WORDS_A_LINE = 8;

/** The program of a task, as source. */
export function taskSource(task: Task, epochs: number): string {
  const { inputs, neurons, outputs } = task.sizes;
  const chunks = neuronChunks(task);
  const data = Array.from({ length: Math.ceil(chunks.length / WORDS_A_LINE) }, (_, i) =>
    chunks.slice(WORDS_A_LINE * i, WORDS_A_LINE * (i + 1)),
  );
  return [
    `.equ EPOCHS, ${epochs}`,
    `.include "${LOOP}"`,
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
    '.incdata train, events, "train"',
    '.incdata test, events, "test"',
    '',
  ].join('\n');
}

/** The files of that source, from memory. */
function filesOf(task: Task): AssemblerFiles {
  const { sizes, weights, train, test } = task;
  const bytes: Record<string, string> = {
    'inp.dat': formatWeights(weights.inp, sizes.neurons),
    'rec.dat': formatWeights(weights.rec, sizes.neurons),
    'out.dat': formatWeights(weights.out, sizes.outputs),
  };
  const samples: Record<string, Task['train']> = { train, test };
  const find = <T>(files: Record<string, T>, path: string): Promise<T> => {
    const found = files[basename(path)];
    return found === undefined
      ? Promise.reject(new Error(`the task has no ${basename(path)}`))
      : Promise.resolve(found);
  };
  return {
    text: (path) => Promise.resolve().then(() => readText(packagePath('firmware', path), MAX_WHOLE_FILE)),
    bytes: async (path) => new TextEncoder().encode(await find(bytes, path)),
    events: async (path) => streamOf(await find(samples, path)),
  };
}
