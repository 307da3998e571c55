/** The command line as it was typed, for files that say where they come from. */

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** `sextant run blink.s -o out`: the command of this process. */
export const commandLine = (): string => ['sextant', ...process.argv.slice(2)].map(quoted).join(' ');
