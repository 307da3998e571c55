/** Energy tables: the built-in ones by name, others from files. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { tableFromData } from '../energy/table/table-data.js';
import type { EnergyTable } from '../energy/table/table.js';
import { packagePath } from '../files/package-root.js';
import { readText } from '../files/text.js';
import { closest } from '../text/closest.js';
import { EXIT, UserError } from '../text/errors.js';

export const DEFAULT_TABLE = 'fdsoi28';

/** Names of the tables that come with the project. */
export const builtInTables = (): string[] =>
  readdirSync(packagePath('isa', 'energy'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length));

/** File of a built-in table. */
export const builtInFile = (name: string): string => packagePath('isa', 'energy', `${name}.yaml`);

/** A built-in table as the build leaves it (tools/build.ts), because a YAML parser takes longer to load than pricing. */
export interface CompiledTable {
  /** The YAML text that the data were read from. */
  readonly text: string;
  readonly data: unknown;
}

/** File of a compiled table. */
export const compiledFile = (name: string): string => packagePath('dist', 'energy', `${name}.json`);

/** File of a table, given by the name of a built-in one or by its own. */
export const tableFile = (nameOrFile: string = DEFAULT_TABLE): string =>
  builtInTables().includes(nameOrFile) ? builtInFile(nameOrFile) : nameOrFile;

/**
 * Loads a table by the name of a built-in one, or from a file.
 * @throws UserError with file and line for anything wrong with it.
 */
export async function loadTable(nameOrFile: string = DEFAULT_TABLE): Promise<EnergyTable> {
  const names = builtInTables();
  if (names.includes(nameOrFile)) return compiledTable(nameOrFile) ?? readTableFile(builtInFile(nameOrFile));
  if (!/[./\\]/.test(nameOrFile) && statSync(nameOrFile, { throwIfNoEntry: false }) === undefined)
    throw new UserError(
      `there is no energy table '${nameOrFile}'${closest(nameOrFile, names)}; the built-in tables are ${names.join(', ')}; a file name also works`,
      EXIT.FILE,
    );
  return readTableFile(nameOrFile);
}

/** @returns undefined where the table's YAML text has changed since the build, or nothing was built. */
function compiledTable(name: string): EnergyTable | undefined {
  const file = compiledFile(name);
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined;
  const { text, data } = JSON.parse(readFileSync(file, 'utf8')) as CompiledTable;
  return text === readFileSync(builtInFile(name), 'utf8') ? tableFromData(data) : undefined;
}

async function readTableFile(file: string): Promise<EnergyTable> {
  // Loaded here because the built-in tables are compiled and need no YAML parser.
  const { MAX_TABLE_BYTES, readTable, TableError } = await import('../energy/table/read-table.js');
  try {
    return readTable(readText(file, MAX_TABLE_BYTES), file);
  } catch (error) {
    throw error instanceof TableError ? new UserError(error.message, EXIT.BAD_INPUT) : error;
  }
}
