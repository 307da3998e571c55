/** Output files: whole or absent, wherever they go. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Appender } from '../../src/files/appender.js';
import { OutputFile, writeWhole } from '../../src/files/output.js';
import { projectPath, temporaryDirectory } from '../project.js';

describe('an output file', () => {
  it('goes where a link leads to, which stays', async () => {
    const dir = temporaryDirectory();
    const [file, link] = [join(dir, 'file.csv'), join(dir, 'link.csv')];
    writeFileSync(file, 'old');
    symlinkSync(file, link);
    writeWhole(link, 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    const stream = new OutputFile(link);
    stream.write('newer');
    await stream.close();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('newer');
    expect(readdirSync(dir).sort()).toEqual(['file.csv', 'link.csv']);
  });

  it('replaces a file of the same name at the end, also if another thread writes it', async () => {
    const dir = temporaryDirectory();
    const file = join(dir, 'log.csv');
    writeFileSync(file, 'old');
    const output = new OutputFile(file);
    const appender = new Appender(output.handOver());
    appender.write(Buffer.from('new'));
    expect(readFileSync(file, 'utf8')).toBe('old');
    await output.close();
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(dir)).toEqual(['log.csv']);
  });

  it('goes where a dangling link leads to, through directories and other links', () => {
    const dir = temporaryDirectory();
    mkdirSync(join(dir, 'there'));
    symlinkSync('there/target.csv', join(dir, 'second'));
    symlinkSync('second', join(dir, 'first'));
    writeWhole(join(dir, 'first'), 'text');
    expect(readFileSync(join(dir, 'there', 'target.csv'), 'utf8')).toBe('text');
    expect(lstatSync(join(dir, 'first')).isSymbolicLink()).toBe(true);
    expect(lstatSync(join(dir, 'second')).isSymbolicLink()).toBe(true);
  });

  it('keeps the mode of a file that it replaces', async () => {
    const file = join(temporaryDirectory(), 'mine');
    writeFileSync(file, 'old');
    chmodSync(file, 0o640);
    writeWhole(file, 'new');
    expect(statSync(file).mode & 0o777).toBe(0o640);
    const stream = new OutputFile(file);
    stream.write('newer');
    await stream.close();
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it('leaves nothing behind when it is given up, whatever was written', async () => {
    const dir = temporaryDirectory();
    const [empty, full] = ['empty.csv', 'full.csv.gz'].map((name) => new OutputFile(join(dir, name)));
    full!.write('x'.repeat(100_000));
    empty!.abandon();
    full!.abandon();
    full!.abandon();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(readdirSync(dir)).toEqual([]);
  });

  it('needs a directory that exists', () => {
    const file = join(temporaryDirectory(), 'no', 'such', 'x.csv');
    expect(() => new OutputFile(file)).toThrow(/the directory .*such does not exist/);
    expect(() => writeWhole(file, '')).toThrow(/does not exist/);
  });

  it.each(['x.csv', 'x.csv.gz'])(
    'of a full disk (%s) fails with a message and does not hang',
    async (name) => {
      const dir = temporaryDirectory();
      const output = new OutputFile(join(dir, name));
      output.write('text');
      output.fail(Object.assign(new Error('full'), { code: 'ENOSPC' }));
      await expect(output.drained()).rejects.toThrow(/no space left/);
      await expect(output.close()).rejects.toThrow(/no space left/);
      expect(readdirSync(dir)).toEqual([]);
    },
  );

  it.skipIf(process.platform === 'win32')('is written as it comes where it is a pipe', () => {
    const before = lstatSync('/dev/stdout');
    const text = execFileSync(
      'sh',
      ['-c', '"$0" "$1" isa -o /dev/stdout | cat', process.execPath, projectPath('dist/sextant.js')],
      {
        encoding: 'utf8',
      },
    );
    expect(text).toContain('# ');
    expect(lstatSync('/dev/stdout').ino).toBe(before.ino);
  });
});
