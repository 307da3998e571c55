import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTaskDirectory } from '../../src/data/tasks/task-directory.js';
import { projectPath, temporaryDirectory } from '../project.js';

const own = projectPath('traces/golden/cueacc-own');
const REFERENCE = {
  'dataset_cueAcc_train.dat': 'dataset_train.dat',
  'dataset_cueAcc_test.dat': 'dataset_test.dat',
  'init_rand_weights_inp_cueAcc.dat': 'weights_inp.dat',
  'init_rand_weights_rec_cueAcc.dat': 'weights_rec.dat',
  'init_rand_weights_out_cueAcc.dat': 'weights_out.dat',
};

/** A directory with the committed task, under the names of the reference benchmark; without some files. */
function directory(without: readonly string[] = []): string {
  const dir = temporaryDirectory();
  for (const [name, source] of Object.entries(REFERENCE))
    if (!without.includes(name)) copyFileSync(join(own, source), join(dir, name));
  return dir;
}

describe('a task from a directory', () => {
  it('has the sizes of its weights, and the tick of its labels from the events', async () => {
    const task = await readTaskDirectory(own, 3);
    expect(task.sizes).toEqual({ inputs: 40, neurons: 100, outputs: 2 });
    expect([...task.train, ...task.test].map((s) => s.labelTick)).toEqual([
      2100, 2100, 2100, 2100, 2100, 2100,
    ]);
  });

  it('is found under the names of the reference benchmark', async () => {
    expect(await readTaskDirectory(directory())).toEqual(await readTaskDirectory(own));
  });

  it('may have no test set, and other sizes', async () => {
    const dir = temporaryDirectory();
    const write = (name: string, count: number): void =>
      writeFileSync(join(dir, name), Array.from({ length: count }, (_, i) => (i % 7) - 3).join('\n'));
    write('weights_inp.dat', 5 * 6);
    write('weights_rec.dat', 6 * 6);
    write('weights_out.dat', 6 * 3);
    writeFileSync(join(dir, 'dataset_train.dat'), '1\n4, 2\n-2, 2\n0, 5\n-1, 9\n');
    const task = await readTaskDirectory(dir);
    expect([task.sizes, task.test]).toEqual([{ inputs: 5, neurons: 6, outputs: 3 }, []]);
    expect(task.settings).toContainEqual(['NUM_REC', 5]);
    write('weights_rec.dat', 37);
    await expect(readTaskDirectory(dir)).rejects.toThrow(
      /weights_rec\.dat: 37 recurrent weights are not those of/,
    );
    write('weights_rec.dat', 36);
    write('weights_out.dat', 20);
    await expect(readTaskDirectory(dir)).rejects.toThrow(/weights_out\.dat: 20 weights, which are not 6/);
  });

  it('is refused with file and line where a sample ends before labels begin, or a file is missing', async () => {
    const dir = directory();
    writeFileSync(join(dir, 'dataset_cueAcc_test.dat'), '1\n3, 4\n-2, 1\n-1, 2000\n');
    await expect(readTaskDirectory(dir)).rejects.toThrow(
      /dataset_cueAcc_test\.dat:4: the sample ends at 2000, before labels begin \(2100\)/,
    );
    await expect(readTaskDirectory(directory(['init_rand_weights_out_cueAcc.dat']))).rejects.toThrow(
      /there is no weights_out\.dat, nor one with the name of a task/,
    );
    copyFileSync(join(own, 'dataset_train.dat'), join(dir, 'dataset_train.dat'));
    await expect(readTaskDirectory(dir)).rejects.toThrow(
      /dataset_cueAcc_train\.dat and dataset_train\.dat are of two tasks/,
    );
  });
});
