/**
 * The files of one command: everything it reads and everything it is going to write, declared before it runs. An output
 * is refused if it is an input, or the same file as another output, under whatever name and through whatever links.
 */
import { closeSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { usageError } from '../text/errors.js';
import { Destination, isStandardOutput, realPath, STANDARD } from './destination.js';
import { isDirectory, makeDirectory, removeIfEmpty } from './directory.js';
import { fileError } from './file-error.js';
import { OutputFile, writeWhole } from './output.js';

/** Identifies a file whatever its name; undefined for a device, which several outputs may share. */
function identityOf(file: string): string | undefined {
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    if (!there) return realPath(file);
    return there.isFile() || there.isFIFO() ? `${there.dev}:${there.ino}` : undefined;
  } catch (error) {
    throw fileError(error, { file });
  }
}

/** `-o FILE`, `--trace vcd:FILE` */
const labelOf = ({ what, file }: DeclaredOutput): string => (what.endsWith(':') ? what : `${what} `) + file;

/** An output of a command. */
export class DeclaredOutput {
  /**
   * @param what names it in messages: the option, as a rule.
   * @param prepare is called before every opening.
   * @param opened is called with every file that is opened as a stream.
   */
  constructor(
    readonly file: string,
    readonly what: string,
    private readonly prepare: () => void,
    private readonly opened: (file: OutputFile) => void,
  ) {}

  /** Opens the file as a stream. @throws UserError (exit code 4) if the place cannot be written to. */
  open(): OutputFile {
    this.prepare();
    const file = new OutputFile(this.file);
    this.opened(file);
    return file;
  }

  /** Writes the whole file at once. @throws UserError (exit code 4) if that fails. */
  write(data: string | Uint8Array): void {
    this.prepare();
    writeWhole(this.file, data);
  }

  /**
   * Has another program write the file.
   * @param make writes a file of the given name.
   * @throws UserError (exit code 4) if the place cannot be written to, and whatever `make` throws; nothing is left then.
   */
  writeBy(make: (file: string) => void): void {
    this.prepare();
    const destination = new Destination(this.file);
    closeSync(destination.open());
    try {
      make(destination.temporary);
    } catch (error) {
      destination.remove();
      throw error;
    }
    destination.finish();
  }
}

/** A directory that a command writes to; it is made with the first file. */
export class OutputDirectory {
  constructor(
    readonly path: string,
    private readonly declare: (file: string) => DeclaredOutput,
  ) {}

  /** Declares a file in the directory. */
  writes(name: string): DeclaredOutput {
    return this.declare(join(this.path, name));
  }
}

export class DeclaredFiles {
  private readonly inputs: { readonly file: string; readonly what: string }[] = [];
  private readonly outputs: { readonly output: DeclaredOutput; readonly inDirectory: boolean }[] = [];
  private readonly open = new Set<OutputFile>();
  private readonly made: string[] = [];
  private checked = false;

  /** Declares an input. @param what names it in messages, such as `the source`. */
  reads(file: string, what: string): void {
    this.inputs.push({ file, what });
  }

  /** Declares an output. @param what names it in messages, such as `--rows`. */
  writes(file: string, what: string): DeclaredOutput {
    return this.declare(file, what, () => undefined, false);
  }

  /** Declares a directory of outputs, which is made if it does not exist. */
  directory(path: string, what: string): OutputDirectory {
    const make = (): void => void this.made.push(...makeDirectory(path));
    return new OutputDirectory(path, (file) => this.declare(file, what, make, true));
  }

  private declare(file: string, what: string, make: () => void, inDirectory: boolean): DeclaredOutput {
    const prepare = (): void => {
      if (!this.checked) throw new Error(`${file} is opened before the files are checked`);
      make();
    };
    const output = new DeclaredOutput(file, what, prepare, (opened) => this.open.add(opened));
    this.outputs.push({ output, inDirectory });
    this.checked = false;
    return output;
  }

  /** Inputs that were declared, by name. */
  get inputFiles(): string[] {
    return [...new Set(this.inputs.map(({ file }) => file))];
  }

  /** Whether an output goes to standard output, where nothing else may go then. */
  get writesStandardOutput(): boolean {
    return this.outputs.some(({ output, inDirectory }) => !inDirectory && isStandardOutput(output.file));
  }

  /**
   * Checks all files declared so far; to be called before the first output is opened.
   * @throws UserError (exit code 2) for an output that is an input or another output; (exit code 4) for one that cannot
   * be written.
   */
  check(): void {
    const taken = new Map<string, string>();
    for (const { file, what } of this.inputs) {
      const identity = file === STANDARD ? undefined : identityOf(file);
      if (identity !== undefined) taken.set(identity, `is ${what}, an input of this command`);
    }
    for (const { output } of this.outputs) {
      const { file } = output;
      const identity = isStandardOutput(file) ? STANDARD : identityOf(file);
      if (identity === undefined) continue;
      const clash = taken.get(identity);
      if (clash !== undefined)
        throw usageError(`${labelOf(output)}: this file ${clash}; choose another name`);
      taken.set(identity, `is also written by ${output.what}`);
    }
    for (const { output, inDirectory } of this.outputs)
      if (!inDirectory || isDirectory(dirname(output.file))) new Destination(output.file);
    this.checked = true;
  }

  /** Resolves when the disk has caught up; undefined when there is nothing to wait for. */
  drained(): Promise<void> | undefined {
    for (const file of this.open) {
      const waiting = file.drained();
      if (waiting) return waiting;
    }
    return undefined;
  }

  /** Finishes all open outputs. @throws UserError when writing one of them failed. */
  async close(): Promise<void> {
    for (const file of this.open) {
      await file.close();
      this.open.delete(file);
    }
  }

  /** Removes one output instead of finishing it. */
  discard(file: OutputFile): void {
    this.open.delete(file);
    file.abandon();
  }

  /** Removes outputs that are still open, and directories that were made and stayed empty. */
  abandon(): void {
    for (const file of this.open) file.abandon();
    this.open.clear();
    for (const directory of this.made.splice(0).reverse()) removeIfEmpty(directory);
  }
}

/**
 * Runs the work of a command with its files. Files that are still open at the end are finished, or removed if the work
 * fails.
 */
export async function withFiles<T>(work: (files: DeclaredFiles) => T | Promise<T>): Promise<T> {
  const files = new DeclaredFiles();
  try {
    const result = await work(files);
    await files.close();
    return result;
  } finally {
    files.abandon();
  }
}
