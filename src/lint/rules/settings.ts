/** Rules on what must be set before the first tick: registers, memories, seeds. */
import { NEURON_FIELDS } from '../../../isa/memories.js';
import type { RegisterName } from '../../../isa/registers.js';
import { registersOf } from '../../isa/registers.js';
import { chunksOfWeights, weightRows, type WeightMemory } from '../../isa/weight-words.js';
import type { ProgramModel, Rule } from '../model.js';

type Get = (name: RegisterName) => number;

/** Registers that matter under a condition. */
interface Needed {
  readonly when: (get: Get) => boolean;
  readonly names: readonly RegisterName[];
}

const learns =
  (bit: number) =>
  (get: Get): boolean =>
    (get('DO_EPROP') & bit) !== 0;
const ANY = 7;
const regularises =
  (mode: number, weights: number) =>
  (get: Get): boolean =>
    learns(ANY)(get) && (get('REGUL_MODE') & mode) !== 0 && (get('REGUL_W') & weights) !== 0;
const isSet =
  (name: RegisterName) =>
  (get: Get): boolean =>
    get(name) !== 0;

/** Registers without a reset value. */
const REGISTERS_NEEDED: readonly Needed[] = [
  { when: isSet('LOCAL_TICK'), names: ['CYCLES_PER_TICK'] },
  {
    when: learns(3),
    names: ['THR_H_0', 'THR_H_1', 'THR_H_2', 'THR_H_3', 'H_0', 'H_1', 'H_2', 'H_3', 'H_4'],
  },
  { when: learns(1), names: ['LR_R_WINP', 'LR_P_WINP'] },
  { when: learns(2), names: ['LR_R_WREC', 'LR_P_WREC'] },
  { when: learns(4), names: ['LR_R_WOUT', 'LR_P_WOUT'] },
  { when: (get) => learns(ANY)(get) && get('REGUL_MODE') !== 0, names: ['REGUL_F0'] },
  { when: regularises(2, 1), names: ['REGUL_K_INP_R', 'REGUL_K_INP_P'] },
  { when: regularises(2, 2), names: ['REGUL_K_REC_R', 'REGUL_K_REC_P'] },
  { when: regularises(1, 3), names: ['REGUL_K_MUL'] },
  { when: isSet('NOISE_EN'), names: ['NOISE_STR'] },
];

/** Seeds of the random generators in use. */
const SEEDS_NEEDED: readonly Needed[] = [
  { when: learns(1), names: ['SEED_INP'] },
  { when: learns(2), names: ['SEED_REC'] },
  { when: learns(4), names: ['SEED_OUT'] },
  { when: isSet('EN_STOCH_ROUND'), names: ['SEED_STRND_NEUR', 'SEED_STRND_ONEUR'] },
  {
    when: (get) => isSet('EN_STOCH_ROUND')(get) && learns(ANY)(get),
    names: ['SEED_STRND_TINP', 'SEED_STRND_TREC', 'SEED_STRND_TOUT'],
  },
  { when: isSet('NOISE_EN'), names: ['SEED_NOISE_NEUR'] },
];
/** Seeds that hold two of 15 bits, one a generator. */
const PAIRS: readonly RegisterName[] = [
  'SEED_STRND_NEUR',
  'SEED_STRND_TINP',
  'SEED_STRND_TREC',
  'SEED_STRND_TOUT',
];

const inUse = (needed: readonly Needed[], { get }: ProgramModel): RegisterName[] =>
  needed.filter((n) => n.when(get)).flatMap((n) => n.names);

export const settingsRule: Rule = {
  firstTick(m) {
    if (m.blind) return;
    sizes(m);
    neuronCount(m);
    registers(m);
    seeds(m);
    memories(m);
    leaks(m);
  },
};

function sizes({ get, design, report }: ProgramModel): void {
  for (const [name, most, what] of [
    ['NUM_INP', design.inputs, 'inputs'],
    ['NUM_REC', design.neurons, 'neurons'],
  ] as const)
    if (get(name) >= most)
      report({
        name: 'size-beyond-chip',
        message: `${name} is ${get(name)}, which counts ${get(name) + 1} ${what}: chip ${design.name} has ${most}`,
        cure: `write ${name} ${most - 1} or less`,
      });
}

function neuronCount({ get, report }: ProgramModel): void {
  const last = Math.max(get('NUM_INP'), get('NUM_REC'), get('NUM_OUT'));
  if (last % 2 !== 0) return;
  report({
    name: 'odd-neuron-count',
    message: `the largest of NUM_INP, NUM_REC, NUM_OUT is ${last}, an odd count: neuron ${last} is never stepped`,
    cure: `make it ${last + 1}`,
  });
}

