/** Reads files from disk for the assembler. */
import { existsSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { AssemblerFiles } from '../asm/source-files.js';
import { MAX_WHOLE_FILE, readWhole } from '../files/bytes.js';
import { readText } from '../files/text.js';
import { readEvents } from './event-files.js';

/**
 * Files beside a source.
 * @param data a directory in which data files are looked for by name, wherever the source says they are.
 * @param onRead is called with every file that has been read.
 */
export function filesBeside(
  source: string,
  data?: string,
  onRead: (file: string) => void = () => undefined,
): AssemblerFiles {
  const beside = (path: string): string => (isAbsolute(path) ? path : join(dirname(source), path));
  const place = (path: string): string =>
    data === undefined ? beside(path) : plainOrGzip(join(data, basename(path)));
  const read = async <T>(file: string, contents: (file: string) => T | Promise<T>): Promise<T> => {
    const result = await contents(file);
    onRead(file);
    return result;
  };
  return {
    text: (path) => read(beside(path), (file) => readText(file, MAX_WHOLE_FILE)),
    bytes: (path) => read(place(path), (file) => readWhole(file)),
    events: (path, options) => read(place(path), (file) => readEvents(file, options)),
  };
}

/** The file; if it does not exist, the file of the same name with or without `.gz` that does. */
function plainOrGzip(file: string): string {
  const other = file.endsWith('.gz') ? file.slice(0, -'.gz'.length) : `${file}.gz`;
  return !existsSync(file) && existsSync(other) ? other : file;
}
