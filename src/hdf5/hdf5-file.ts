/** HDF5 files: read whole or in slices, and written. */
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readWhole } from '../files/bytes.js';
import { firstBytes } from '../files/input.js';
import { packagePath } from '../files/package-root.js';
import { badInput } from '../text/errors.js';
import type { Answer, Request } from './hdf5-process.js';
import { isHdf5, SIGNATURE_BYTES } from './signature.js';
import type { Hdf5Group, NumberArray } from './tree.js';

/** Numbers and characters a file that is read whole may hold. */
const MAX_ELEMENTS = 1 << 25;

/** Longest a request may take, in milliseconds; the library can run forever on a damaged file. */
const PATIENCE = 60_000;

/** The program of the process, as it is built: from its source it would take seconds to start. */
const PROGRAM = packagePath('dist', 'hdf5-process.js');

/** The process in which files are read and written one after the other; it ends with this one. */
class Library {
  private static running: Promise<Library> | undefined;
  /** Settles when the requests so far have been answered. */
  private last: Promise<unknown> = Promise.resolve();

  private constructor(private readonly child: ChildProcess) {}

  /** The process; it is started if it does not run. */
  static get(): Promise<Library> {
    return (Library.running ??= Library.start());
  }

  private static async start(): Promise<Library> {
    // What the library prints about damage is in the errors it throws, too.
    const child = fork(PROGRAM, {
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const failed = once(child, 'exit').then(() => {
      Library.running = undefined;
      throw new Error(`${PROGRAM} did not start: is the project built?`);
    });
    failed.catch(() => undefined);
    await Promise.race([once(child, 'message'), failed]);
    const library = new Library(child);
    library.keepRunning(false);
    return library;
  }

  /** Carries out a request, after those before it. */
  ask(request: Request, patience: number): Promise<Answer> {
    const answer = this.last.then(() => this.carryOut(request, patience));
    this.last = answer;
    return answer;
  }

  private async carryOut(request: Request, patience: number): Promise<Answer> {
    const { child } = this;
    this.keepRunning(true);
    const failed = (error: string): Answer => ({ error, broken: true });
    const answer = await new Promise<Answer>((settle) => {
      const timer = setTimeout(() => done(failed(`no answer in ${patience / 1000} s`)), patience);
      const ended = (): void => done(failed('the library that reads it broke down'));
      const done = (result: Answer): void => {
        clearTimeout(timer);
        child.off('message', done).off('exit', ended);
        settle(result);
      };
      child.on('message', done).on('exit', ended);
      child.send(request, (error) => error && ended());
    });
    this.keepRunning(false);
    if ('error' in answer && answer.broken) {
      child.kill('SIGKILL');
      Library.running = undefined;
    }
    return answer;
  }

  /** Whether this program waits for the process to end. */
  private keepRunning(yes: boolean): void {
    const { child } = this;
    if (yes) {
      child.ref();
      child.channel?.ref();
    } else {
      child.unref();
      child.channel?.unref();
    }
  }
}

/** A file that is open for reading. */
export class Hdf5File {
  private constructor(
    private readonly library: Library,
    private readonly file: string,
    private readonly patience: number,
  ) {}

  /**
   * Opens a file; the one opened before it is closed.
   * @param patience longest a request may take, in milliseconds.
   * @throws UserError when it cannot be read or is not HDF5.
   */
  static async open(file: string, patience = PATIENCE): Promise<Hdf5File> {
    if (!isHdf5(firstBytes(file, SIGNATURE_BYTES)))
      throw badInput('not an HDF5 file (its first 8 bytes are not its signature)', { file, byte: 0 });
    const opened = new Hdf5File(await Library.get(), file, patience);
    await opened.ask({ op: 'open', file: resolve(file) });
    return opened;
  }

  /** The whole file. @throws UserError when it is damaged, too large, or holds other types than numbers and text. */
  async tree(): Promise<Hdf5Group> {
    return (await this.ask({ op: 'tree', most: MAX_ELEMENTS })) as Hdf5Group;
  }

  /** Shape of a data set, undefined when there is none of that name. */
  async shape(path: string): Promise<readonly number[] | undefined> {
    return (await this.ask({ op: 'shape', path })) as readonly number[] | undefined;
  }

  /** Elements of a one-dimensional data set: numbers, or one array of numbers each. */
  async slice(path: string, from: number, to: number): Promise<NumberArray | NumberArray[]> {
    return (await this.ask({ op: 'slice', path, from, to })) as NumberArray | NumberArray[];
  }

  private async ask(request: Request): Promise<unknown> {
    const answer = await this.library.ask(request, this.patience);
    if ('result' in answer) return answer.result;
    throw badInput(`damaged HDF5 file: ${answer.error}`, { file: this.file });
  }
}

/** Reads a whole file. @throws UserError as {@link Hdf5File.open} and {@link Hdf5File.tree} do. */
export async function readHdf5(file: string, patience?: number): Promise<Hdf5Group> {
  return (await Hdf5File.open(file, patience)).tree();
}

/** The bytes of a file with these contents. */
export async function encodeHdf5(root: Hdf5Group): Promise<Uint8Array> {
  // The library writes to the file system only.
  const file = join(tmpdir(), `sextant-${randomUUID()}.h5`);
  try {
    const answer = await (await Library.get()).ask({ op: 'write', file, root }, PATIENCE);
    if ('error' in answer) throw new Error(`HDF5 could not be written: ${answer.error}`);
    return await readWhole(file);
  } finally {
    await rm(file, { force: true });
  }
}
