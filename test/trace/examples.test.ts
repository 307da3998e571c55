import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

const page = readFileSync(projectPath('traces/README.md'), 'utf8');

/** The commands of the page that show what they print, and those lines. */
const shown = [...page.matchAll(/^ {4}\$ sextant (.+)\n((?: {4}[^$\n].*\n)+)/gm)].map(
  ([, command = '', output = '']) => ({
    args: command.split(' ').map((word) => (word.startsWith('traces/') ? projectPath(word) : word)),
    lines: output
      .split('\n')
      .map((line) => line.slice(4))
      .filter((line) => line !== '' && line.trim() !== '...'),
  }),
);

describe('the page of recorded traces', () => {
  it.each(shown)('shows what sextant $args prints', ({ args, lines }) => {
    const printed = sextant(...args).stdout.split('\n');
    expect(printed.slice(0, lines.length)).toEqual(lines);
  });

  it('shows three commands', () => {
    expect(shown).toHaveLength(3);
  });

  it('has waveforms that are those of its scripts', () => {
    for (const name of ['good', 'event-at-tick', 'wrong-register']) {
      const file = projectPath(`traces/examples/${name}`);
      const out = join(temporaryDirectory(), 'again.vcd');
      const args = ['--from', 'sample=1', '--signals', 'global,events,learning.L,out,aer,sram', '--quiet'];
      expect(sextant('run', `${file}.host`, '--trace', `vcd:${out}`, ...args).status).toBe(0);
      expect(sextant('trace', 'diff', `${file}.vcd.gz`, out).stdout).toMatch(/^the traces agree/);
    }
  });
});
