/** Reads a study: YAML text in, checked study out, errors with their line. */
import { badInput, type Place } from '../../text/errors.js';
import { DataError, readObject, type Members, type Path } from '../../text/members.js';
import { quote } from '../../text/quote.js';
import { readYaml, YamlError, type Located } from '../../text/yaml.js';
import { ExpressionError, parseExpression, type Expression } from '../expression.js';
import type { Axis } from '../axes/axis.js';
import { METRIC_NAMES } from '../outcomes/metrics.js';
import type { Search, Study } from '../study.js';
import { refuseImpossible } from './check-points.js';
import { readAxes, readZip } from './read-axes.js';
import { readDevices, readFaults } from './read-imperfections.js';
import { readObjectives, readHalving, readSearch } from './read-search.js';
import {
  readChip,
  readConstants,
  readEnergy,
  readRegisters,
  numericSettings,
  readTask,
  usedAxes,
} from './read-settings.js';

export const STUDY_FORMAT = 'sextant-study';
export const STUDY_VERSION = 1;
/** Largest text of a study. */
export const MAX_STUDY_BYTES = 1 << 20;
const MOST_SEEDS = 1000;

/**
 * Reads and checks a study.
 * @param text YAML.
 * @param file name for messages.
 * @throws UserError with file and line of what is wrong.
 */
export const readStudy = (text: string, file: string): Study => readLocatedStudy(text, file).study;

/** A study, and the lines of its parts, for errors that are found later. */
export interface LocatedStudy {
  readonly study: Study;
  readonly lineOf: Located['lineOf'];
}

/** Reads and checks a study, as {@link readStudy} does. @throws UserError */
export function readLocatedStudy(text: string, file: string): LocatedStudy {
  const document = readDocument(text, file);
  try {
    refuseControlCharacters(document.data, []);
    const study = readObject(document.data, studyOf);
    refuseImpossible(study);
    return { study, lineOf: document.lineOf };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    const place: Place = { file, line: document.lineOf(error.path) };
    throw badInput(error.message, place);
  }
}

function readDocument(text: string, file: string): Located {
  try {
    return readYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw badInput(`column ${error.column}: not valid YAML: ${error.message}`, { file, line: error.line });
  }
}

/** Texts of a study are printed: control characters would command the terminal. Line feeds and tabs are harmless. */
function refuseControlCharacters(data: unknown, path: Path, seen = new Set<object>()): void {
  if (typeof data === 'string' && /[^\P{Cc}\n\t]/u.test(data))
    throw new DataError(path, `${quote(data)}: control characters are not possible`);
  if (typeof data !== 'object' || data === null || seen.has(data)) return;
  // Anchors may be there many times, and within themselves.
  seen.add(data);
  for (const [key, value] of Object.entries(data))
    refuseControlCharacters(value, [...path, Array.isArray(data) ? Number(key) : key], seen);
}

function studyOf(m: Members): Study {
  m.exactly('format', STUDY_FORMAT);
  m.exactly('version', STUDY_VERSION, `; this build reads version ${STUDY_VERSION}`);
  const name = m.line('name');
  const question = m.has('question') ? m.line('question') : undefined;
  const axes = m.object('axes', readAxes);
  const names = axes.map((axis) => axis.name);
  const halving = m.has('halving') ? m.object('halving', readHalving) : undefined;
  const search: Search = m.has('search') ? m.object('search', readSearch) : { method: 'grid' };
  if (halving && search.method === 'nsga2')
    throw m.wrong('halving', 'nsga2 chooses its points itself: halving needs another search method');
  if (m.has('faults') && m.has('devices'))
    throw m.wrong('devices', "give 'faults' of SRAM cells or memristive 'devices', not both");
  const study: Study = {
    name,
    ...(question === undefined ? {} : { question }),
    axes,
    zip: m.has('zip') ? readZip(m, axes) : [],
    task: m.object('task', (task) => readTask(task, names, halving)),
    seeds: m.has('seeds') ? readSeeds(m) : ['1'],
    chip: m.has('chip') ? m.object('chip', (chip) => readChip(chip, names)) : new Map(),
    registers: m.has('registers') ? m.object('registers', (r) => readRegisters(r, names)) : new Map(),
    constants: m.has('constants') ? m.object('constants', (c) => readConstants(c, names)) : new Map(),
    ...(m.has('faults') ? { faults: m.object('faults', (faults) => readFaults(faults, names)) } : {}),
    ...(m.has('devices') ? { devices: m.object('devices', (devices) => readDevices(devices, names)) } : {}),
    energy: m.has('energy')
      ? m.object('energy', (energy) => readEnergy(energy, names))
      : { table: { text: 'fdsoi28' } },
    where: m.has('where') ? readConditions(m, 'where', names) : [],
    objectives: m.object('objectives', readObjectives),
    require: m.has('require') ? readConditions(m, 'require', [...METRIC_NAMES, ...names]) : [],
    search,
    ...(halving ? { halving } : {}),
  };
  refuseUnusedAxes(m, study, axes);
  refuseTextsAsNumbers(study);
  refuseEndlessGrid(m, study);
  return study;
}

function readSeeds(m: Members): string[] {
  const value = m.all['seeds'];
  if (Array.isArray(value)) {
    const seeds = m.scalars('seeds').map(String);
    if (new Set(seeds).size !== seeds.length) throw m.wrong('seeds', 'a seed is there twice');
    return seeds;
  }
  const count = m.count('seeds', 1);
  if (count > MOST_SEEDS) throw m.wrong('seeds', `${count} seeds; at most ${MOST_SEEDS} are possible`);
  return Array.from({ length: count }, (_, i) => String(i + 1));
}

/** Conditions, each with the line of its own in messages. */
function readConditions(m: Members, key: string, names: readonly string[]): Expression[] {
  return m.lines(key).map((text, i) => {
    try {
      return parseExpression(text, names);
    } catch (error) {
      throw error instanceof ExpressionError ? m.wrong(key, error.message, i) : error;
    }
  });
}

/** An axis that no setting uses would multiply the points without changing them. */
function refuseUnusedAxes(m: Members, study: Study, axes: readonly Axis[]): void {
  const used = usedAxes(study);
  const unused = axes.find(({ name }) => !used.has(name));
  if (unused)
    throw m.wrong(
      'axes',
      `no setting uses the axis '${unused.name}': write its name where its value is needed, such as 'KAPPA: ${unused.name}' in registers`,
    );
}

/** A text among the values of an axis that a setting calculates with is a slip; its points would all be left out. */
function refuseTextsAsNumbers(study: Study): void {
  const numeric = new Set(numericSettings(study).flatMap((expression) => expression?.names ?? []));
  for (const { name, values = [] } of study.axes) {
    const item = values.findIndex((value) => typeof value !== 'number');
    if (item >= 0 && numeric.has(name))
      throw new DataError(
        ['axes', name, item],
        `${String(values[item])} is not a number, and a setting calculates with '${name}'`,
      );
  }
}

/** Grids, and optimisers' crossovers of them, need values one by one. */
function refuseEndlessGrid(m: Members, { search, axes }: Study): void {
  if (search.method !== 'grid') return;
  const endless = axes.find(({ values }) => values === undefined);
  if (endless)
    throw m.wrong(
      'axes',
      `a grid needs the values of '${endless.name}' one by one: give its range 'step' or 'points', or choose another search method`,
    );
}
