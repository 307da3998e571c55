/** Source files of a program that is debugged: where they are, their lines, and whether they are still the same. */
import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { SourceFiles } from '../../debug/machine.js';
import type { SavedSession } from '../../debug/session-file.js';
import { MAX_WHOLE_FILE } from '../../files/bytes.js';
import { hashOfFile } from '../../files/hash.js';
import { readText } from '../../files/text.js';
import type { ProgramCode } from '../../run/program.js';
import { UserError } from '../../text/errors.js';

/**
 * Finds the source files of a program: as they are named, beside the program, or beside the session that holds it.
 * @param session the file of a saved session.
 */
function sourceFinder(program: string, session?: string): (file: string) => string | undefined {
  const directories = [program, ...(session === undefined ? [] : [session])].map((path) => dirname(path));
  const known = new Map<string, string | undefined>();
  const find = (file: string): string | undefined =>
    [file, ...directories.map((directory) => join(directory, basename(file)))]
      .map((path) => resolve(path))
      .find((path) => existsSync(path));
  return (file) => {
    if (!known.has(file)) known.set(file, find(file));
    return known.get(file);
  };
}

/**
 * The source files of a program. Those of an image are read at once: a program is shown with the sources that it was made from.
 * @param session the file of a saved session.
 */
export function sourceFiles(program: string, code: ProgramCode, session?: string): SourceFiles {
  const pathOf = sourceFinder(program, session);
  const linesOf = sourceReader(pathOf);
  if ('image' in code) for (const file of code.image.lines?.files ?? []) linesOf(file);
  return { pathOf, linesOf };
}

/** Reads sources, each once. */
function sourceReader(
  pathOf: (file: string) => string | undefined,
): (file: string) => readonly string[] | undefined {
  const known = new Map<string, readonly string[] | undefined>();
  const read = (file: string): readonly string[] | undefined => {
    const path = pathOf(file);
    if (path === undefined || !/\.(s|asm|inc|host)$/i.test(path)) return undefined;
    try {
      return readText(path, MAX_WHOLE_FILE).split(/\r?\n/);
    } catch (error) {
      // A source that cannot be shown is not an error of the run.
      if (error instanceof UserError) return undefined;
      throw error;
    }
  };
  return (file) => {
    if (!known.has(file)) known.set(file, read(file));
    return known.get(file);
  };
}

/** A line for each file that is there, but not what the program of a session was made from. */
export async function changedInputs({ inputs }: SavedSession, { pathOf }: SourceFiles): Promise<string[]> {
  const lines: string[] = [];
  for (const { file, sha256 } of inputs) {
    const path = pathOf(file);
    const found = path === undefined ? sha256 : await hashOfFile(path);
    if (found !== sha256)
      lines.push(
        `${file} has changed: its SHA-256 is ${found}, the session was saved with ${sha256}; the session runs what was saved, and lines that are shown may be others`,
      );
  }
  return lines;
}
