/**
 * Firmware programs from the command line: images, or sources assembled on the way.
 *
 * Assembler, image reader and lint are loaded where they are needed: a host script needs none of them.
 */
import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import type { Assembly } from '../asm/assembler.js';
import type { Chip } from '../chip/chip.js';
import { ImageError } from '../firmware/image-error.js';
import { looksLikeImage, type FirmwareImage } from '../firmware/image.js';
import { readWhole } from '../files/bytes.js';
import { fileError } from '../files/file-error.js';
import { badInput, usageError } from '../text/errors.js';

const SOURCE = /\.(s|asm)$/i;

/** Whether a file is assembled, by its name. */
export const isSource = (file: string): boolean => SOURCE.test(file);

/** How a source is to be assembled. */
export interface SourceOptions {
  /** Values that take the place of those of `.equ`. */
  define?: Map<string, number>;
  /** Directory of the data files. */
  data?: string;
}

/** Adds the options of a command that takes sources. */
export function sourceOptions(command: Command): Command {
  return command
    .option('--define <name=number>', 'source: value instead of that of .equ, may be repeated', parseDefine)
    .option('--data <dir>', 'source: take its data files from there, by name');
}

/** Parser of `--define`, which may be repeated. */
export function parseDefine(text: string, before = new Map<string, number>()): Map<string, number> {
  const found = /^([A-Za-z_][\w.]*)=(-?\d{1,10}|0x[\da-f]{1,8})$/i.exec(text);
  if (!found) throw new InvalidArgumentError('NAME=NUMBER is needed.');
  return before.set(found[1]!, Number(found[2]));
}

/** Assembles a source file. */
export async function assembleFile(file: string, options: SourceOptions = {}): Promise<Assembly> {
  if (options.data !== undefined) await requireDirectory(options.data);
  const { assemble } = await import('../asm/assembler.js');
  const { filesBeside } = await import('../data/assembler-files.js');
  const text = new TextDecoder().decode(await readWhole(file));
  return assemble(basename(file), text, filesBeside(file, options.data), options.define);
}

async function requireDirectory(directory: string): Promise<void> {
  const info = await stat(directory).catch((error: unknown) => {
    throw fileError(error, { file: directory });
  });
  if (!info.isDirectory()) throw usageError(`--data ${directory}: a directory is needed`);
}

/**
 * The image of a file: an image, or a source.
 * @throws UserError when it is neither.
 */
export async function readProgram(
  file: string,
  options: SourceOptions = {},
): Promise<{ image: FirmwareImage; bytes: Uint8Array }> {
  if (isSource(file)) return assembleFile(file, options);
  if (options.define !== undefined || options.data !== undefined)
    throw usageError(`--define and --data are for sources, ${file} is none`);
  const { parseImage } = await import('../firmware/parse.js');
  const bytes = await readWhole(file);
  try {
    return { image: parseImage(bytes), bytes };
  } catch (error) {
    if (error instanceof ImageError) throw badInput(error.message, { file });
    throw error;
  }
}

/** The image of a file, undefined when it does not begin as one: a host script, then. */
export async function loadProgram(
  file: string,
  options: SourceOptions = {},
): Promise<FirmwareImage | undefined> {
  if (!isSource(file) && !/\.sxi$/i.test(file) && !looksLikeImage(await firstBytes(file))) return undefined;
  return (await readProgram(file, options)).image;
}

async function firstBytes(file: string): Promise<Uint8Array> {
  try {
    const handle = await open(file);
    try {
      if (!(await handle.stat()).isFile()) return new Uint8Array();
      const { buffer, bytesRead } = await handle.read(new Uint8Array(4), 0, 4, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, { file });
  }
}

/** SHA-256 of an image, to name it by. */
export const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** What the lint finds, as warnings. */
export async function printLint(image: FirmwareImage): Promise<void> {
  const { formatFinding, lintImage } = await import('../lint/lint.js');
  for (const w of lintImage(image)) process.stderr.write(`warning: ${formatFinding(w)}\n`);
}

/** What a chip holds at power-up by `--seed`; undefined: 0. */
export async function powerUpOf(seed: string | undefined): Promise<((chip: Chip) => void) | undefined> {
  return seed === undefined ? undefined : (await import('../host/power-up.js')).randomPowerUp(seed);
}
