/** The description of a task in a YAML file, before the files that it names are read (docs/tasks.md). */
import type { RegisterName } from '../../../isa/registers.js';
import { designDifference, designOf, REFERENCE, type Design } from '../../design/design.js';
import { DesignError } from '../../design/parameters.js';
import { readParameters } from '../../design/read-design.js';
import { readText } from '../../files/text.js';
import { registerNamed, registersOf as allRegisters } from '../../isa/registers.js';
import { badInput, UserError } from '../../text/errors.js';
import { DataError, readObject, type Members } from '../../text/members.js';
import { readYaml, YamlError, type Located } from '../../text/yaml.js';
import type { EventFileOptions } from '../event-files.js';
import type { NeuronParameters, Task, TaskKind, TaskSizes } from '../task.js';
import { loadDesign, type DesignSource } from '../design-files.js';
import { BUILT_IN_TASKS, builtInTask } from './built-in.js';
import type { GeneratedTask } from './generated-task.js';
import type { WeightSpread } from './random-weights.js';

/** First line of a description, and the version of the format. */
export const TASK_FORMAT = 'sextant-task';
const VERSION = 1;
const MAX_BYTES = 1 << 20;

/** The sets of samples of a task. */
export const SETS = ['train', 'validation', 'test'] as const;
export type SetName = (typeof SETS)[number];

/** Where the samples are: a file for each set, or one file of which each set takes a share. */
export type DataDescription =
  | { readonly files: Readonly<Partial<Record<SetName, string>>> }
  | { readonly file: string; readonly shares: Readonly<Partial<Record<SetName, number>>> };

/** Files of weights, or the standard deviation of random ones. */
export type WeightsDescription = Readonly<Record<keyof WeightSpread, string | number>>;

/** The network: described here, or mapped by `sextant import`. */
export type NetworkDescription =
  | { readonly sizes: TaskSizes; readonly weights: WeightsDescription; readonly neuron: NeuronParameters }
  | { readonly directory: string };

/** What a task is made of. */
export interface TaskDescription {
  readonly name: string;
  readonly kind: TaskKind;
  /** The chip that the description names. */
  readonly design?: Design;
  readonly data: DataDescription;
  /** What event files may leave open. */
  readonly events: EventFileOptions;
  /** Regression: files of targets, by the set, or for the one file of samples. */
  readonly targets: Readonly<Partial<Record<SetName | 'samples', string>>>;
  readonly network: NetworkDescription;
  /** The settings that the task begins with, and those that differ. */
  readonly like: GeneratedTask;
  readonly settings: ReadonlyMap<RegisterName, number>;
  readonly program?: string;
}

/**
 * Reads a description.
 * @param given the chip, where the caller has one; the sizes and settings must be possible on it.
 * @param source of design files that the description names.
 * @throws UserError with file and line of what is wrong.
 */
export async function readTaskDescription(
  file: string,
  given: Design | undefined,
  source: Omit<DesignSource, 'what'>,
): Promise<TaskDescription> {
  const text = readText(file, MAX_BYTES);
  let document: Located;
  try {
    document = readYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw badInput(`column ${error.column}: not valid YAML: ${error.message}`, { file, line: error.line });
  }
  const design = await designIn(document, file, source);
  if (design && given && design.hash !== given.hash)
    throw badInput(`the task is for another chip than the given one: ${designDifference(design, given)}`, {
      file,
      line: document.lineOf([DESIGN]),
    });
  try {
    return readObject(document.data, (m) => descriptionOf(m, design, given ?? design ?? REFERENCE));
  } catch (error) {
    throw error instanceof DataError ? placed(error, file, document) : error;
  }
}

const placed = (error: DataError, file: string, document: Located): UserError =>
  badInput(error.message, { file, line: document.lineOf(error.path) });

/** The chip that a description names: as `--chip` takes it, or its parameters as members. */
async function designIn(
  { data, lineOf }: Located,
  file: string,
  source: Omit<DesignSource, 'what'>,
): Promise<Design | undefined> {
  const named = typeof data === 'object' && data !== null && DESIGN in data ? data[DESIGN] : undefined;
  try {
    if (typeof named === 'string') return await loadDesign(named, { ...source, what: DESIGN });
    return named === undefined ? undefined : designOf(readObject(named, readParameters, [DESIGN]));
  } catch (error) {
    if (!(error instanceof DesignError || error instanceof DataError || error instanceof UserError))
      throw error;
    throw badInput(error.message, {
      file,
      line: lineOf(error instanceof DataError ? error.path : [DESIGN]),
    });
  }
}

const DESIGN = 'design';

/** @param named the chip that the description names. @param chip that the task is for. */
function descriptionOf(m: Members, named: Design | undefined, chip: Design): TaskDescription {
  m.exactly('format', TASK_FORMAT);
  m.exactly('version', VERSION);
  const kind = m.has('kind') ? m.oneOf('kind', ['classification', 'regression']) : 'classification';
  const like = likeOf(m, kind);
  const program = m.has('program') ? { program: m.line('program') } : {};
  // It was read before, because sizes and settings depend on it.
  if (m.has(DESIGN)) m.skip(DESIGN);
  return {
    name: m.line('name'),
    kind,
    ...(named ? { design: named } : {}),
    ...m.object('data', (d) => dataOf(d, kind)),
    network: networkOf(m, like, chip),
    like,
    settings: m.has('settings') ? m.object('settings', (s) => registersOf(s, chip)) : new Map(),
    ...program,
  };
}

