/** Every command in the header of a firmware source runs as it is printed. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { projectPath } from '../project.js';
import { newClone } from './clone.js';

/** A comment that is a command, with or without a word before it: `; Run it:  sextant run firmware/blink.s`. */
const COMMAND = /^;(?: +[A-Z][\w ]*:)? +(sextant .*)$/gm;

const PROGRAMS = readdirSync(projectPath('firmware'))
  .filter((name) => name.endsWith('.s'))
  .map((name) => ({
    name,
    commands: [...readFileSync(projectPath(`firmware/${name}`), 'utf8').matchAll(COMMAND)].map(
      ([, command]) => command!,
    ),
  }))
  .filter(({ commands }) => commands.length > 0);

describe('the headers of firmware sources', () => {
  it('say how the programs are run', () => {
    expect(PROGRAMS.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'blink.s',
        'cue-accumulation.s',
        'inference-only.s',
        'readback.s',
        'selftest.s',
      ]),
    );
  });

  it.each(PROGRAMS)('$name', ({ commands }) => {
    const { shell } = newClone();
    for (const command of commands) {
      const { status, stderr } = shell(command);
      expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: '' });
    }
  });
});
