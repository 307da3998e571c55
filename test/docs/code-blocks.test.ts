/** Every code block of the documentation is run as it stands, page by page, from top to bottom, in a copy of the clone. */
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectPath, temporaryDirectory } from '../project.js';
import { blocksOf, commandsOf, dialogueOf, matches, type Block } from './blocks.js';

const PAGES = [
  'README.md',
  'ARCHITECTURE.md',
  ...readdirSync(projectPath('docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
  'traces/README.md',
  'traces/golden/README.md',
];

/** Languages of blocks that show something and are not run. */
const SHOWN = new Set(['text', 'json', 'yaml']);

/** A directory with what a clone holds, in which pages may write, and a `sextant` on its path. */
function newClone(): { directory: string; path: string } {
  const directory = temporaryDirectory();
  for (const name of ['firmware', 'isa'])
    cpSync(projectPath(name), join(directory, name), { recursive: true });
  symlinkSync(projectPath('traces'), join(directory, 'traces'));
  mkdirSync(join(directory, 'node_modules'));
  symlinkSync(projectPath('.'), join(directory, 'node_modules/sextant-emulator'));
  const bin = join(directory, 'node_modules/.bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'sextant'),
    `#!/bin/sh\nexec '${process.execPath}' '${projectPath('dist/sextant.js')}' "$@"\n`,
  );
  chmodSync(join(bin, 'sextant'), 0o755);
  return { directory, path: `${bin}${delimiter}${process.env['PATH'] ?? ''}` };
}

describe.each(PAGES)('%s', (page) => {
  const blocks = blocksOf(readFileSync(projectPath(page), 'utf8'));
  const run = blocks.filter(
    ({ language, notRun, file }) => notRun === undefined && (file !== undefined || !SHOWN.has(language)),
  );
  if (run.length === 0) {
    it('has no code to run', () => expect(run).toEqual([]));
    return;
  }
  const { directory, path } = newClone();
  const shell = (command: string) =>
    spawnSync('sh', ['-c', command], {
      cwd: directory,
      env: { ...process.env, PATH: path },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
  const succeeds = (command: string, exit: number, output?: readonly string[]): void => {
    const { status, stdout, stderr } = shell(command);
    expect({ command, status, stderr }).toEqual({
      command,
      status: exit,
      stderr: expect.any(String) as string,
    });
    if (output && !matches(output, stdout)) expect(`$ ${command}\n${stdout}`).toBe(output.join('\n'));
  };

  it.each(run.map((block) => [block.line, block] as const))('line %i', (line, block: Block) => {
    const { language, text, exit, file } = block;
    if (file !== undefined) {
      mkdirSync(dirname(join(directory, file)), { recursive: true });
      writeFileSync(join(directory, file), `${text}\n`);
      return;
    }
    switch (language) {
      case 'sh':
        for (const command of commandsOf(text)) succeeds(command, exit);
        return;
      case 'console':
        for (const { command, output } of dialogueOf(text)) succeeds(command, exit, output);
        return;
      case 'ts':
      case 'js': {
        const script = join(directory, `line-${line}.m${language}`);
        writeFileSync(script, text);
        succeeds(
          `'${process.execPath}' --import '${projectPath('node_modules/tsx/dist/loader.mjs')}' '${script}'`,
          exit,
        );
        return;
      }
      default:
        throw new Error(`no way to run a block in '${language}': give it a file, or mark it 'not run'`);
    }
  });
});