function registers(m: ProgramModel): void {
  const unset = inUse(REGISTERS_NEEDED, m).filter((name) => !m.written.has(name));
  if (unset.length > 0)
    m.report({
      name: 'register-never-written',
      message: `${unset.join(', ')}: no reset value and not written before the first tick`,
      cure: 'write them (cfg); silicon powers up with anything in them',
    });
}

/** A generator whose state is 0 gives zeros for ever; a reset gives each a state that is not. */
function seeds(m: ProgramModel): void {
  const isZero = (name: RegisterName): boolean => {
    const value = m.written.get(name);
    if (value === undefined) return false;
    return PAIRS.includes(name) ? (value & 0x7fff) === 0 || value >>> 15 === 0 : value === 0;
  };
  const bad = inUse(SEEDS_NEEDED, m).filter((name) => isZero(name) || !(m.wasReset || m.written.has(name)));
  if (bad.length === 0) return;
  m.report({
    name: 'generator-not-seeded',
    message: `${bad.join(', ')}: ${
      bad.some(isZero)
        ? 'a seed of 0 (in one half, where it holds two), from which a generator gives zeros for ever'
        : 'neither a reset (rst) nor a seed before the first tick: silicon powers up with anything in the generators'
    }`,
    cure: 'reset the chip (rst) and write seeds that are not 0, with EN_CONF 1',
  });
}

/** Memories that steps read: neuron parameters, and the weights of all that may spike. */
function memories(m: ProgramModel): void {
  const { get, design } = m;
  const inputs = Math.min(get('NUM_INP') + 1, design.inputs);
  const neurons = neuronsOf(m);
  const outputs = get('NUM_OUT') + 1;
  // A step visits as many neurons as there are inputs or outputs, where these are more: all of them need a threshold.
  const visited = pairsBelow(Math.max(inputs, neurons, outputs));
  const unset = visited.filter((pair) => parameters(m, pair) === undefined).length;
  unwritten(m, 'neur (thresholds and leaks)', unset, visited.length);
  weights(m, 'winp', inputs, neurons);
  weights(m, 'wrec', neurons, neurons);
  weights(m, 'wout', neurons, outputs);
}

function weights(m: ProgramModel, name: WeightMemory, rows: number, columns: number): void {
  const { chunksPerRow } = weightRows(m.design, name);
  const chunks = chunksOfWeights(m.design, name, columns);
  let unset = 0;
  for (let row = 0; row < rows; row++)
    for (const chunk of chunks) if (!m.memories[name].has(row * chunksPerRow + chunk)) unset++;
  unwritten(m, name, unset, rows * chunks.length);
}

function unwritten(m: ProgramModel, memory: string, unset: number, all: number): void {
  if (unset === 0) return;
  m.report({
    name: 'memory-never-written',
    message: `${memory}: ${unset} of ${all} words in use are not written before the first tick`,
    cure: 'load them over SPI; silicon powers up with anything in them',
  });
}

/** Neurons in use. */
const neuronsOf = ({ get, design }: ProgramModel): number => Math.min(get('NUM_REC') + 1, design.neurons);

/** The pairs of the first neurons of a number. */
const pairsBelow = (neurons: number): number[] =>
  Array.from({ length: Math.ceil(neurons / 2) }, (_, pair) => pair);

/** Pairs of neurons in use. */
const pairsOf = (m: ProgramModel): number[] => pairsBelow(neuronsOf(m));

const LEAK = NEURON_FIELDS.find((f) => f.name === 'alphaLow')!;
const PARAMETER_CHUNK = LEAK.lsb >> 5;

/** The chunk of a pair's word that has its threshold and leak; undefined where it is not written. */
const parameters = ({ memories: { neur } }: ProgramModel, pair: number): number | undefined =>
  neur.get(4 * pair + PARAMETER_CHUNK);

function leaks(m: ProgramModel): void {
  const words = registersOf(m.design).filter((r) => r.name.startsWith('ALPHA_CONF_'));
  const isWhole = (pair: number): boolean => ((m.get(words[pair >> 5]!.name) >>> (pair & 31)) & 1) !== 0;
  const fast = pairsOf(m).filter((pair) => {
    const chunk = parameters(m, pair);
    return chunk !== undefined && chunk >>> (LEAK.lsb & 31) === 0 && !isWhole(pair);
  });
  if (fast.length === 0) return;
  m.report({
    name: 'leak-never-set',
    message: `${fast.length} of ${pairsOf(m).length} pairs of neurons have a leak factor of 0.875 (its low bits and ALPHA_CONF are 0): their membranes forget within a few steps`,
    cure: 'write bits 127 to 116 of the neuron words (0xfff: hardly any leak), or ALPHA_CONF',
  });
}