/** The built-in task that this one is like: one of the same kind. */
function likeOf(m: Members, kind: TaskKind): GeneratedTask {
  const names = BUILT_IN_TASKS.filter((task) => (task.kind ?? 'classification') === kind).map(
    (task) => task.name,
  );
  return builtInTask(m.has('like') ? m.oneOf('like', names) : names[0]!)!;
}

function networkOf(m: Members, like: GeneratedTask, chip: Design): NetworkDescription {
  if (m.has('network')) {
    const own = ['sizes', 'weights', 'neurons'].find((name) => m.has(name));
    if (own !== undefined) throw m.wrong(own, 'the network has its own: leave this out, or `network`');
    return { directory: m.line('network') };
  }
  return {
    sizes: m.object('sizes', (s) => sizesOf(s, chip)),
    weights: m.object('weights', (w) => ({
      inp: fileOrSpread(w, 'inp'),
      rec: fileOrSpread(w, 'rec'),
      out: fileOrSpread(w, 'out'),
    })),
    neuron: m.has('neurons') ? m.object('neurons', neuronsOf) : singleNeuron(like),
  };
}

/** Built-in tasks have the same parameters for all neurons. */
const singleNeuron = ({ neuron }: GeneratedTask): NeuronParameters =>
  'threshold' in neuron ? neuron : neuron[0]!;

function sizesOf(m: Members, chip: Design): TaskSizes {
  const size = (name: keyof TaskSizes): number => {
    const value = m.count(name, 1);
    if (value > chip[name]) throw m.wrong(name, `${value}, but the chip has ${chip[name]}`);
    return value;
  };
  return {
    inputs: size('inputs'),
    neurons: size('neurons'),
    outputs: size('outputs'),
  };
}

function dataOf(m: Members, kind: TaskKind): Pick<TaskDescription, 'data' | 'events' | 'targets'> {
  const data = m.has('samples')
    ? { file: m.line('samples'), shares: m.object('split', sharesOf) }
    : { files: { train: m.line('train'), ...optionalLines(m, ['validation', 'test']) } };
  const targets =
    kind === 'regression'
      ? m.object('targets', (t) => optionalLines(t, 'file' in data ? ['samples'] : SETS))
      : {};
  return {
    data,
    targets,
    events: {
      ...(m.has('label-tick') ? { labelTick: m.count('label-tick') } : {}),
      ...(m.has('ticks') ? { ticks: m.count('ticks', 1) } : {}),
    },
  };
}

/** Members that need not be there. */
const optionalLines = <Name extends string>(
  m: Members,
  names: readonly Name[],
): Partial<Record<Name, string>> =>
  Object.fromEntries(names.flatMap((name) => (m.has(name) ? [[name, m.line(name)]] : []))) as Partial<
    Record<Name, string>
  >;

/** Shares of the samples; their sum is 1. */
function sharesOf(m: Members): Partial<Record<SetName, number>> {
  const names = SETS.filter((name) => m.has(name));
  const shares = Object.fromEntries(names.map((name) => [name, m.number(name, 0, 1)])) as Partial<
    Record<SetName, number>
  >;
  const sum = Object.values(shares).reduce((a, b) => a + b, 0);
  if (Math.abs(sum - 1) > 1e-9) throw m.wrong(names[0] ?? 'train', `the shares add up to ${sum}, not to 1`);
  return shares;
}

/** A file of weights, or the standard deviation of random ones. */
function fileOrSpread(m: Members, name: keyof WeightSpread): string | number {
  const value = m.textOrNumber(name);
  if (typeof value === 'number' && !(value >= 0 && value <= 127))
    throw m.wrong(name, `a file, or a standard deviation from 0 to 127, is expected, not ${value}`);
  return value;
}

const neuronsOf = (m: Members): NeuronParameters => ({
  alphaLow: wholeNumber(m, 'alpha-low', 0, 0xfff),
  threshold: wholeNumber(m, 'threshold', -0x8000, 0x7fff),
});

/** Registers by name; sizes and phase have places of their own. */
function registersOf(m: Members, chip: Design): ReadonlyMap<RegisterName, number> {
  return new Map(
    m.names.map((name) => {
      const spec = registerNamed(chip, name);
      if (!spec || name.startsWith('NUM_') || name === 'DO_EPROP' || name === 'EN_CONF')
        throw m.wrong(name, 'not a register that a task may set');
      const [least, most] = spec.signed
        ? [-(2 ** (spec.bits - 1)), 2 ** (spec.bits - 1) - 1]
        : [0, 2 ** spec.bits - 1];
      return [spec.name, wholeNumber(m, name, least, most)] as const;
    }),
  );
}

function wholeNumber(m: Members, name: string, least: number, most: number): number {
  const value = m.number(name, least, most);
  if (!Number.isInteger(value)) throw m.wrong(name, `a whole number is expected, not ${value}`);
  return value;
}

/** Registers with those that differ, in the order in which they are written; sizes are left out. */
export function mergedSettings(
  chip: Design,
  base: Task['settings'],
  ...changes: readonly ReadonlyMap<RegisterName, number>[]
): Task['settings'] {
  const values = new Map(base.filter(([name]) => !name.startsWith('NUM_')));
  for (const own of changes) for (const [name, value] of own) values.set(name, value);
  return allRegisters(chip).flatMap(({ name }) => {
    const value = values.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
}
