/** `sextant isa`: register map and instruction set for people, tools, C drivers and debuggers. */
import { Command, Option } from 'commander';
import { withFiles } from '../files/declared-files.js';
import { STANDARD } from '../files/destination.js';
import { isaHeader } from '../isa/export-c.js';
import { isaJson } from '../isa/export-json.js';
import { isaMarkdown } from '../isa/export-markdown.js';
import { isaSvd } from '../isa/export-svd.js';
import type { Design } from '../design/design.js';
import { chipOption, chipOr, type ChipOption } from './chip-option.js';
import { VERSION } from './version.js';

const FORMATS = {
  md: isaMarkdown,
  json: isaJson,
  c: isaHeader,
  svd: (design: Design) => isaSvd(VERSION, design),
};

interface IsaOptions extends ChipOption {
  readonly format: keyof typeof FORMATS;
  readonly json?: boolean;
  readonly output?: string;
}

export function isaCommand(): Command {
  return new Command('isa')
    .description('print registers, memories, pins, instructions and the image format')
    .addOption(
      new Option('--format <format>', 'md, json, C header or CMSIS-SVD')
        .choices(Object.keys(FORMATS))
        .default('md'),
    )
    .addOption(chipOption())
    .option('--json', 'the same as --format json')
    .option('-o, --output <file>', 'file to write instead of standard output')
    .addHelpText('after', '\nExample:\n  sextant isa --format c -o sextant.h')
    .action((options: IsaOptions) =>
      withFiles(async (files) => {
        const output = files.writes(options.output ?? STANDARD, '-o');
        const design = await chipOr(options, files);
        files.check();
        output.write(FORMATS[options.json === true ? 'json' : options.format](design));
      }),
    );
}
