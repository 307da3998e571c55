import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readLines } from '../../src/files/lines.js';
import { temporaryDirectory } from '../project.js';

async function linesOf(contents: string | Buffer): Promise<string[]> {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, contents);
  const lines: string[] = [];
  for await (const batch of readLines(file)) {
    expect(batch.first).toBe(lines.length + 1);
    lines.push(...batch.lines);
  }
  return lines;
}

describe('lines of a file', () => {
  it.each([
    ['LF', 'a\n\nb\n'],
    ['CR LF', 'a\r\n\r\nb\r\n'],
    ['CR', 'a\r\rb\r'],
    ['different ends', 'a\n\rb'],
    ['a byte-order mark', '\ufeffa\n\nb\n'],
  ])('end with %s', async (_, text) => {
    expect(await linesOf(text)).toEqual(['a', '', 'b']);
    expect(await linesOf(gzipSync(text))).toEqual(['a', '', 'b']);
  });

  it.each([
    ['', []],
    ['\n', ['']],
    ['\r', ['']],
    ['\ufeff', []],
    ['x', ['x']],
    ['é\r', ['\xc3\xa9']],
  ])('of the short text %j', async (text, lines) => {
    expect(await linesOf(text)).toEqual(lines);
  });

  it('are the same wherever a piece of the file ends', async () => {
    // A stream reads 64 KiB at a time: the CR LF lies across the end of the first piece.
    for (const length of [65_534, 65_535, 65_536]) {
      const line = 'x'.repeat(length);
      expect(await linesOf(`${line}\r\ny\r\n`)).toEqual([line, 'y']);
    }
  });

  it('are refused in UTF-16', async () => {
    await expect(linesOf(Buffer.from('\ufeffa\n', 'utf16le'))).rejects.toThrow(/UTF-16: save it as UTF-8/);
  });
});
