/**
 * Mutated networks. Bytes of HDF5 files are changed, which the reader must survive, and contents of graphs, which the
 * mapping must refuse with a line or map to numbers that the chip can hold.
 */
import { readFileSync } from 'node:fs';
import { packagePath } from '../../src/files/package-root.js';
import { encodeHdf5, readHdf5 } from '../../src/hdf5/hdf5-file.js';
import type { Hdf5Dataset, Hdf5Group } from '../../src/hdf5/tree.js';
import { networkJson, readNetworkJson } from '../../src/network/network-file.js';
import { twin } from '../../src/network/chip-twin.js';
import { UserError } from '../../src/text/errors.js';
import { randomSteps, recurrent } from '../network/graphs.js';
import { stagesOf } from '../network/stages.js';
import type { FuzzTarget } from './frame.js';
import { flipBit, mutateBytes } from './mutations.js';
import { Scratch } from './scratch.js';

const SOUND = [
  recurrent('fuzz'),
  recurrent('fuzz', { nested: true }),
  recurrent('other', { inputs: 2, hidden: 3 }),
];
const STEPS = randomSteps('fuzz', 12, 2, 0.5);
/** Milliseconds that reading a file may take: the library can run forever. */
const PATIENCE = 1500;

/** Maps a network. @returns an outcome. */
function map(root: Hdf5Group): string {
  try {
    const { chip } = stagesOf(root, {
      allow: ['clamp-leak', 'layer-delay', 'shared-kappa', 'drop-synapse'],
      outputs: 'spikes',
      bias: 'neuron',
    });
    const { weights: _, ...description } = chip;
    if (networkJson({ ...readNetworkJson(networkJson(chip)), weights: chip.weights }) !== networkJson(chip))
      throw new Error(`the description of ${description.source} does not come back`);
    twin(chip, STEPS);
    return 'mapped';
  } catch (error) {
    if (error instanceof UserError && error.message.startsWith('net.nir: ')) return 'refused';
    throw error;
  }
}

export const hdf5Target: FuzzTarget = {
  name: 'HDF5 files',
  outcomes: ['refused', 'mapped'],
  // A file on which the library breaks down costs a new process.
  inSuite: 40,
  prepare: async () => {
    const scratch = new Scratch();
    // Written by the nir package of Python, compressed and without checksums, and by this project.
    const sound = [readFileSync(packagePath('test/network/data/python.nir')), await encodeHdf5(SOUND[1]!)];
    return {
      // Half of them differ in one bit: others hardly ever pass as HDF5.
      mutate: (random) => (random() < 0.5 ? flipBit(sound[0]!, random) : mutateBytes(sound, random)),
      judge: async (input) => {
        const file = scratch.write('net.nir', input);
        try {
          return map(await readHdf5(file, PATIENCE));
        } catch (error) {
          if (error instanceof UserError && error.message.startsWith(`${file}: `)) return 'refused';
          throw error;
        }
      },
      close: () => scratch.close(),
    };
  },
};

/** A group as JSON, which is what is mutated and kept. */
type Json = { [name: string]: Json } | { shape: number[]; values: (number | string | null)[] };

const isData = (json: Json): json is { shape: number[]; values: (number | string | null)[] } =>
  Array.isArray(json['values']);

function jsonOf(node: Hdf5Group | Hdf5Dataset): Json {
  if (node.kind === 'dataset') return { shape: [...node.shape], values: [...node.values] };
  return Object.fromEntries([...node.members].map(([name, member]) => [name, jsonOf(member)]));
}

function groupOf(json: Json): Hdf5Group | Hdf5Dataset {
  if (!isData(json))
    return {
      kind: 'group',
      members: new Map(Object.entries(json).map(([name, member]) => [name, groupOf(member)])),
    };
  const { shape, values } = json;
  const isText = values.some((value) => typeof value === 'string');
  return {
    kind: 'dataset',
    shape,
    values: isText ? values.map(String) : Float64Array.from(values, (v) => (v === null ? NaN : Number(v))),
  };
}

const NUMBERS = [0, -1, 1, 0.5, 1e-300, 1e300, Infinity, NaN, 257, 1e7];
const WORDS = [
  'LIF',
  'CubaLIF',
  'LI',
  'Linear',
  'Affine',
  'Input',
  'Output',
  'NIRGraph',
  'Conv2d',
  'lif',
  'input',
  '',
];

/** Changes one member of a tree. */
function change(json: Json, random: () => number): void {
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  if (isData(json)) {
    const { shape, values } = json;
    const at = below(Math.max(1, values.length));
    const kind = below(6);
    if (kind === 0) values[at] = pick(NUMBERS);
    else if (kind === 1) values[at] = pick(WORDS);
    else if (kind === 2) values.splice(at, 1);
    else if (kind === 3) shape[below(Math.max(1, shape.length))] = below(12);
    else if (kind === 4) values.fill(pick(NUMBERS));
    else shape.pop();
    return;
  }
  const names = Object.keys(json);
  const name = pick(names.length > 0 ? names : ['none']);
  const kind = below(12);
  if (kind === 0) Reflect.deleteProperty(json, name);
  else if (kind === 1) json[pick(['lif', 'fc9', ...names])] = structuredClone(json[name] ?? {});
  else if (json[name]) change(json[name], random);
}

export const graphTarget: FuzzTarget = {
  name: 'NIR graphs',
  outcomes: ['refused', 'mapped'],
  prepare: () => {
    const sound = SOUND.map((root) => JSON.stringify(jsonOf(root)));
    return {
      mutate: (random) => {
        const json = JSON.parse(sound[Math.floor(random() * sound.length)]!) as Json;
        for (let n = 1 + Math.floor(random() * 2); n > 0; n--) change(json, random);
        return Buffer.from(JSON.stringify(json));
      },
      judge: (input) => map(groupOf(JSON.parse(Buffer.from(input).toString()) as Json) as Hdf5Group),
    };
  },
};
