/** `sextant import`: a network (NIR), or a host script as firmware image. */
import { basename } from 'node:path';
import { Command } from 'commander';
import { REFERENCE, type Design } from '../design/design.js';
import { designOfScript } from '../run/script-design.js';
import { withFiles, type DeclaredFiles } from '../files/declared-files.js';
import { STANDARD } from '../files/destination.js';
import { firstBytes } from '../files/input.js';
import { hashOf } from '../files/hash.js';
import { isHdf5, SIGNATURE_BYTES } from '../hdf5/signature.js';
import { linesOf } from '../files/lines.js';
import { encodeImage, type FirmwareImage } from '../firmware/image.js';
import { OperationError, type Operation } from '../host/operations.js';
import { ScriptReader } from '../run/script-reader.js';
import { ScriptImporter } from '../sequencer/script-import.js';
import { badInput, usageError } from '../text/errors.js';
import { ALLOWANCE_HELP, addNetworkOptions, type NetworkOptions } from './network/import-options.js';
import { chipGiven, chipOption, requireChip, type ChipOption } from './chip-option.js';
import { jsonOption, quietOption, type ReportOptions } from './options.js';
import { Report } from './report.js';
import type { LineSource } from '../text/lines.js';
import { plural } from '../text/plural.js';

interface ImportOptions extends NetworkOptions, ChipOption, ReportOptions {
  readonly output?: string;
}

const EXAMPLE = `${ALLOWANCE_HELP}

Examples:
  sextant import traces/golden/learn_out_a1.host.gz -o learn_out.sxi
  sextant data random random.csv --inputs 12 --steps 256
  sextant import firmware/examples/recurrent.nir --dt 1ms --reset subtract-late --data random.csv -o out/net`;

export function importCommand(): Command {
  const command = new Command('import')
    .description(
      'turn a network (NIR) into a program for the chip, or a host script into a firmware image that does the same',
    )
    .argument(
      '<file>',
      'network as NIR file, or host script, plain or gzip; - for a script from standard input',
    )
    .option(
      '-o, --output <path>',
      'network: directory to write it to; script: image (default: its name with .sxi, here)',
    );
  return addNetworkOptions(command)
    .addOption(chipOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', EXAMPLE)
    .action((file: string, options: ImportOptions) => withFiles((files) => importFile(file, options, files)));
}

async function importFile(file: string, options: ImportOptions, files: DeclaredFiles): Promise<void> {
  if (file !== STANDARD && isHdf5(firstBytes(file, SIGNATURE_BYTES)))
    return (await import('./network/import-network.js')).importNir(file, options, files);
  const { dt, reset, allow, bias, outputs, quantise, data } = options;
  if ([dt, reset, allow, bias, outputs, quantise, data].some((value) => value !== undefined))
    throw badInput('not an HDF5 file, as networks in NIR are; the given options apply only to networks', {
      file,
    });
  return importScript(file, options, files);
}

async function importScript(script: string, options: ImportOptions, files: DeclaredFiles): Promise<void> {
  const name = basename(script).replace(/\.gz$/, '');
  if (script === STANDARD && options.output === undefined)
    throw usageError('a script from standard input needs -o');
  files.reads(script, 'the host script');
  const output = files.writes(options.output ?? `${name.replace(/\.host$/, '')}.sxi`, '-o');
  const report = new Report(options, files);
  const given = await chipGiven(options, files);
  files.check();
  const source = linesOf(script);
  const design = await designOf(source, given);
  const importer = new ScriptImporter();
  const reader = new ScriptReader(source, design);
  for (let o = await reader.next(); o !== undefined; o = await reader.next())
    addOperation(importer, o, script, reader.line);
  const image = importer.finish(name, design);
  const bytes = encoded(image, script);
  output.write(bytes);
  const { length: instructions } = image.code;
  report.json({ image: output.file, bytes: bytes.length, instructions, sha256: hashOf(bytes) });
  report.text(`${output.file}: ${bytes.length} bytes, ${plural(instructions, 'instruction')}`);
}

/** The chip of a script: that of its first line, else the given one. @throws UserError where these differ. */
async function designOf(script: LineSource, given: Design | undefined): Promise<Design> {
  const named = await designOfScript(script);
  if (named) requireChip(named, given, script.name);
  return named ?? given ?? REFERENCE;
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
