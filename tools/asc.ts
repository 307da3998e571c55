/**
 * The AssemblyScript compiler, with the part of its interface that is used here. Its own types are not imported, because
 * they change those of the language's arrays for the whole program: `at()` would never give undefined.
 */

interface Compiler {
  createMemoryStream(): { toString(): string };
  main(
    options: readonly string[],
    files: {
      /** The text of a file; null where there is none. */
      readFile: (file: string, folder: string) => string | null;
      writeFile: (name: string, data: string | Uint8Array) => void;
      stderr: { toString(): string };
    },
  ): Promise<{ readonly error: Error | null }>;
}

const PACKAGE = 'assemblyscript/asc';

export const asc = ((await import(PACKAGE)) as { default: Compiler }).default;
