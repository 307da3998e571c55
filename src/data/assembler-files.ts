/** How the assembler reaches files on disk: paths are relative to the main source. */
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { AssemblerFiles } from '../asm/source.js';
import { readWhole } from '../files/bytes.js';
import { UserError } from '../text/errors.js';
import { readEvents } from './event-files.js';

/**
 * Files beside a source.
 * @param data a directory in which data files are looked for by name, wherever the source says they are.
 * @param onRead is called with every file that is read.
 */
export function filesBeside(
  source: string,
  data?: string,
  onRead: (file: string) => void = () => undefined,
): AssemblerFiles {
  const reading = (file: string): string => {
    onRead(file);
    return file;
  };
  const inFolder = (path: string): string => (isAbsolute(path) ? path : join(dirname(source), path));
  const beside = (path: string): string => reading(inFolder(path));
  const place = (path: string): string =>
    data === undefined ? beside(path) : reading(join(data, basename(path)));
  return {
    text: async (path) => new TextDecoder().decode(await readWhole(beside(path))),
    bytes: (path) => readWhole(place(path)),
    events: async (path, options) => {
      try {
        return await readEvents(place(path), options);
      } catch (error) {
        if (error instanceof UserError && error.message.includes('gives labels no time'))
          throw new Error(`${path}: say at which tick labels begin: .incdata NAME, events, "${path}", TICK`, {
            cause: error,
          });
        throw error;
      }
    },
  };
}
