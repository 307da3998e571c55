/** Runs to compare, from texts. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '../../src/asm/assembler.js';
import type { RunSpec } from '../../src/compare/run-side.js';
import { ScriptImporter } from '../../src/sequencer/script-import.js';
import { parseOperation } from '../../src/host/operations.js';
import { linesOf } from '../../src/files/lines.js';
import { Program } from '../../src/run/program.js';
import { noFiles } from '../asm/no-files.js';
import { temporaryDirectory } from '../project.js';

const dir = temporaryDirectory();
let files = 0;

/** A host script. */
export function script(text: string): RunSpec {
  const file = join(dir, `${files++}.host`);
  writeFileSync(file, text);
  return { program: new Program(file, { script: linesOf(file) }) };
}

/** The image that a host script is made into. */
export function imported(text: string): RunSpec {
  const importer = new ScriptImporter();
  text.split('\n').forEach((line, i) => {
    const operation = parseOperation(line);
    if (operation) importer.add(operation, i + 1);
  });
  return { program: new Program('imported.sxi', { image: importer.finish('script.host') }) };
}

/** An assembled source. */
export async function firmware(source: string): Promise<RunSpec> {
  const { image } = await assemble('main.s', source, noFiles);
  return { program: new Program('main.s', { image }) };
}
