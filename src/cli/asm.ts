/** `sextant asm`: assembles a source to a firmware image. */
import { Command } from 'commander';
import { formatListing } from '../asm/listing.js';
import { writeWhole } from '../files/output.js';
import { assembleFile, hashOf, printLint, sourceOptions, type SourceOptions } from './program.js';
import { print, printJson } from './shell.js';

interface AsmOptions extends SourceOptions {
  output?: string;
  listing?: string;
  json?: boolean;
  quiet?: boolean;
}

export function asmCommand(): Command {
  return sourceOptions(new Command('asm'))
    .description('assemble a source to a firmware image')
    .argument('<source>', 'source file (.s)')
    .option('-o, --output <file>', 'image to write (default: the source with .sxi)')
    .option('--listing <file>', 'write what each line became')
    .option('--json', 'print the summary as JSON')
    .option('-q, --quiet', 'no warnings')
    .addHelpText('after', '\nExample:\n  sextant asm firmware/blink.s -o blink.sxi --listing blink.lst')
    .action(asmAction);
}

async function asmAction(source: string, options: AsmOptions): Promise<void> {
  const assembly = await assembleFile(source, options);
  const { image, bytes } = assembly;
  const output = options.output ?? source.replace(/\.[^./]*$/, '') + '.sxi';
  writeWhole(output, bytes);
  if (options.listing !== undefined) writeWhole(options.listing, formatListing(assembly));
  if (options.quiet !== true) await printLint(image);
  const summary = {
    image: output,
    bytes: bytes.length,
    instructions: image.code.length,
    memoryBytes: image.memory.reduce((n, m) => n + m.memoryBytes, 0),
    samples: image.streams.map((s) => s.samples),
    sha256: hashOf(bytes),
  };
  if (options.json === true) printJson(summary);
  else
    print(
      `${output}: ${summary.bytes} bytes, ${summary.instructions} instructions, ${summary.memoryBytes} bytes of data, ` +
        `${summary.samples.reduce((a, b) => a + b, 0)} samples, sha256 ${summary.sha256.slice(0, 16)}`,
    );
}
