/** Energy tables as files. */
import { statSync } from 'node:fs';
import type { EnergyTable } from '../energy/table.js';
import { EXIT, UserError } from '../io/errors.js';
import { readText } from '../io/text.js';
import { closest } from '../isa/closest.js';
import { builtInFile, builtInTables, compiledTable } from './compiled-tables.js';

export const DEFAULT_TABLE = 'fdsoi28';

/**
 * Loads a table by the name of a built-in one, or from a file.
 * @throws UserError with file and line for anything wrong with it.
 */
export async function loadTable(nameOrFile: string = DEFAULT_TABLE): Promise<EnergyTable> {
  const names = builtInTables();
  if (names.includes(nameOrFile))
    return compiledTable(nameOrFile) ?? (await readTableFile(builtInFile(nameOrFile)));
  if (!/[./\\]/.test(nameOrFile) && statSync(nameOrFile, { throwIfNoEntry: false }) === undefined)
    throw new UserError(
      `no energy table '${nameOrFile}'${closest(nameOrFile, names)}; built in are ${names.join(', ')}; or give a file`,
      EXIT.FILE,
    );
  return readTableFile(nameOrFile);
}

async function readTableFile(file: string): Promise<EnergyTable> {
  // Loaded when it is needed: the built-in tables are compiled.
  const { MAX_TABLE_BYTES, readTable, TableError } = await import('../energy/read-table.js');
  try {
    return readTable(readText(file, MAX_TABLE_BYTES), file);
  } catch (error) {
    throw error instanceof TableError ? new UserError(error.message, EXIT.BAD_INPUT) : error;
  }
}
