/** `sextant disasm`: a firmware image as source. */
import { Command } from 'commander';
import { disassemble } from '../asm/disassembler.js';
import { writeWhole } from '../files/output.js';
import { readProgram } from './program.js';
import { printJson } from './shell.js';

export function disasmCommand(): Command {
  return new Command('disasm')
    .description('write a firmware image as source that assembles to the same bytes')
    .argument('<image>', 'firmware image (.sxi)')
    .option('-o, --output <file>', 'file to write instead of the terminal')
    .option('--json', 'print the source as one JSON string')
    .addHelpText('after', '\nExample:\n  sextant disasm blink.sxi -o blink-again.s')
    .action(async (file: string, options: { output?: string; json?: boolean }) => {
      const text = disassemble((await readProgram(file)).image);
      if (options.output !== undefined) writeWhole(options.output, text);
      else if (options.json === true) printJson({ image: file, source: text });
      else process.stdout.write(text);
    });
}
