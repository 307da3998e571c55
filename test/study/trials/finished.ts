/** A finished study of thousands of results: run again, priced again, verified. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { resultNames, writeStudy } from '../study-directory.js';
import { measured } from './command.js';
import { manyPoints } from './speed.js';

const TABLE = fileURLToPath(new URL('../../../isa/energy/fdsoi28.yaml', import.meta.url));

/** Measures. @param directory an empty one, or one where this was called before. @returns lines that say what was found. */
export async function runFinished(directory: string, points = 1000): Promise<string[]> {
  const table = readFileSync(TABLE, 'utf8');
  const study = writeStudy(directory, `${manyPoints(points)}energy: { table: ./table.yaml }\n`);
  writeFileSync(join(study, 'table.yaml'), table);
  await measured('study', 'run', study, '--jobs', '2', '-q');
  const again = await measured('study', 'run', study, '--json');
  writeFileSync(join(study, 'table.yaml'), table.replace('energy: 1.9 pJ', 'energy: 3.8 pJ'));
  const priced = await measured('study', 'collect', study);
  const run = await measured('study', 'run', study, '--json');
  const verified = await measured('study', 'verify', study, '--sample', '2%');
  const simulated = ({ stdout }: { stdout: string }): number =>
    (JSON.parse(stdout) as { simulated: number }).simulated;
  return [
    `${resultNames(study).length} results`,
    `run again: ${simulated(again)} simulated, ${again.seconds.toFixed(1)} s (CPU time ${again.cpuSeconds.toFixed(1)} s)`,
    `another energy table: priced again in ${priced.seconds.toFixed(1)} s (CPU time ${priced.cpuSeconds.toFixed(1)} s), ${simulated(run)} simulated`,
    verified.stdout.trim(),
  ];
}
