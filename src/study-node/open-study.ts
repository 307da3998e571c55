/** A study on disk: its file, its store, and the ids of its simulations. */
import { dirname, join, resolve } from 'node:path';
import { isDirectory } from '../files/directory.js';
import { hashOf } from '../files/hash.js';
import { readText } from '../files/text.js';
import { canonicalJson } from '../study/canonical-json.js';
import { MAX_STUDY_BYTES, readLocatedStudy } from '../study/file/read-study.js';
import type { SimulationSettings, StudyPoint } from '../study/points/settings.js';
import { searchSteps } from '../study/search/search.js';
import { newLog } from '../study/search/steps.js';
import type { Study } from '../study/study.js';
import { EXIT, UserError, type Place } from '../text/errors.js';
import { designOf } from '../design/design.js';
import { measureDeviceModel } from './device-model.js';
import { measureFaultModel, measureModelVersion } from './model-version.js';
import { PriceList } from './price-list.js';
import { Store } from './store.js';
import { TaskSource } from './task-source.js';

export const STUDY_FILE = 'study.yaml';
/** Folder of the store beside the study's file. */
const STORE = 'store';

/** One simulation: a point with one seed. */
export interface SimulationId {
  /** SHA-256 of {@link point}, hexadecimal. */
  readonly id: string;
  /** Canonical JSON of all that the result depends on. */
  readonly point: string;
  /** The id without the number of epochs: trainings of any length have their snapshots under it. */
  readonly trainingId: string;
}

export class OpenStudy {
  /** Folder of the study; names of files in it are relative to this. */
  readonly directory: string;
  readonly store: Store;
  readonly tasks: TaskSource;

  /**
   * @param model the semantic version of the model.
   * @param store folder of the results; absent: `store` beside the study's file.
   */
  constructor(
    readonly file: string,
    readonly study: Study,
    readonly model: string,
    store?: string,
  ) {
    this.directory = dirname(resolve(file));
    this.store = new Store(store ?? join(this.directory, STORE));
    this.tasks = new TaskSource(this.directory);
  }

  /** The simulation of some settings with a seed. @throws UserError for data that cannot be read. */
  async simulation(settings: SimulationSettings, seed: string): Promise<SimulationId> {
    const { task, epochs, faults, devices, ...rest } = settings;
    const training = {
      format: 'sextant-point',
      model: this.model,
      data: await this.tasks.digest(task, seed),
      seed,
      ...rest,
      ...(faults && faults.rate > 0 ? { faults: { seed, model: measureFaultModel(), ...faults } } : {}),
      ...(devices ? { devices: { seed, model: measureDeviceModel(), ...devices } } : {}),
    };
    const point = canonicalJson({ ...training, epochs });
    return { id: textHash(point), point, trainingId: textHash(canonicalJson(training)) };
  }
}

const textHash = (text: string): string => hashOf(new TextEncoder().encode(text));

/** File of a study, given by its directory or by itself. */
export const studyFile = (path: string): string => (isDirectory(path) ? join(path, STUDY_FILE) : path);

/**
 * Opens a study, and looks at what it needs before anything runs: its data and its prices.
 * @param path its directory, or its file.
 * @param store folder of the results; absent: beside the file.
 * @throws UserError for anything wrong with the file, and with what it names.
 */
export async function openStudy(path: string, store?: string): Promise<OpenStudy> {
  const file = studyFile(path);
  const { study, lineOf } = readLocatedStudy(readText(file, MAX_STUDY_BYTES), file);
  const open = new OpenStudy(file, study, measureModelVersion(), store);
  const step = searchSteps(study, newLog()).next();
  const points = step.done === true ? [] : step.value;
  await checkNeeds(open, points, (key) => ({ file, line: lineOf([key]) }));
  return open;
}

/** Samples that show whether a task can be made. */
const FEW_SAMPLES = 2;

/** @param placeOf a key of the study. */
async function checkNeeds(
  { study, tasks, directory }: OpenStudy,
  points: readonly StudyPoint[],
  placeOf: (key: string) => Place,
): Promise<void> {
  const [first] = points;
  const [seed] = study.seeds;
  if (!first || seed === undefined) return;
  await located(placeOf('task'), () =>
    tasks.trainable({ ...first.simulation, samples: Math.min(first.simulation.samples, FEW_SAMPLES), seed }),
  );
  const prices = new PriceList(directory);
  const pricings = new Map(points.map(({ pricing }) => [canonicalJson(pricing), pricing]));
  const place = placeOf('energy');
  for (const pricing of pricings.values())
    await located(place, () => prices.at(pricing, designOf(first.simulation.chip)));
}

/** The place in the study, for a file that is not there and for an error that has no place of its own. */
async function located<T>(place: Place, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof UserError && (!error.place || error.exitCode === EXIT.FILE))
      throw new UserError(error.message, error.exitCode, place);
    throw error;
  }
}
