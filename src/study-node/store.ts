/**
 * The store of a study's results: one file a result, named by the hash of its point. No locks, so that any number of
 * processes on any number of machines can write to it.
 *
 * A file is written aside, synced and linked to its name, which fails if the name is taken: the two must then be equal byte
 * for byte, because simulations are deterministic. Failures are kept beside results, and dropped once there is a result.
 */
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { threadId } from 'node:worker_threads';
import { fileError } from '../files/file-error.js';
import { EXIT, UserError } from '../text/errors.js';

/** Folders of a store. */
export type StoreFolder = 'results' | 'failures' | 'snapshots';

const PARTIAL = 'partial';
const CONFLICTS = 'conflicts';
const ID = /^[0-9a-f]{64}$/;
/** Characters of an id that name its folder: at most 256 folders. */
const PREFIX = 2;

export class Store {
  /** @param directory made with the first file. */
  constructor(readonly directory: string) {}

  /** File of an entry. */
  file(folder: StoreFolder, id: string): string {
    return join(
      this.directory,
      folder,
      id.slice(0, PREFIX),
      `${id}.${folder === 'snapshots' ? 'bin' : 'json'}`,
    );
  }

  /** Ids of all entries of a folder. @throws UserError if it cannot be read. */
  ids(folder: StoreFolder): Set<string> {
    const ids = new Set<string>();
    for (const prefix of namesIn(join(this.directory, folder)))
      for (const name of namesIn(join(this.directory, folder, prefix))) {
        const id = name.split('.')[0]!;
        if (ID.test(id)) ids.add(id);
      }
    return ids;
  }

  /** Contents of an entry; undefined if there is none. @throws UserError if it cannot be read. */
  read(folder: StoreFolder, id: string): Buffer | undefined {
    const file = this.file(folder, id);
    try {
      return readFileSync(file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw fileError(error, { file });
    }
  }

  /**
   * Stores an entry.
   * @throws UserError (exit code 1) if there is another one of the same id that differs; both are kept. (exit code 4) if it
   * cannot be written.
   */
  put(folder: StoreFolder, id: string, contents: string | Uint8Array): void {
    const file = this.file(folder, id);
    try {
      const aside = this.writeAside(id, contents);
      mkdirSync(dirname(file), { recursive: true });
      if (linkNew(aside, file)) syncDirectory(dirname(file));
      else if (!readFileSync(file).equals(Buffer.from(contents))) this.reportConflict(aside, file);
      rmSync(aside, { force: true });
    } catch (error) {
      throw fileError(error, { file });
    }
  }

  /** Stores an entry in the place of what is there. @throws UserError if it cannot be written. */
  replace(folder: StoreFolder, id: string, contents: string | Uint8Array): void {
    const file = this.file(folder, id);
    try {
      const aside = this.writeAside(id, contents);
      mkdirSync(dirname(file), { recursive: true });
      renameSync(aside, file);
      syncDirectory(dirname(file));
    } catch (error) {
      throw fileError(error, { file });
    }
  }

  /** Removes an entry if it is there. */
  remove(folder: StoreFolder, id: string): void {
    rmSync(this.file(folder, id), { force: true });
  }

  /** Removes what processes of this machine that have ended left half-written. */
  removeLeftovers(): void {
    for (const name of namesIn(join(this.directory, PARTIAL))) {
      const [, host, pid] = /^(.+)-(\d+)-\d+-[0-9a-f]+$/.exec(name) ?? [];
      if (host === hostname() && !isRunning(Number(pid)))
        rmSync(join(this.directory, PARTIAL, name), { force: true });
    }
  }

  private writeAside(id: string, contents: string | Uint8Array): string {
    const name = `${hostname()}-${process.pid}-${threadId}-${id}`;
    const file = join(this.directory, PARTIAL, name);
    mkdirSync(dirname(file), { recursive: true });
    const descriptor = openSync(file, 'w');
    try {
      const bytes = Buffer.from(contents);
      for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
      fsyncSync(descriptor);
    } catch (error) {
      // On a full disk, what was written does not help.
      rmSync(file, { force: true });
      throw error;
    } finally {
      closeSync(descriptor);
    }
    return file;
  }

  private reportConflict(aside: string, file: string): never {
    const other = aside.replace(`/${PARTIAL}/`, `/${CONFLICTS}/`);
    mkdirSync(dirname(other), { recursive: true });
    renameSync(aside, other);
    throw new UserError(
      `a second simulation of this point gave another result, which is a fault of sextant or of a machine: compare it with ${other}`,
      EXIT.FAILED,
      { file },
    );
  }
}

/** @returns false if the name is taken. */
function linkNew(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fileError(error, { file: directory });
  }
}

/** Makes a new name survive a power failure, where the file system can. */
function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } catch {
    // Some shared file systems cannot sync directories; the file itself is safe.
  } finally {
    closeSync(descriptor);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
