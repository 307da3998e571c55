/**
 * Output files that are whole or absent: written under a temporary name beside their place, renamed when finished.
 */
import {
  createWriteStream,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type WriteStream,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Writable } from 'node:stream';
import { createGzip, type Gzip } from 'node:zlib';
import type { OutputPlace } from './appender.js';
import { fileError } from './file-error.js';
import type { UserError } from '../text/errors.js';

const unfinished = new Set<OutputFile>();
process.on('exit', () => {
  for (const file of unfinished) file.removeTemporary();
});

/** Bytes under way to the disk before the producer waits: writing and simulating overlap. */
const BUFFER_BYTES = 4 << 20;

/** Where a file is written until it is whole, and where it is then. A device or a pipe takes bytes as they come. */
class Place {
  readonly path: string;
  /** The file that is replaced: where a link leads to, not the link. */
  readonly replaced: string | undefined;
  private readonly special: boolean;

  /** @throws UserError when there can be no file. */
  constructor(private readonly file: string) {
    makeDirectory(dirname(file));
    try {
      const there = statSync(file, { throwIfNoEntry: false });
      // Renaming a file over a directory would fail only at the end of the run: find out now.
      if (there?.isDirectory() === true) throw Object.assign(new Error('is a directory'), { code: 'EISDIR' });
      this.special = there?.isFile() === false;
      this.replaced = there?.isFile() === true ? realpathSync(file) : undefined;
      this.path = this.special ? file : `${this.replaced ?? file}.${process.pid}.tmp`;
    } catch (error) {
      throw fileError(error, { file });
    }
  }

  /** Has the file be there, empty. */
  create(): void {
    if (!this.special) this.write('');
  }

  /** Writes all of it at once. */
  write(data: Uint8Array | string): void {
    try {
      writeFileSync(this.path, data);
    } catch (error) {
      this.remove();
      throw fileError(error, { file: this.file });
    }
  }

  /** It is whole. */
  finish(): void {
    if (this.special) return;
    try {
      renameSync(this.path, this.replaced ?? this.file);
    } catch (error) {
      this.remove();
      throw fileError(error, { file: this.file });
    }
  }

  /** It is given up. */
  remove(): void {
    if (!this.special) rmSync(this.path, { force: true });
  }
}

/** A file that is streamed to; gzip when named `.gz`. */
export class OutputFile {
  private readonly place: Place;
  private readonly stream: WriteStream;
  private readonly gzip: Gzip | undefined;
  private failure: UserError | undefined;
  private full = false;
  private elsewhere = false;

  /** @throws UserError when the place cannot be written to. */
  constructor(readonly file: string) {
    this.place = new Place(file);
    this.place.create();
    unfinished.add(this);
    this.stream = createWriteStream(this.place.path, { flags: 'a', highWaterMark: BUFFER_BYTES });
    const fail = (error: Error): void => this.fail(error);
    this.stream.on('error', fail);
    if (file.endsWith('.gz')) {
      // Rows come at 100 MB/s and compress well at any level: the fast ones keep up.
      this.gzip = createGzip({ level: 2, chunkSize: 1 << 18 });
      this.gzip.on('error', fail);
      this.gzip.pipe(this.stream);
    }
  }

  /** Takes bytes or text; call {@link drained} now and then. */
  write(data: Uint8Array | string): void {
    if (!this.head.write(data)) this.full = true;
  }

  /**
   * Leaves all writing to an Appender, of another thread; nothing was written yet. A long file is to come: one that is
   * there is removed at once, as that takes time at the end.
   */
  handOver(): OutputPlace {
    this.elsewhere = true;
    this.stream.destroy();
    const { path, replaced } = this.place;
    return { path, gzip: this.gzip !== undefined, ...(replaced !== undefined && { replaced }) };
  }

  /** Writing failed: {@link drained} and {@link close} say so. */
  fail(error: Error): void {
    this.failure ??= fileError(error, { file: this.file });
  }

  /**
   * Resolves when what was written has gone far enough; undefined when there is nothing to wait for.
   * @throws UserError when writing failed.
   */
  drained(): Promise<void> | undefined {
    if (this.failure) return Promise.reject(this.failure);
    if (!this.full) return undefined;
    return new Promise((resolve, reject) => {
      const done = (): void => {
        this.head.off('drain', done);
        this.stream.off('error', done);
        this.full = false;
        if (this.failure) reject(this.failure);
        else resolve();
      };
      this.head.on('drain', done);
      this.stream.on('error', done);
    });
  }

  /** Finishes the file and gives it its name. */
  async close(): Promise<void> {
    if (!this.elsewhere) await this.end();
    if (this.failure) {
      this.abandon();
      throw this.failure;
    }
    this.place.finish();
    unfinished.delete(this);
  }

  private async end(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.stream.once('close', resolve);
      if (this.failure) this.stream.destroy();
      else this.head.end();
    });
  }

  /** Leaves nothing behind. */
  abandon(): void {
    this.stream.destroy();
    this.removeTemporary();
    unfinished.delete(this);
  }

  removeTemporary(): void {
    this.place.remove();
  }

  private get head(): Writable {
    return this.gzip ?? this.stream;
  }
}

/** Writes a whole file at once, or not at all. */
export function writeWhole(file: string, data: string | Uint8Array): void {
  const place = new Place(file);
  place.write(data);
  place.finish();
}

/** Another process may have made it meanwhile. */
const isDirectoryNow = (path: string): boolean => {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
};

/** Makes a directory and those above it. */
export function makeDirectory(directory: string): void {
  try {
    if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return;
    const above = dirname(directory);
    if (above !== directory) makeDirectory(above);
    // One at a time: node's own recursion never ends in a file system that refuses new directories with ENOENT.
    mkdirSync(directory);
  } catch (error) {
    if (isDirectoryNow(directory)) return;
    throw fileError(error, { file: directory });
  }
}
