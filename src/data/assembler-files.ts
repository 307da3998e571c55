/** How the assembler reaches files on disk. */
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { AssemblerFiles } from '../asm/source-files.js';
import { MAX_WHOLE_FILE, readWhole } from '../files/bytes.js';
import { readText } from '../files/text.js';
import { UserError } from '../text/errors.js';
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
  const place = (path: string): string => (data === undefined ? beside(path) : join(data, basename(path)));
  const read = async <T>(file: string, contents: (file: string) => T | Promise<T>): Promise<T> => {
    const result = await contents(file);
    onRead(file);
    return result;
  };
  return {
    text: (path) => read(beside(path), (file) => readText(file, MAX_WHOLE_FILE)),
    bytes: (path) => read(place(path), (file) => readWhole(file)),
    events: (path, options) =>
      read(place(path), (file) =>
        readEvents(file, options).catch((error: unknown) => {
          throw withDirective(error, path);
        }),
      ),
  };
}

/** What to write in the source where a file does not say when labels begin. */
function withDirective(error: unknown, path: string): unknown {
  if (!(error instanceof UserError && error.message.includes('gives labels no time'))) return error;
  return new Error(`${path}: say at which tick labels begin: .incdata NAME, events, "${path}", TICK`, {
    cause: error,
  });
}
