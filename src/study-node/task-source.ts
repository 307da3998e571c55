/** The tasks of a study: made from settings and a seed, and the hash of what they are made from. */
import { join } from 'node:path';
import { builtInTask } from '../data/tasks/built-in.js';
import { generateTask, type GeneratedTask } from '../data/tasks/generated-task.js';
import { loadTask, TASK_NAMES } from '../data/tasks/load-task.js';
import type { Task } from '../data/task.js';
import { taskOnDesign } from '../data/tasks/task-on-design.js';
import { taskImage } from '../data/task-image.js';
import { designOf } from '../design/design.js';
import { hashOf, hashOfFile } from '../files/hash.js';
import type { FirmwareImage } from '../firmware/image.js';
import { closest } from '../text/closest.js';
import { EXIT, usageError, UserError } from '../text/errors.js';
import { quote } from '../text/quote.js';
import { canonicalJson } from '../study/canonical-json.js';
import { withNeurons } from './neuron-settings.js';
import type { SimulationSettings } from '../study/points/settings.js';

/** Epochs of the program that trains: more than any study takes, which ends it after the epochs of its point. */
const ENDLESS_EPOCHS = 10_000;
/** Samples whose data stand for a generator and its seed. */
const PROBE_SAMPLES = 2;

/** What decides which task is trained. */
export type TaskSettings = Pick<
  SimulationSettings,
  'task' | 'samples' | 'neurons' | 'chip' | 'alphaLow' | 'threshold' | 'leakSpread' | 'constants'
> & { readonly seed: string };

/** A task and the program that trains it. */
export interface TrainableTask {
  readonly task: Task;
  readonly image: FirmwareImage;
}

/** Makes tasks; those of the same settings once. @param directory that names of files are relative to. */
export class TaskSource {
  private readonly tasks = new Map<string, Promise<TrainableTask>>();
  private readonly programs = new Map<string, Promise<string>>();
  private readonly digests = new Map<string, Promise<string>>();

  /** @param most tasks that are held. */
  constructor(
    private readonly directory: string,
    private readonly most = 8,
  ) {}

  /** The task of some settings; other members of them do not matter. @throws UserError for data that cannot be read. */
  async trainable({
    task,
    samples,
    neurons,
    chip,
    alphaLow,
    threshold,
    leakSpread,
    constants,
    seed,
  }: TaskSettings): Promise<TrainableTask> {
    const settings = { task, samples, neurons, chip, alphaLow, threshold, leakSpread, constants, seed };
    const key = canonicalJson(settings);
    const found = this.tasks.get(key);
    if (found) return found;
    const made = this.make(settings as TaskSettings);
    this.tasks.set(key, made);
    // The oldest goes, so that memory does not grow with the number of points.
    if (this.tasks.size > this.most) this.tasks.delete(this.tasks.keys().next().value!);
    return made;
  }

  /** Hash of all data that a task is made from, and of the program that trains it. */
  async digest(task: SimulationSettings['task'], seed: string): Promise<string> {
    const key = canonicalJson({ task, seed });
    const found = this.digests.get(key);
    if (found) return found;
    const made = this.digestOf(task, seed);
    this.digests.set(key, made);
    return made;
  }

  private async make(settings: TaskSettings): Promise<TrainableTask> {
    const task = await this.taskOf(settings);
    return { task, image: await imageWith(task, settings.constants ?? {}) };
  }

  /** @param onRead is called with every file that is read. @throws UserError for a task that a study cannot score. */
  private async taskOf(
    { task: source, samples, seed, neurons, chip, alphaLow, threshold, leakSpread }: TaskSettings,
    onRead: (file: string) => void = () => undefined,
  ): Promise<Task> {
    const name = 'data' in source ? this.pathOf(source.data) : source.name;
    if ('name' in source) requireBuiltIn(name);
    const design = designOf(chip);
    const { task } =
      neurons === undefined
        ? await loadTask(name, { samples, seed, onRead, design })
        : { task: taskOnDesign(generateTask(resized(name, neurons), samples, seed), design) };
    if (task.kind === 'regression')
      throw usageError(`task ${name}: a regression; studies score the accuracy of classifications`);
    return withNeurons(task, { alphaLow, threshold, leakSpread, seed });
  }

