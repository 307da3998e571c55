/** Every code block of the documentation is run as it stands, page by page, from top to bottom, in a copy of the clone. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectPath } from '../project.js';
import { blocksOf, commandsOf, dialogueOf, matches, type Block } from './blocks.js';
import { newClone } from './clone.js';

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

describe.each(PAGES)('%s', (page) => {
  const blocks = blocksOf(readFileSync(projectPath(page), 'utf8'));
  const run = blocks.filter(
    ({ language, notRun, file }) => notRun === undefined && (file !== undefined || !SHOWN.has(language)),
  );
  if (run.length === 0) {
    it('has no code to run', () => expect(run).toEqual([]));
    return;
  }
  const { directory, shell } = newClone();
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
