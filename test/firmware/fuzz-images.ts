/** Sound images to mutate: the small programs of `firmware/`, and one with every kind of section. */
import { readFileSync } from 'node:fs';
import { assemble } from '../../src/asm/assembler.js';
import { filesBeside } from '../../src/data/assembler-files.js';
import { projectPath } from '../project.js';

export async function fuzzImages(): Promise<Uint8Array[]> {
  const images: Uint8Array[] = [];
  for (const name of ['blink', 'inference-only', 'readback', 'regression', 'selftest']) {
    const file = projectPath(`firmware/${name}.s`);
    images.push((await assemble(`${name}.s`, readFileSync(file, 'utf8'), filesBeside(file))).bytes);
  }
  return images;
}
