/** Output files: whole or absent, wherever they go. */
import { execFileSync } from 'node:child_process';
import { lstatSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
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

  it('replaces one of the same name at the end; where another thread writes it, that one goes at once', async () => {
    const dir = temporaryDirectory();
    const file = join(dir, 'log.csv');
    writeFileSync(file, 'old');
    const output = new OutputFile(file);
    expect(readFileSync(file, 'utf8')).toBe('old');
    const appender = new Appender(output.handOver());
    expect(existsSync(file)).toBe(false);
    appender.write(Buffer.from('new'));
    appender.close();
    await output.close();
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(readdirSync(dir)).toEqual(['log.csv']);
  });

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
