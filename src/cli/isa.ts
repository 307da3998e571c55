/** `sextant isa`: register map and instruction set for people, tools, C drivers and debuggers. */
import { Command, Option } from 'commander';
import { isaHeader } from '../isa/export-c.js';
import { isaJson } from '../isa/export-json.js';
import { isaMarkdown } from '../isa/export-markdown.js';
import { isaSvd } from '../isa/export-svd.js';
import { writeWhole } from '../files/output.js';
import { VERSION } from './shell.js';

const FORMATS = { md: isaMarkdown, json: isaJson, c: isaHeader, svd: () => isaSvd(VERSION) };

export function isaCommand(): Command {
  return new Command('isa')
    .description('print registers, memories, pins, instructions and the image format')
    .addOption(
      new Option('--format <format>', 'md, json, C header or CMSIS-SVD')
        .choices(Object.keys(FORMATS))
        .default('md'),
    )
    .option('--json', 'the same as --format json')
    .option('-o, --output <file>', 'file to write instead of the terminal')
    .addHelpText('after', '\nExample:\n  sextant isa --format c -o sextant.h')
    .action((options: { format: keyof typeof FORMATS; json?: boolean; output?: string }) => {
      const text = FORMATS[options.json === true ? 'json' : options.format]();
      if (options.output === undefined) process.stdout.write(text);
      else writeWhole(options.output, text);
    });
}
