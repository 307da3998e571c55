/** The built-in tables, and text to damage. */
import { readFileSync } from 'node:fs';
import { readTable } from '../../src/energy/table/read-table.js';
import type { EnergyTable } from '../../src/energy/table/table.js';
import { projectPath } from '../project.js';

export const tableText = (name: string): string =>
  readFileSync(projectPath(`isa/energy/${name}.yaml`), 'utf8');
export const builtIn = (name: string): EnergyTable => readTable(tableText(name), `${name}.yaml`);