  private async digestOf(source: SimulationSettings['task'], seed: string): Promise<string> {
    const files: string[] = [];
    // What a generator gives for a seed shows in its first samples; making all of them would take longer than a run.
    const probe = { task: source, samples: PROBE_SAMPLES, seed };
    const task = await this.taskOf(probe, (file) => void files.push(file));
    // The program counts as it is assembled, so that its comments do not matter.
    const data = files.filter((file) => file !== task.program);
    return digest([
      ...(await Promise.all(data.map(hashOfFile))),
      await this.programOf(source, task),
      taskText(task),
    ]);
  }

  /** The program of a task, which does not depend on the seed. */
  private programOf(source: SimulationSettings['task'], task: Task): Promise<string> {
    const key = canonicalJson(source);
    const found = this.programs.get(key) ?? taskImage(task, ENDLESS_EPOCHS).then(programText);
    this.programs.set(key, found);
    return found;
  }

  private pathOf(name: string): string {
    return join(this.directory, name);
  }
}

/** The program of a task. @throws UserError for a constant that it does not have. */
async function imageWith(task: Task, constants: Readonly<Record<string, number>>): Promise<FirmwareImage> {
  const image = await taskImage(task, ENDLESS_EPOCHS);
  const names = Object.keys(constants);
  if (names.length === 0) return image;
  const known = image.symbols.filter(({ type }) => type === 'constant').map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UserError(
      `the program of task ${task.name} has no constant (.equ) ${quote(unknown)}${closest(unknown, known)}`,
      EXIT.BAD_INPUT,
    );
  return taskImage(task, ENDLESS_EPOCHS, new Map(Object.entries(constants)));
}

/** @throws UserError for a name that no built-in task has; data are given by `data` instead. */
function requireBuiltIn(name: string): void {
  if (builtInTask(name)) return;
  throw new UserError(
    `there is no built-in task ${quote(name)}${closest(name, TASK_NAMES)}; there are ${TASK_NAMES.join(', ')}; 'data' names a directory or a task file`,
    EXIT.BAD_INPUT,
  );
}

/** A built-in task with another number of recurrent neurons. @throws UserError for a task whose weights are given. */
function resized(name: string, neurons: number): GeneratedTask {
  const task = builtInTask(name);
  if (!task)
    throw new UserError(
      `the task of data in ${name} has its own number of neurons: 'neurons' needs a built-in task (${TASK_NAMES.join(', ')})`,
      EXIT.BAD_INPUT,
    );
  const settings = task.settings.filter(([register]) => register !== 'NUM_REC');
  return { ...task, sizes: { ...task.sizes, neurons }, settings };
}

const digest = (parts: readonly string[]): string => hashOf(new TextEncoder().encode(parts.join('\n')));

/** What a program does, without the names and lines of its sources, which change with a comment, and without weights. */
const programText = ({ code, entry, memory }: FirmwareImage): string =>
  canonicalJson({
    entry,
    code: hashOf(new Uint8Array(code.buffer, code.byteOffset, code.byteLength)),
    memory: memory
      .filter(({ kind }) => kind === 'data')
      .map(({ bytes, ...section }) => ({ ...section, bytes: hashOf(bytes) })),
  });

const taskText = ({ sizes, settings, neuron, weights, train, test }: Task): string =>
  canonicalJson({
    sizes,
    settings,
    neuron,
    weights: [weights.inp, weights.rec, weights.out].map((bank) => hashOf(new Uint8Array(bank.buffer))),
    train,
    test,
  });
