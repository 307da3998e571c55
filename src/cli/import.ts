/** `sextant import`: a host script as firmware image. */
import { basename } from 'node:path';
import { Command } from 'commander';
import { encodeImage, type FirmwareImage } from '../firmware/image.js';
import { ScriptImporter } from '../sequencer/script-import.js';
import { badInput } from '../text/errors.js';
import { OperationError, type Operation } from '../host/operations.js';
import { ScriptReader } from '../run/script-reader.js';
import { readLines } from '../files/lines.js';
import { writeWhole } from '../files/output.js';
import { hashOf } from './program.js';
import { print, printJson } from './shell.js';

export function importCommand(): Command {
  return new Command('import')
    .description('turn a host script into a firmware image that does the same')
    .argument('<script>', 'host script, plain or gzip')
    .option('-o, --output <file>', 'image to write (default: the name of the script with .sxi, here)')
    .option('--json', 'print the summary as JSON')
    .addHelpText('after', '\nExample:\n  sextant import traces/golden/learn_out_a1.host.gz -o learn_out.sxi')
    .action(importAction);
}

async function importAction(script: string, options: { output?: string; json?: boolean }): Promise<void> {
  const importer = new ScriptImporter();
  const reader = new ScriptReader({ name: script, lines: () => readLines(script) });
  for (let o = await reader.next(); o !== undefined; o = await reader.next())
    addOperation(importer, o, script, reader.line);
  const name = basename(script).replace(/\.gz$/, '');
  const image = importer.finish(name);
  const bytes = encoded(image, script);
  const output = options.output ?? `${name.replace(/\.host$/, '')}.sxi`;
  writeWhole(output, bytes);
  const summary = {
    image: output,
    bytes: bytes.length,
    instructions: image.code.length,
    sha256: hashOf(bytes),
  };
  if (options.json === true) printJson(summary);
  else print(`${output}: ${summary.bytes} bytes, ${summary.instructions} instructions`);
}

/** Adds an operation; what does not fit an image is the script's fault. */
function addOperation(importer: ScriptImporter, operation: Operation, file: string, line: number): void {
  try {
    importer.add(operation, line);
  } catch (error) {
    throw error instanceof OperationError ? badInput(error.message, { file, line }) : error;
  }
}

/** The image as bytes; one that does not fit the format's limits is the script's fault. */
function encoded(image: FirmwareImage, script: string): Uint8Array {
  try {
    return encodeImage(image);
  } catch (error) {
    throw error instanceof RangeError ? badInput(error.message, { file: script }) : error;
  }
}
