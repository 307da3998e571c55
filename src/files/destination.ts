/**
 * Where an output goes. A file is written under a temporary name beside its place and renamed when it is whole, so that
 * a failure leaves what was there before. Links are followed, dangling ones too; standard output (`-`), devices and
 * pipes take the bytes as they come.
 */
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { EXIT, UserError } from '../text/errors.js';
import { fileError } from './file-error.js';

/** The name that stands for standard input where a file is read, and for standard output where one is written. */
export const STANDARD = '-';

const STDOUT = 1;
/** Links from one to the next, as in Linux. */
const MOST_LINKS = 40;
const PERMISSIONS = 0o7777;

/**
 * The absolute path without links that a file has or would have, through dangling links and directories that do not
 * exist yet.
 */
export function realPath(file: string, links = 0): string {
  const path = resolve(file);
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    if (parent === path || links > MOST_LINKS) return path;
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
      const target = readlinkSync(path);
      return realPath(isAbsolute(target) ? target : join(realPath(parent), target), links + 1);
    }
    return join(realPath(parent, links), basename(path));
  }
}

/** Whether a file is the standard output of this process: `-`, `/dev/stdout`, or where that is redirected to. */
export function isStandardOutput(file: string): boolean {
  if (file === STANDARD) return true;
  try {
    const there = statSync(file, { throwIfNoEntry: false });
    if (!there || there.isDirectory() || realPath(file) === '/dev/null') return false;
    const { dev, ino } = fstatSync(STDOUT);
    return there.dev === dev && there.ino === ino;
  } catch {
    return false;
  }
}

/** Where an output goes: a file that is replaced only when complete, a device, a pipe, or standard output. */
export class Destination {
  /** Path without links. */
  private readonly path: string;
  /** Whether the bytes go to standard output. */
  readonly isStandard: boolean;
  /** The file that is replaced. */
  private readonly replaced: Stats | undefined;
  /** A device or a pipe: bytes go there as they come. */
  private readonly isStream: boolean;

  /**
   * @param file name for messages; relative to the working directory.
   * @throws UserError (exit code 4) if the place cannot take a file.
   */
  constructor(readonly file: string) {
    try {
      const there = statSync(file, { throwIfNoEntry: false });
      // Renaming a file over a directory would fail only at the end of the run.
      if (there?.isDirectory() === true) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
      this.isStandard = isStandardOutput(file);
      this.isStream = this.isStandard || there?.isFile() === false;
      this.path = realPath(file);
      this.replaced = this.isStream ? undefined : there;
      if (this.replaced) accessSync(this.path, constants.W_OK);
      else if (!this.isStream) requireDirectory(dirname(this.path), file);
    } catch (error) {
      throw fileError(error, { file: this.name });
    }
  }

  /** Name for messages. */
  get name(): string {
    return this.file === STANDARD ? 'standard output' : this.file;
  }

  /** Opens the temporary file, empty, or the device. @returns its descriptor. @throws UserError */
  open(): number {
    if (this.isStandard) return STDOUT;
    try {
      const descriptor = openSync(this.temporary, 'w');
      if (this.replaced) this.keepMode(descriptor, this.replaced.mode);
      return descriptor;
    } catch (error) {
      throw fileError(error, { file: this.name });
    }
  }

  /** Gives the file, which is whole and closed, its name. @throws UserError */
  finish(): void {
    if (this.isStream) return;
    try {
      renameSync(this.temporary, this.path);
    } catch (error) {
      this.remove();
      throw fileError(error, { file: this.name });
    }
  }

  /** Removes what was written so far. */
  remove(): void {
    if (!this.isStream) rmSync(this.temporary, { force: true });
  }

  /** Name of the file until it is whole; of a device, its own. */
  get temporary(): string {
    return this.isStream ? this.path : `${this.path}.${process.pid}.tmp`;
  }

  private keepMode(descriptor: number, mode: number): void {
    try {
      fchmodSync(descriptor, mode & PERMISSIONS);
    } catch (error) {
      closeSync(descriptor);
      this.remove();
      throw error;
    }
  }
}

function requireDirectory(directory: string, file: string): void {
  const there = statSync(directory, { throwIfNoEntry: false });
  if (there === undefined)
    throw new UserError(`the directory ${dirname(file)} does not exist`, EXIT.FILE, { file });
  if (!there.isDirectory()) throw new UserError(`${dirname(file)} is not a directory`, EXIT.FILE, { file });
}
