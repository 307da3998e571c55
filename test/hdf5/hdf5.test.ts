import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRecordings } from '../../src/data/recordings.js';
import { encodeHdf5, readHdf5 } from '../../src/hdf5/hdf5-file.js';
import { group, memberAt, numbers, texts } from '../../src/hdf5/tree.js';
import { projectPath, temporaryDirectory } from '../project.js';

const dir = temporaryDirectory();
const write = (name: string, contents: Uint8Array): string => {
  const path = join(dir, name);
  writeFileSync(path, contents);
  return path;
};

const tree = group({
  version: texts(['1.0']),
  node: group({
    edges: texts(['a', 'b', 'b', 'longer'], [2, 2]),
    weight: numbers(Float32Array.of(1, 2.5, -3, 4, 5, 6), [2, 3]),
    tau: numbers(Float64Array.of(0.1)),
    one: numbers(Float64Array.of(7), []),
  }),
});

describe('HDF5 files', () => {
  it('give back what was written', async () => {
    const read = await readHdf5(write('a.h5', await encodeHdf5(tree)));
    expect(read).toEqual(tree);
    expect(memberAt(read, 'node/weight')).toMatchObject({ shape: [2, 3] });
    expect(memberAt(read, 'node/none/weight')).toBeUndefined();
  });

  it('that are damaged are refused with a reason', async () => {
    const sound = await encodeHdf5(tree);
    await expect(readHdf5(write('text.h5', Buffer.from('not HDF5')))).rejects.toThrow(
      /text\.h5: byte 0: not an/,
    );
    await expect(readHdf5(write('cut.h5', sound.subarray(0, 900)))).rejects.toThrow(
      /cut\.h5: damaged HDF5 file: ./,
    );
  });

  it('without spikes are not recordings', async () => {
    const path = write('none.h5', await encodeHdf5(tree));
    await expect(readRecordings(path).next()).rejects.toThrow(
      /none\.h5: no one-dimensional data set spikes\/times/,
    );
  });

  it('of spikes give a recording a sample, with times in half precision', async () => {
    // Made with h5py: variable-length rows, which the library here only reads.
    const found: unknown[] = [];
    for await (const { label, sensor, batches } of readRecordings(projectPath('test/events/data/spikes.h5')))
      for await (const { t, x } of batches()) found.push([label, [...t], [...x], sensor()]);
    const ear = { width: 700, height: 1 };
    expect(found).toEqual([
      [4, [250000, 500000, 750000], [3, 699, 0], ear],
      [19, [], [], ear],
      [0, [976.5625, 1e6], [17, 350], ear],
    ]);
  });

  it('that Python wrote, compressed, hold what was in them', async () => {
    const [python, own] = [
      await readHdf5(projectPath('test/network/data/python.nir')),
      await readHdf5(projectPath('firmware/examples/recurrent.nir')),
    ];
    for (const name of ['fc1/weight', 'rec/weight', 'fc2/weight', 'lif/v_threshold', 'li/tau']) {
      const found = memberAt(python, `node/nodes/${name}`);
      expect(found, name).toEqual(memberAt(own, `node/nodes/${name}`));
      expect(found?.kind, name).toBe('dataset');
    }
  });
});
