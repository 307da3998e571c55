/** The files of a command: which outputs are refused, and what is left when a command fails. */
import {
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { DeclaredFiles, withFiles } from '../../src/files/declared-files.js';
import { temporaryDirectory } from '../project.js';

describe('declared files', () => {
  let dir = '';
  const at = (name: string): string => join(dir, name);
  beforeEach(() => {
    dir = temporaryDirectory();
    mkdirSync(at('sub'));
    writeFileSync(at('in'), 'text');
    symlinkSync('in', at('link'));
    symlinkSync('link', at('second-link'));
    symlinkSync('sub', at('folder'));
    linkSync(at('in'), at('hard'));
    symlinkSync('nothing', at('dangling'));
    symlinkSync('/dev/null', at('null'));
  });

  it.each(['in', 'link', 'second-link', 'hard', 'sub/../in', 'folder/../in'])(
    'refuse an output %s',
    (name) => {
      const files = new DeclaredFiles();
      files.reads(at('in'), 'the source');
      files.writes(at(name), '-o');
      expect(() => files.check()).toThrow(/this file is the source, an input of this command/);
      expect(readFileSync(at('in'), 'utf8')).toBe('text');
    },
  );

  it.each([
    ['new', 'sub/../new'],
    ['sub/new', 'folder/new'],
    ['nothing', 'dangling'],
    ['in', 'hard'],
    ['-', '-'],
  ])('refuse the outputs %s and %s', (a, b) => {
    const files = new DeclaredFiles();
    files.writes(a === '-' ? a : at(a), '--rows');
    files.writes(b === '-' ? b : at(b), '--events');
    expect(() => files.check()).toThrow(/is also written by --rows; choose another name/);
  });

  it('let any number of outputs go to a device, and different names be different files', () => {
    const files = new DeclaredFiles();
    files.reads('/dev/null', 'the input');
    for (const name of ['a', 'b', 'sub/a', 'null']) files.writes(at(name), '-o');
    files.writes('/dev/null', '-o');
    files.check();
  });

  it('are not opened before they are checked', () => {
    const files = new DeclaredFiles();
    expect(() => files.writes(at('new'), '-o').write('')).toThrow(/before the files are checked/);
    expect(existsSync(at('new'))).toBe(false);
  });

  it('of a directory need one that can be made', () => {
    const files = new DeclaredFiles();
    files.directory(at('in'), '-o').writes('x');
    expect(() => files.check()).toThrow(/x: part of the path is not a directory/);
    const others = new DeclaredFiles();
    mkdirSync(at('sub/x'));
    others.directory(at('sub'), '-o').writes('x');
    expect(() => others.check()).toThrow(/x: is a directory, a file is needed/);
  });

  it('can be made by another program, whole or not at all', () => {
    const files = new DeclaredFiles();
    const output = files.writes(at('link'), '-o');
    files.check();
    output.writeBy((file) => writeFileSync(file, 'made'));
    expect(readFileSync(at('in'), 'utf8')).toBe('made');
    const fails = (): void =>
      output.writeBy((file) => {
        writeFileSync(file, 'half');
        throw new Error('it failed');
      });
    expect(fails).toThrow('it failed');
    expect(readFileSync(at('in'), 'utf8')).toBe('made');
    expect(readdirSync(dir).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('leave nothing when the work fails, and everything when it does not', async () => {
    const out = at('out/deep');
    const work = (fails: boolean): Promise<void> =>
      withFiles((files) => {
        const directory = files.directory(out, '-o');
        const [a, b] = [directory.writes('a'), directory.writes('b')];
        files.check();
        a.open().write('a');
        if (fails) throw new Error('it failed');
        b.write('b');
      });
    await expect(work(true)).rejects.toThrow('it failed');
    expect(existsSync(at('out'))).toBe(false);
    await work(false);
    expect(readdirSync(out).map((name) => readFileSync(join(out, name), 'utf8'))).toEqual(['a', 'b']);
  });
});
