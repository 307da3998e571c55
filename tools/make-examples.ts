/**
 * Makes the small network and the small recording that the documentation uses: `tsx tools/make-examples.ts`.
 *
 * Both are drawn from a seed: a network of 12 inputs, 32 recurrent neurons and 4 outputs as a training elsewhere could
 * have left it, and a sensor of 16 x 8 pixels that sees a bar go to the right and come back.
 */
import { writeFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import seedrandom from 'seedrandom';
import { packagePath } from '../src/files/package-root.js';
import { encodeHdf5 } from '../src/hdf5/hdf5-file.js';
import { group, numbers, texts, type Hdf5Group } from '../src/hdf5/tree.js';

const INPUTS = 12;
const NEURONS = 32;
const OUTPUTS = 4;
/** Seconds. */
const DT = 1e-3;
const TAU = 20e-3;
const TAU_OUT = 50e-3;

const random = seedrandom('examples');
const gaussian = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

function linear(rows: number, columns: number, deviation: number): Hdf5Group {
  const values = Float32Array.from({ length: rows * columns }, () => deviation * gaussian());
  return group({ type: texts(['Linear']), weight: numbers(values, [rows, columns]) });
}

const border = (type: string, size: number): Hdf5Group =>
  group({ type: texts([type]), shape: numbers(Int32Array.of(size)) });

function neurons(type: 'LIF' | 'LI', size: number, tau: number): Hdf5Group {
  const all = (value: number) => numbers(new Float32Array(size).fill(value));
  const common = { type: texts([type]), tau: all(tau), r: all(tau / DT), v_leak: all(0) };
  return group(type === 'LIF' ? { ...common, v_threshold: all(1), v_reset: all(0) } : common);
}

function network(): Hdf5Group {
  const edges = [
    'input',
    'fc1',
    'fc1',
    'lif',
    'lif',
    'rec',
    'rec',
    'lif',
    'lif',
    'fc2',
    'fc2',
    'li',
    'li',
    'output',
  ];
  const nodes = group({
    input: border('Input', INPUTS),
    fc1: linear(NEURONS, INPUTS, 0.3),
    lif: neurons('LIF', NEURONS, TAU),
    rec: linear(NEURONS, NEURONS, 0.06),
    fc2: linear(OUTPUTS, NEURONS, 0.2),
    li: neurons('LI', OUTPUTS, TAU_OUT),
    output: border('Output', OUTPUTS),
  });
  return group({
    version: texts(['1.0']),
    node: group({ type: texts(['NIRGraph']), edges: texts(edges, [edges.length / 2, 2]), nodes }),
  });
}

function npy(type: string, values: Int16Array | Int32Array | Uint8Array): Uint8Array {
  const header =
    `{'descr': '${type}', 'fortran_order': False, 'shape': (${values.length},), }`.padEnd(117) + '\n';
  const head = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  return Buffer.concat([head, Buffer.from(header), Buffer.from(values.buffer)]);
}

/** A bar two pixels wide that moves a pixel every 10 ms: its front is brighter than before, its back darker. */
function recording(): Uint8Array {
  const events: [t: number, x: number, y: number, p: number][] = [];
  const path = [...Array(16).keys(), ...[...Array(16).keys()].reverse()];
  path.forEach((front, k) => {
    const back = k < 16 ? front - 2 : front + 2;
    for (let y = 0; y < 8; y++)
      for (const [x, p] of [[front, 1] as const, [back, 0] as const])
        if (x >= 0 && x < 16 && random() < 0.8)
          events.push([10_000 * k + Math.floor(3000 * random()), x, y, p]);
  });
  events.sort((a, b) => a[0] - b[0]);
  const column = (k: 0 | 1 | 2 | 3): number[] => events.map((event) => event[k]);
  const arrays = {
    't.npy': npy('<i4', Int32Array.from(column(0))),
    'x.npy': npy('<i2', Int16Array.from(column(1))),
    'y.npy': npy('<i2', Int16Array.from(column(2))),
    'p.npy': npy('|u1', Uint8Array.from(column(3))),
  };
  return zipSync(arrays, { mtime: '2000-01-01' });
}

writeFileSync(packagePath('firmware', 'examples', 'recurrent.nir'), await encodeHdf5(network()));
writeFileSync(packagePath('firmware', 'examples', 'bar.npz'), recording());
