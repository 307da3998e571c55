/** `sextant disasm`: a firmware image as source. */
import { Command } from 'commander';
import { disassemble } from '../asm/disassembler.js';
import { withFiles, type DeclaredFiles } from '../files/declared-files.js';
import { STANDARD } from '../files/destination.js';
import { chipOption, type ChipOption } from './chip-option.js';
import { jsonOption, type ReportOptions } from './options.js';
import { loadImage } from './program.js';
import { printJson } from './report.js';

interface DisasmOptions extends ChipOption, ReportOptions {
  readonly output?: string;
}

export function disasmCommand(): Command {
  return new Command('disasm')
    .description('write a firmware image as source that assembles to the same bytes')
    .argument('<image>', 'firmware image (.sxi); - for standard input')
    .option('-o, --output <file>', 'file to write instead of standard output')
    .addOption(chipOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  sextant asm firmware/blink.s -o blink.sxi\n  sextant disasm blink.sxi -o blink-again.s',
    )
    .action((file: string, options: DisasmOptions) => withFiles((files) => disasm(file, options, files)));
}

async function disasm(file: string, options: DisasmOptions, files: DeclaredFiles): Promise<void> {
  const output = files.writes(options.output ?? STANDARD, '-o');
  const { image } = await loadImage(file, options.chip === undefined ? {} : { chip: options.chip }, files);
  files.check();
  const source = disassemble(image);
  if (options.json !== true) output.write(source);
  else {
    if (options.output !== undefined) output.write(source);
    printJson({ image: file, ...(options.output === undefined ? { source } : { output: options.output }) });
  }
}
