/** Programs from the command line: host scripts, firmware images, and sources that are assembled on the way. */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { assemble, type Assembly } from '../asm/assembler.js';
import type { Chip } from '../chip/chip.js';
import { filesBeside } from '../data/assembler-files.js';
import { MAX_WHOLE_FILE, readWhole } from '../files/bytes.js';
import type { DeclaredFiles } from '../files/declared-files.js';
import { STANDARD } from '../files/destination.js';
import { fileError } from '../files/file-error.js';
import { firstBytes } from '../files/input.js';
import { linesOf } from '../files/lines.js';
import { readText } from '../files/text.js';
import { ImageError } from '../firmware/image-error.js';
import { designOfImage, looksLikeImage, type FirmwareImage } from '../firmware/image.js';
import { parseImage } from '../firmware/parse.js';
import { parseFaults } from '../faults/fault-text.js';
import { randomPowerUp } from '../host/power-up.js';
import type { ProgramCode } from '../run/program.js';
import { designOfScript } from '../run/script-design.js';
import { badInput, formatPlace, usageError } from '../text/errors.js';
import { chipGiven, chipOption, requireChip, type ChipOption } from './chip-option.js';

const SOURCE = /\.(s|asm)$/i;

/** A first line, after blank ones, that only sources have: a comment with `;`, a directive or a label. */
const FIRST_OF_SOURCE = /^\s*(;|\.[a-z]|[a-z_][\w.]*:)/i;
const SNIFFED_BYTES = 4096;

/** Whether a file is assembled: by its name, and standard input by its first line. */
export const isSource = (file: string): boolean =>
  file === STANDARD
    ? FIRST_OF_SOURCE.test(Buffer.from(firstBytes(file, SNIFFED_BYTES)).toString('latin1'))
    : SOURCE.test(file);

/** How a source is assembled, and the chip that any program is for. */
export interface SourceOptions extends ChipOption {
  /** Values that replace those of `.equ`. */
  readonly define?: ReadonlyMap<string, number>;
  /** Directory of the data files. */
  readonly data?: string;
}

/** Adds the options of a command that takes programs. */
export function sourceOptions(command: Command): Command {
  return command
    .option(
      '--define <name=number>',
      'source: value of a constant instead of that of its .equ; may be repeated',
      parseDefine,
    )
    .option('--data <dir>', 'source: directory to take its data files from, by name')
    .addOption(chipOption());
}

/** Parser of `--define`, which may be repeated. */
export function parseDefine(
  text: string,
  before: ReadonlyMap<string, number> = new Map(),
): ReadonlyMap<string, number> {
  const found = /^([A-Za-z_][\w.]*)=(-?\d{1,10}|0x[\da-f]{1,8})$/i.exec(text);
  if (!found) throw new InvalidArgumentError('NAME=NUMBER is needed.');
  return new Map([...before, [found[1]!, Number(found[2])]]);
}

/** A firmware image, and its bytes. */
export interface LoadedImage {
  readonly image: FirmwareImage;
  readonly bytes: Uint8Array;
}

/**
 * Assembles a source file.
 * @throws AssemblyError with everything that is wrong with it.
 */
export async function assembleFile(
  file: string,
  options: SourceOptions,
  files: DeclaredFiles,
): Promise<Assembly> {
  const { data, define } = options;
  files.reads(file, 'the source');
  if (data !== undefined) requireDirectory(data);
  const text = readText(file, MAX_WHOLE_FILE);
  const beside = filesBeside(file, data, (path) => files.reads(path, 'a file that the source reads'));
  const name = file === STANDARD ? formatPlace({ file }) : basename(file);
  return assemble(name, text, beside, define, await chipGiven(options, files));
}

function requireDirectory(directory: string): void {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(directory).isDirectory();
  } catch (error) {
    throw fileError(error, { file: directory });
  }
  if (!isDirectory) throw usageError(`--data ${directory}: a directory is needed`);
}

/**
 * The firmware image of a file: an image, or a source.
 * @throws UserError when it is neither.
 */
export async function loadImage(
  file: string,
  options: SourceOptions,
  files: DeclaredFiles,
): Promise<LoadedImage> {
  if (isSource(file)) return assembleFile(file, options, files);
  refuseSourceOptions(file, options);
  files.reads(file, 'the firmware image');
  const given = await chipGiven(options, files);
  const bytes = await readWhole(file);
  try {
    const image = parseImage(bytes);
    requireChip(designOfImage(image), given, file);
    return { image, bytes };
  } catch (error) {
    throw error instanceof ImageError ? badInput(error.message, { file }) : error;
  }
}

/** @throws UserError for options of sources, where the file is not one. */
export function refuseSourceOptions(file: string, { define, data }: SourceOptions): void {
  if (define !== undefined || data !== undefined)
    throw usageError(`--define and --data apply to assembly sources; ${file} is not one`);
}

/** A program that can run: the code, and for an image its bytes. */
export type LoadedProgram = { readonly file: string; readonly code: ProgramCode } & Partial<LoadedImage>;

/**
 * The program of a file: a firmware image or source, or else a host script, which is read when it runs.
 * @throws UserError when an image or source is damaged, or a script cannot be opened.
 */
export async function loadProgram(
  file: string,
  options: SourceOptions,
  files: DeclaredFiles,
): Promise<LoadedProgram> {
  if (isSource(file) || /\.sxi$/i.test(file) || looksLikeImage(firstBytes(file, 4))) {
    const { image, bytes } = await loadImage(file, options, files);
    return { file, code: { image }, image, bytes };
  }
  refuseSourceOptions(file, options);
  files.reads(file, 'the host script');
  const script = linesOf(file);
  const given = await chipGiven(options, files);
  const named = await designOfScript(script);
  if (named) requireChip(named, given, file);
  const design = named ?? given;
  return { file, code: { script, ...(design ? { design } : {}) } };
}

/** How chips power up: with random contents if there is a seed, with faulty memories if there are faults. */
export const powerUpOf =
  ({ seed, fault }: { readonly seed?: string | undefined; readonly fault?: string | undefined }) =>
  (chip: Chip): void => {
    if (seed !== undefined) randomPowerUp(seed)(chip);
    if (fault !== undefined) chip.injectFaults(parseFaults(fault));
  };
