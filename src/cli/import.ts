/** `sextant import`: a host script as firmware image. */
import { basename } from 'node:path';
import { Command } from 'commander';
import { withFiles, type DeclaredFiles } from '../files/declared-files.js';
import { STANDARD } from '../files/destination.js';
import { hashOf } from '../files/hash.js';
import { linesOf } from '../files/lines.js';
import { encodeImage, type FirmwareImage } from '../firmware/image.js';
import { OperationError, type Operation } from '../host/operations.js';
import { ScriptReader } from '../run/script-reader.js';
import { ScriptImporter } from '../sequencer/script-import.js';
import { badInput, usageError } from '../text/errors.js';
import { jsonOption, type ReportOptions } from './options.js';
import { Report } from './report.js';

interface ImportOptions extends ReportOptions {
  readonly output?: string;
}

export function importCommand(): Command {
  return new Command('import')
    .description('turn a host script into a firmware image that does the same')
    .argument('<script>', 'host script, plain or gzip; - for standard input')
    .option('-o, --output <file>', 'image to write (default: the name of the script with .sxi, here)')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  sextant import traces/golden/learn_out_a1.host.gz -o learn_out.sxi')
    .action((script: string, options: ImportOptions) =>
      withFiles((files) => importScript(script, options, files)),
    );
}

async function importScript(script: string, options: ImportOptions, files: DeclaredFiles): Promise<void> {
  const name = basename(script).replace(/\.gz$/, '');
  if (script === STANDARD && options.output === undefined)
    throw usageError('a script from standard input needs -o');
  files.reads(script, 'the host script');
  const output = files.writes(options.output ?? `${name.replace(/\.host$/, '')}.sxi`, '-o');
  const report = new Report(options, files);
  files.check();
  const importer = new ScriptImporter();
  const reader = new ScriptReader(linesOf(script));
  for (let o = await reader.next(); o !== undefined; o = await reader.next())
    addOperation(importer, o, script, reader.line);
  const image = importer.finish(name);
  const bytes = encoded(image, script);
  output.write(bytes);
  const { length: instructions } = image.code;
  report.json({ image: output.file, bytes: bytes.length, instructions, sha256: hashOf(bytes) });
  report.text(`${output.file}: ${bytes.length} bytes, ${instructions} instructions`);
}

/** Adds an operation. @throws UserError for one that does not fit an image. */
function addOperation(importer: ScriptImporter, operation: Operation, file: string, line: number): void {
  try {
    importer.add(operation, line);
  } catch (error) {
    throw error instanceof OperationError ? badInput(error.message, { file, line }) : error;
  }
}

/** The image as bytes. @throws UserError for a script that exceeds the limits of the format. */
function encoded(image: FirmwareImage, script: string): Uint8Array {
  try {
    return encodeImage(image);
  } catch (error) {
    throw error instanceof RangeError ? badInput(error.message, { file: script }) : error;
  }
}
