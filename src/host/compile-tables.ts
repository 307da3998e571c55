/** Compiles the built-in energy tables: the last step of `npm run build`. */
import { readFileSync } from 'node:fs';
import { readTable } from '../energy/read-table.js';
import { writeWhole } from '../io/output.js';
import { builtInFile, builtInTables, compiledFile, type CompiledTable } from './compiled-tables.js';

for (const name of builtInTables()) {
  const file = builtInFile(name);
  const source = readFileSync(file, 'utf8');
  const compiled: CompiledTable = { source, table: readTable(source, file) };
  writeWhole(compiledFile(name), JSON.stringify(compiled));
}
