/** Designs of the command line: built-in ones by name, others from files, and single parameters. */
import { readdirSync, statSync } from 'node:fs';
import { designOf, type Design } from '../design/design.js';
import { DesignError } from '../design/parameters.js';
import { combinePairs, readPair, type GivenParameters } from '../design/read-design.js';
import { packagePath } from '../files/package-root.js';
import { readText } from '../files/text.js';
import { closest } from '../text/closest.js';
import { EXIT, usageError, UserError } from '../text/errors.js';
import { quote } from '../text/quote.js';

const ENDING = '.yaml';

/** Names of the designs that come with the project. */
export const builtInDesigns = (): string[] =>
  readdirSync(packagePath('designs'))
    .filter((name) => name.endsWith(ENDING))
    .map((name) => name.slice(0, -ENDING.length))
    .sort();

/**
 * The chip that `--chip` names: a built-in design or a file, `key=value` pairs, or both, separated by commas; later ones
 * count, but no pair may contradict another one.
 * @param declare takes each file that is read.
 * @throws UserError for a chip that cannot be, with file and line where a file is wrong.
 */
export async function loadDesign(text: string, declare: (file: string) => void): Promise<Design> {
  const parts = text.split(',').map((part) => part.trim());
  const names: string[] = [];
  const pairs: GivenParameters[] = [];
  let given: GivenParameters = {};
  for (const part of parts) {
    if (part === '') throw usageError(`--chip ${quote(text)}: a design, a file or key=value is needed`);
    const isPair = part.includes('=');
    const found = isPair ? { name: part, parameters: pairOf(part) } : await readNamed(part, declare);
    given = { ...given, ...found.parameters };
    if (isPair) pairs.push(found.parameters);
    names.push(found.name);
  }
  usable(() => combinePairs(pairs));
  // What consists of parameters alone is named by those that differ from the public design.
  const isNamed = parts.some((part) => !part.includes('='));
  return usable(() => designOf(given, isNamed ? names.join() : undefined));
}

const pairOf = (text: string): GivenParameters => usable(() => readPair(text));

/** A design error of the command line. */
function usable<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof DesignError ? usageError(`--chip: ${error.message}`) : error;
  }
}

async function readNamed(
  nameOrFile: string,
  declare: (file: string) => void,
): Promise<{ name: string; parameters: GivenParameters }> {
  const builtIn = builtInDesigns();
  const file = builtIn.includes(nameOrFile) ? packagePath('designs', nameOrFile + ENDING) : nameOrFile;
  if (file === nameOrFile && statSync(file, { throwIfNoEntry: false }) === undefined)
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
