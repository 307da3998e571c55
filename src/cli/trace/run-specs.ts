/**
 * The two runs of a comparison, from the command line: a program for each, and settings for both or for one of them.
 */
import { Option, type Command } from 'commander';
import type { Engine } from '../../chip/chip.js';
import { ENGINES } from '../../chip/engines.js';
import { Intervention } from '../../compare/intervention.js';
import type { RunSpec } from '../../compare/run-side.js';
import { parseSetting, type Setting } from '../../compare/setting.js';
import { parseOperation } from '../../host/operations.js';
import { Program } from '../../run/program.js';
import { badInput, usageError } from '../../text/errors.js';
import { DeclaredFiles } from '../../files/declared-files.js';
import { readLines } from '../../files/lines.js';
import type { LineBatch } from '../../text/lines.js';
import { designDifference, WIDEST, type Design } from '../../design/design.js';
import { chipOption, type ChipOption } from '../chip-option.js';
import { forDesign, type ForDesign } from '../for-design.js';
import { repeated } from '../options.js';
import {
  isSource,
  loadProgram,
  parseDefine,
  powerUpOf,
  refuseSourceOptions,
  type SourceOptions,
} from '../program.js';

/** Settings of both runs; those that end in `A` or `B` are for that run alone. */
interface Settings {
  engine?: Engine;
  define?: ReadonlyMap<string, number>;
  data?: string;
  seed?: string;
  set?: ForDesign<Setting>[];
}
type OfOne<Side extends 'A' | 'B'> = { [Name in keyof Settings as `${Name}${Side}`]?: Settings[Name] };

export interface RunSpecOptions extends Settings, OfOne<'A'>, OfOne<'B'>, ChipOption {
  flip?: ForDesign<Intervention>[];
}

const NAMES = ['engine', 'define', 'data', 'seed', 'set'] as const;

/** Adds each option three times: for both runs, for run A, for run B. */
export function runSpecOptions(command: Command): Command {
  for (const [suffix, of, hidden] of [
    ['', 'both runs', false],
    ['-a', 'run A', true],
    ['-b', 'run B', true],
  ] as const) {
    const add = (flags: string, text: string): Option => {
      const [name = '', value = ''] = flags.split(' ');
      const option = new Option(`${name}${suffix} ${value}`, `${of}: ${text}`).hideHelp(hidden);
      command.addOption(option);
      return option;
    };
    add('--engine <name>', 'engine: auto (default), cycle or turbo').choices(ENGINES);
    add(
      '--define <name=number>',
      'source: value of a constant instead of that of its .equ; may be repeated',
    ).argParser(parseDefine);
    add('--data <dir>', 'source: directory to take its data files from, by name');
    add('--seed <text>', 'random contents of the SRAMs at power-up, instead of 0');
    add(
      '--set <place=value>',
      'a register, wherever the program writes it (KAPPA=48), or a place at a point (wrec[5][17]=-3@sample=30); may be repeated',
    ).argParser(repeated(forDesign(parseSetting)));
  }
  return command
    .addOption(chipOption())
    .addOption(
      new Option('--flip <bit@position>', 'run B: flip a bit, such as wrec[5][17].3@sample=30').argParser(
        repeated(forDesign((text, design) => Intervention.parseFlip(text, design))),
      ),
    );
}

/** The first given option that has a meaning only for runs, not for recorded traces. */
function runOption(options: RunSpecOptions): string | undefined {
  if (options.flip) return '--flip';
  for (const name of NAMES)
    for (const suffix of ['', 'A', 'B'] as const)
      if (options[`${name}${suffix}`] !== undefined)
        return `--${name}${suffix === '' ? '' : `-${suffix.toLowerCase()}`}`;
  return undefined;
}

/**
 * The runs of two files; undefined where both are something else, recorded traces most likely.
 * @throws UserError for files that do not go together, or that the options do not suit.
 */
export async function readRunSpecs(
  a: string,
  b: string,
  options: RunSpecOptions,
): Promise<[RunSpec, RunSpec] | undefined> {
  const common = sharedSourceOptions([a, b], options);
  // Nothing is written here, but programs are loaded with their files declared.
  const files = new DeclaredFiles();
  const programOf = async (file: string, side: 'A' | 'B'): Promise<Program | undefined> => {
    const own = ofSide(options, side);
    const { code } = await loadProgram(file, sourceOptionsOf(file, common, own), files);
    if ('script' in code && !(await isScript(file))) return undefined;
    return new Program(file, code, powerUpOf({ seed: own.seed ?? options.seed }));
  };
  const [programA, programB] = [await programOf(a, 'A'), await programOf(b, 'B')];
  if (programA && programB) {
    const { design } = programA;
    const difference = designDifference(programB.design, design);
    if (difference !== '') throw badInput(`this is for another chip than ${a}: ${difference}`, { file: b });
    return [
      { program: programA, ...settingsOf(options, 'A', [], design) },
      { program: programB, ...settingsOf(options, 'B', options.flip ?? [], design) },
    ];
  }
  if (programA || programB)
    throw usageError(
      `${programA ? a : b} is a program to run, ${programA ? b : a} is not: compare two traces or two runs`,
    );
  const given = runOption(options);
  if (given !== undefined) throw usageError(`${given} needs two runs: give host scripts or firmware`);
  return undefined;
}

function ofSide(options: RunSpecOptions, side: 'A' | 'B'): Settings {
  return Object.fromEntries(NAMES.map((name) => [name, options[`${name}${side}`]]));
}

function settingsOf(
  options: RunSpecOptions,
  side: 'A' | 'B',
  flips: readonly ForDesign<Intervention>[],
  design: Design,
): Pick<RunSpec, 'engine' | 'settings'> {
  const { engine = options.engine ?? 'auto', set = [] } = ofSide(options, side);
  const settings = [...(options.set ?? []), ...set, ...flips];
  return { engine, settings: settings.map((setting) => setting(design)) };
}

/** Options that both runs share. @throws UserError if neither file is a source. */
function sharedSourceOptions(files: string[], { define, data, chip }: Settings & ChipOption): SourceOptions {
  if ((define !== undefined || data !== undefined) && !files.some(isSource))
    throw usageError(`--define and --data apply to assembly sources; ${files.join(' and ')} are not sources`);
  return {
    ...(define ? { define } : {}),
    ...(data === undefined ? {} : { data }),
    ...(chip === undefined ? {} : { chip }),
  };
}

function sourceOptionsOf(file: string, common: SourceOptions, own: Settings): SourceOptions {
  const chip = common.chip === undefined ? {} : { chip: common.chip };
  if (!isSource(file)) {
    refuseSourceOptions(file, own);
    return chip;
  }
  const define = new Map([...(common.define ?? []), ...(own.define ?? [])]);
  const data = own.data ?? common.data;
  return { ...(define.size > 0 ? { define } : {}), ...(data === undefined ? {} : { data }), ...chip };
}

/** Whether the first line of a file that is neither blank nor a comment is a host operation. */
async function isScript(file: string): Promise<boolean> {
  const batches: AsyncGenerator<LineBatch, void> = readLines(file);
  try {
    for await (const { lines } of batches) {
      for (const text of lines) {
        if (text.trim() === '' || text.startsWith('#')) continue;
        return canParse(text);
      }
    }
  } finally {
    await batches.return();
  }
  throw badInput('the file is empty', { file, line: 1 });
}

function canParse(text: string): boolean {
  try {
    return parseOperation(text, WIDEST) !== undefined;
  } catch {
    return false;
  }
}
