import type { AssemblerFiles } from '../../src/asm/source-files.js';

const none = (path: string): Promise<never> => Promise.reject(new Error(`${path}: no such file`));

/** A world without files. */
export const noFiles: AssemblerFiles = { text: none, bytes: none, events: none };

/** A world of text files in memory. */
export const filesOf = (contents: Record<string, string>): AssemblerFiles => ({
  ...noFiles,
  text: (path) => (path in contents ? Promise.resolve(contents[path]!) : none(path)),
  bytes: (path) =>
    path in contents ? Promise.resolve(new TextEncoder().encode(contents[path])) : none(path),
});
