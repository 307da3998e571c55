/** Designs as command lines and tasks name them: built-in ones by name, others from files, and single parameters. */
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { designOf, type Design } from '../design/design.js';
import { DesignError } from '../design/parameters.js';
import { combinePairs, readPair, type GivenParameters } from '../design/read-design.js';
import { packagePath } from '../files/package-root.js';
import { readText } from '../files/text.js';
import { closest } from '../text/closest.js';
import { badInput, EXIT, usageError, UserError } from '../text/errors.js';
import { quote } from '../text/quote.js';

const ENDING = '.yaml';

/** Names of the designs that come with the project. */
export const builtInDesigns = (): string[] =>
  readdirSync(packagePath('designs'))
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .sort();

/** How a text that names a design is read. */
export interface DesignSource {
  /** Takes each file that is read. */
  readonly declare: (file: string) => void;
  /** What has the text, for messages; default: `--chip`. */
  readonly what?: string;
  /** The path of a design file; default: as it is written. */
  readonly beside?: (path: string) => string;
}

/**
 * The chip that a text names: a built-in design or a file, `key=value` pairs, or both, separated by commas; later ones
 * count, but no pair may contradict another one.
 * @throws UserError for a chip that cannot be, with file and line where a file is wrong.
 */
export async function loadDesign(text: string, source: DesignSource): Promise<Design> {
  const { what = '--chip' } = source;
  const parts = text.split(',').map((part) => part.trim());
  const names: string[] = [];
  const pairs: GivenParameters[] = [];
  let given: GivenParameters = {};
  for (const part of parts) {
    if (part === '') throw usageError(`${what} ${quote(text)}: a design, a file or key=value is needed`);
    const isPair = part.includes('=');
    const found = isPair
      ? { name: part, parameters: usable(what, () => readPair(part)) }
      : await readNamed(part, source);
    given = { ...given, ...found.parameters };
    if (isPair) pairs.push(found.parameters);
    names.push(found.name);
  }
  usable(what, () => combinePairs(pairs));
  // What consists of parameters alone is named by those that differ from the public design.
  const isNamed = parts.some((part) => !part.includes('='));
  const make = (): Design => designOf(given, isNamed ? names.join() : undefined);
  return isNamed && parts.length === 1 ? usableFile(text, make) : usable(what, make);
}

/** A design error of a file. */
function usableFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof DesignError ? badInput(error.message, { file }) : error;
  }
}

/** A design error of the text itself. */
function usable<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof DesignError ? usageError(`${what}: ${error.message}`) : error;
  }
}

/** Whether there is something to read, or a link that leads nowhere, which reading names. */
function isThere(file: string): boolean {
  if (existsSync(file)) return true;
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}

async function readNamed(
  nameOrFile: string,
  { declare, beside = (path) => path }: DesignSource,
): Promise<{ name: string; parameters: GivenParameters }> {
  const builtIn = builtInDesigns();
  const file = builtIn.includes(nameOrFile)
    ? packagePath('designs', nameOrFile + ENDING)
    : beside(nameOrFile);
  if (!isThere(file))
    throw new UserError(
      `there is no design ${quote(nameOrFile)}${closest(nameOrFile, builtIn)}; the built-in designs are ${builtIn.join(', ')}; a file or key=value works, too`,
      EXIT.FILE,
    );
  declare(file);
  // Loaded here because most commands run the public design and need no YAML parser.
  const { MAX_DESIGN_BYTES, readDesignFile } = await import('../design/design-file.js');
  try {
    return readDesignFile(readText(file, MAX_DESIGN_BYTES), file);
  } catch (error) {
    throw error instanceof DesignError ? new UserError(error.message, EXIT.BAD_INPUT) : error;
  }
}
