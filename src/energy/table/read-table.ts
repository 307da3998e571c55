/** Reads an energy table: YAML text in, checked table out, errors with their line. */
import { DataError } from '../../text/members.js';
import { tableFromData } from './table-data.js';
import type { EnergyTable } from './table.js';
import { readYaml, YamlError, type Located } from '../../text/yaml.js';

/** A table that cannot be used: message with file and line. */
export class TableError extends Error {
  override name = 'TableError';
}

/** Largest table text read; the built-in ones have some 20 kB. */
export const MAX_TABLE_BYTES = 1 << 20;

/**
 * Reads and checks a table.
 * @param text YAML.
 * @param file name for messages.
 * @throws TableError with file, line and what to do about it.
 */
export function readTable(text: string, file: string): EnergyTable {
  if (text.length > MAX_TABLE_BYTES)
    throw new TableError(`${file}: ${text.length} characters; a table has at most ${MAX_TABLE_BYTES}`);
  const document = readDocument(text, file);
  try {
    return tableFromData(document.data);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw new TableError(`${file}:${document.lineOf(error.path)}: ${error.message}`);
  }
}

function readDocument(text: string, file: string): Located {
  try {
    return readYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new TableError(`${file}:${error.line}:${error.column}: not valid YAML: ${error.message}`);
  }
}
