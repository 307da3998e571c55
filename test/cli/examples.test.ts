/** Every example of every `--help` runs as it is printed. */
import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectPath, sextant, sextantAt, temporaryDirectory } from '../project.js';

/** Names of the commands below a command. */
function commandsOf(help: string): string[] {
  const list = /^Commands:\n((?: {2}.*\n)+)/m.exec(help)?.[1] ?? '';
  return [...list.matchAll(/^ {2}([a-z]+)/gm)].map(([, name]) => name!).filter((name) => name !== 'help');
}

/** The examples of a command and those below it. */
function examples(path: readonly string[]): { command: string; lines: string[] }[] {
  const help = sextant(...path, '--help').stdout;
  const lines = [...help.matchAll(/^ {2}(sextant .*)$/gm)].map(([, line]) => line!);
  return [
    ...(lines.length > 0 ? [{ command: path.join(' '), lines }] : []),
    ...commandsOf(help).flatMap((name) => examples([...path, name])),
  ];
}

/** Words as a shell takes them: quotes hold words together. */
const wordsOf = (line: string): string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);

describe('examples of --help', () => {
  const all = examples([]);

  it('stand with every command that does something', () => {
    const groups = ['trace', 'data', 'study'];
    const commands = commandsOf(sextant('--help').stdout).filter((name) => !groups.includes(name));
    for (const name of commands) expect(all.map(({ command }) => command)).toContain(name);
  });

  it.each(all)('sextant $command', ({ lines }) => {
    const dir = temporaryDirectory();
    cpSync(projectPath('firmware'), join(dir, 'firmware'), { recursive: true });
    cpSync(projectPath('studies'), join(dir, 'studies'), { recursive: true });
    symlinkSync(projectPath('traces'), join(dir, 'traces'));
    for (const line of lines) {
      const { status, stderr } = sextantAt(dir, ...wordsOf(line).slice(1));
      // A comparison that finds a difference ends with 1.
      expect(line.startsWith('sextant trace diff') ? [0, 1] : [0], `${line}\n${stderr}`).toContain(status);
      expect(stderr).not.toMatch(/^sextant: /m);
    }
  });
});
