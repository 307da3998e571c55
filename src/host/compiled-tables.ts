/**
 * The built-in energy tables, read and checked once and for all by the build (compile-tables.ts), so that pricing a run
 * needs neither YAML nor a check.
 *
 * A compiled table holds the text it was made from: where the table's file says something else by now, or nothing was
 * compiled, the file is read, which takes longer and gives the same.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EnergyTable } from '../energy/table.js';

export interface CompiledTable {
  /** The YAML. */
  readonly source: string;
  readonly table: EnergyTable;
}

const sources = fileURLToPath(new URL('../../../isa/energy/', import.meta.url));
const compiled = fileURLToPath(new URL('../../isa/energy/', import.meta.url));

/** Names of the tables that come with the project. */
export const builtInTables = (): string[] =>
  readdirSync(sources)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.slice(0, -'.yaml'.length));

/** File of a built-in table. */
export const builtInFile = (name: string): string => join(sources, `${name}.yaml`);

/** File of its compiled form. */
export const compiledFile = (name: string): string => join(compiled, `${name}.json`);

/** The compiled form of a built-in table; undefined where its file says something else by now. */
export function compiledTable(name: string): EnergyTable | undefined {
  const file = compiledFile(name);
  if (!existsSync(file)) return undefined;
  const { source, table } = JSON.parse(readFileSync(file, 'utf8')) as CompiledTable;
  return source === readFileSync(builtInFile(name), 'utf8') ? table : undefined;
}
