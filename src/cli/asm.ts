/** `sextant asm`: assembles a source to a firmware image. */
import { Command } from 'commander';
import { formatListing } from '../asm/listing.js';
import { withFiles, type DeclaredFiles, type DeclaredOutput } from '../files/declared-files.js';
import { STANDARD } from '../files/destination.js';
import { hashOf } from '../files/hash.js';
import { usageError } from '../text/errors.js';
import { allowOption, findingsOf, warnOfFindings, type AllowOptions } from './findings.js';
import { jsonOption, quietOption, type ReportOptions } from './options.js';
import { assembleFile, sourceOptions, type SourceOptions } from './program.js';
import { Report } from './report.js';
import { plural } from '../text/plural.js';

interface AsmOptions extends SourceOptions, ReportOptions, AllowOptions {
  readonly output?: string;
  readonly listing?: string;
}

export function asmCommand(): Command {
  return sourceOptions(new Command('asm'))
    .description('assemble a source to a firmware image')
    .argument('<source>', 'source file (.s); - for standard input')
    .option('-o, --output <file>', 'image to write (default: the source with .sxi)')
    .option('--listing <file>', 'write what each line became')
    .addOption(allowOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', '\nExample:\n  sextant asm firmware/blink.s -o blink.sxi --listing blink.lst')
    .action((source: string, options: AsmOptions) => withFiles((files) => asm(source, options, files)));
}

async function asm(source: string, options: AsmOptions, files: DeclaredFiles): Promise<void> {
  const output = files.writes(options.output ?? imageBeside(source), '-o');
  const listing: DeclaredOutput | undefined =
    options.listing === undefined ? undefined : files.writes(options.listing, '--listing');
  const report = new Report(options, files);
  const assembly = await assembleFile(source, options, files);
  files.check();
  const { image, bytes } = assembly;
  output.write(bytes);
  listing?.write(formatListing(assembly));
  for (const note of assembly.notes) report.note(`note: ${note}`);
  warnOfFindings(await findingsOf({ image }, options), source, report);
  const samples = image.streams.map((s) => s.samples);
  const memoryBytes = image.memory.reduce((n, m) => n + m.memoryBytes, 0);
  const sha256 = hashOf(bytes);
  report.json({
    image: output.file,
    bytes: bytes.length,
    instructions: image.code.length,
    memoryBytes,
    samples,
    sha256,
  });
  report.text(
    `${output.file}: ${bytes.length} bytes, ${plural(image.code.length, 'instruction')}, ${memoryBytes} bytes of data, ` +
      `${plural(
        samples.reduce((a, b) => a + b, 0),
        'sample',
      )}, sha256 ${sha256.slice(0, 16)}`,
  );
}

function imageBeside(source: string): string {
  if (source === STANDARD) throw usageError('a source from standard input needs -o');
  return `${source.replace(/\.[^./]*$/, '')}.sxi`;
}
