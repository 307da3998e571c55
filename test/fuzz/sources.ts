/** Mutated assembly sources: each must be refused with places, or give an image that is the same taken apart and put together. */
import { readFileSync } from 'node:fs';
import { assemble, type Assembly } from '../../src/asm/assembler.js';
import { AssemblyError } from '../../src/asm/diagnostics.js';
import { disassemble } from '../../src/asm/disassembler.js';
import { packagePath } from '../../src/files/package-root.js';
import { noFiles } from '../asm/no-files.js';
import type { FuzzTarget } from './frame.js';
import { mutateText } from './mutations.js';

const WORDS =
  '.rept .endr .macro .endm .equ .data .code .weights .config .endconfig .word .byte .align .space .reserve .events ' +
  '.sample .spike .label .end .incdata .include .exact .section \\@ \\x start: li r1, r15 at play cfg KAPPA write( ) , + << ~';

async function judge(bytes: Uint8Array): Promise<string> {
  let assembly: Assembly;
  try {
    assembly = await assemble('x.s', Buffer.from(bytes).toString(), noFiles);
  } catch (error) {
    if (
      error instanceof AssemblyError &&
      /^[^\n:]+:\d+:\d+: [\t\x20-\x7e\u00a0-\uffff]+(\n|$)/.test(error.message)
    )
      return 'refused';
    throw error;
  }
  const again = await assemble('y.s', disassemble(assembly.image), noFiles);
  if (Buffer.compare(again.bytes, assembly.bytes) !== 0)
    throw new Error('taken apart and put together, it is another');
  return 'assembled';
}

export const sourceTarget: FuzzTarget = {
  name: 'assembly sources',
  outcomes: ['refused', 'assembled'],
  prepare: () => {
    const sources = ['blink', 'inference-only', 'readback', 'regression', 'selftest', 'training'].map(
      (name) => readFileSync(packagePath(`firmware/${name}.s`), 'utf8'),
    );
    return { mutate: (random) => mutateText(sources, WORDS.split(' '), random), judge };
  },
};
