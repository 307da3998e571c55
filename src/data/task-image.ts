/** A task as a firmware image: the program in `firmware/`, assembled with the task's data in place of its own. */
import { basename } from 'node:path';
import { IMAGE_LIMITS } from '../../isa/image.js';
import { assemble } from '../asm/assembler.js';
import type { AssemblerFiles } from '../asm/source-files.js';
import type { FirmwareImage } from '../firmware/image.js';
import { readWhole } from '../files/bytes.js';
import { packagePath } from '../files/package-root.js';
import { usageError } from '../text/errors.js';
import { formatWeights } from './dat.js';
import { streamOf } from './event-files.js';
import type { Task } from './task.js';

/** Tick and word of an event in an image. */
const BYTES_PER_ITEM = 8;

/**
 * Assembles the program of a task.
 * @throws AssemblyError when its weights do not fit the program, UserError when there are too many samples.
 */
export async function taskImage(task: Task, epochs: number): Promise<FirmwareImage> {
  const items = [...task.train, ...task.test].reduce((n, sample) => n + sample.events.length + 2, 0);
  if (BYTES_PER_ITEM * items > IMAGE_LIMITS.bytes)
    throw usageError(
      `${items} events are more than an image holds (${IMAGE_LIMITS.bytes} bytes): take fewer samples`,
    );
  const name = `${task.name}.s`;
  const source = new TextDecoder().decode(await readWhole(packagePath('firmware', name)));
  const defines = new Map([['EPOCHS', epochs]]);
  return (await assemble(name, source, dataOf(task), defines)).image;
}

/** The files of a task, from memory. */
function dataOf(task: Task): AssemblerFiles {
  const { sizes, weights } = task;
  const texts: Record<string, string> = {
    'weights_inp.dat': formatWeights(weights.inp, sizes.neurons),
    'weights_rec.dat': formatWeights(weights.rec, sizes.neurons),
    'weights_out.dat': formatWeights(weights.out, sizes.outputs),
  };
  const samples: Record<string, Task['train']> = {
    'dataset_train.dat': task.train,
    'dataset_test.dat': task.test,
  };
  const find = <T>(files: Record<string, T>, path: string): Promise<T> => {
    const found = files[basename(path)];
    return found === undefined
      ? Promise.reject(new Error(`the task has no ${basename(path)}`))
      : Promise.resolve(found);
  };
  return {
    text: (path) => find(texts, path),
    bytes: async (path) => new TextEncoder().encode(await find(texts, path)),
    events: async (path, { labelTick }) =>
      streamOf(await find(samples, path), labelTick ?? task.supervisionTick),
  };
}
