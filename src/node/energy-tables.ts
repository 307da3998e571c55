/** Energy tables: the built-in ones by name, others as files. */
import { readdirSync, statSync } from 'node:fs';
import { MAX_TABLE_BYTES, readTable, TableError } from '../energy/table/read-table.js';
import type { EnergyTable } from '../energy/table/table.js';
import { closest } from '../text/closest.js';
import { EXIT, UserError } from '../text/errors.js';
import { readText } from '../files/text.js';
import { packagePath } from '../files/package-root.js';

export const DEFAULT_TABLE = 'fdsoi28';

/** Names of the tables that come with the project. */
export const builtInTables = (): string[] =>
  readdirSync(packagePath('isa', 'energy'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length));

/** File of a built-in table. */
export const builtInFile = (name: string): string => packagePath('isa', 'energy', `${name}.yaml`);

/**
 * Loads a table by the name of a built-in one, or from a file.
 * @throws UserError with file and line for anything wrong with it.
 */
export function loadTable(nameOrFile: string = DEFAULT_TABLE): EnergyTable {
  const names = builtInTables();
  if (names.includes(nameOrFile)) return readTableFile(builtInFile(nameOrFile));
  if (!/[./\\]/.test(nameOrFile) && statSync(nameOrFile, { throwIfNoEntry: false }) === undefined)
    throw new UserError(
      `there is no energy table '${nameOrFile}'${closest(nameOrFile, names)}; the built-in tables are ${names.join(', ')}; a file name also works`,
      EXIT.FILE,
    );
  return readTableFile(nameOrFile);
}

function readTableFile(file: string): EnergyTable {
  try {
    return readTable(readText(file, MAX_TABLE_BYTES), file);
  } catch (error) {
    throw error instanceof TableError ? new UserError(error.message, EXIT.BAD_INPUT) : error;
  }
}
