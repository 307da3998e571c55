import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  formatEvents,
  readEvents,
  type EventFileOptions,
  type EventFormat,
} from '../../src/data/event-files.js';
import { StreamBuilder } from '../../src/firmware/events.js';
import { projectPath, temporaryDirectory } from '../project.js';

const dir = temporaryDirectory();

function file(name: string, contents: string | Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, contents);
  return path;
}

const stream = new StreamBuilder()
  .begin()
  .add('spike', 1, 3)
  .add('spike', 4, 0)
  .add('label', 5, 1)
  .add('spike', 5, 7)
  .add('end', 9)
  .begin()
  .add('label', 5, 0)
  .add('end', 12)
  .build();

describe('event files', () => {
  it.each<[EventFormat, string, EventFileOptions]>([
    ['dat', 'a.dat', { labelTick: 5 }],
    ['words', 'a.bin', {}],
    ['words-hex', 'a.hex', {}],
    ['csv', 'a.csv', {}],
  ])('give back what was written as %s', async (format, name, options) => {
    expect(await readEvents(file(name, formatEvents(stream, format)), options)).toEqual(stream);
  });

  it.each<EventFormat>(['packed', 'packed-hex'])('give back one sample as %s', async (format) => {
    const path = file(`b.${format}`, formatEvents(stream, format, 0));
    const options = { format, label: 1, labelTick: 5, ticks: 9 };
    const one = await readEvents(path, options);
    expect([...one.ticks]).toEqual([1, 4, 5, 5, 9]);
    expect([...one.words]).toEqual([...stream.words].slice(0, 5));
  });

  it('read the committed task in every format alike', async () => {
    const source = projectPath('traces/golden/cueacc-own/dataset_test.dat');
    const own = await readEvents(source, { labelTick: 2100 });
    expect([own.samples, own.ticks.length]).toEqual([8, 4496]);
    for (const [format, name] of [
      ['words', 'c.bin'],
      ['csv', 'c.csv'],
    ] as const)
      expect(await readEvents(file(name, formatEvents(own, format)))).toEqual(own);
  });

  it('csv: columns are read by their names, in any order', async () => {
    const named = await readEvents(file('n.csv', 'time,label,neuron\n4,1,3\n9,1,5\n'));
    expect(named).toEqual(await readEvents(file('o.csv', '3,4,1\n5,9,1\n')));
  });

  it('take plain CSV: a sample ends where the label changes or time goes back', async () => {
    const s = await readEvents(file('d.csv', '3,1,0\n4,2,0\n5,1,0\n6,7,1\n'), { labelTick: 2, ticks: 10 });
    expect(Array.from(s.words, (w, i) => [(w >>> 24) & 15, w & 255, s.ticks[i]])).toEqual([
      [3, 3, 1],
      [2, 0, 2],
      [3, 4, 2],
      [1, 0, 10],
      [3, 5, 1],
      [2, 0, 2],
      [1, 0, 10],
      [2, 1, 2],
      [3, 6, 7],
      [1, 0, 10],
    ]);
  });

  it.each<[string, string | Uint8Array, EventFileOptions, RegExp]>([
    ['e.dat', '1\n3, 4\nx, 5\n', { labelTick: 1 }, /e\.dat:3: .*'x, 5'/],
    ['f.dat', '1\n', {}, /say at which tick they begin/],
    ['g.bin', Uint8Array.of(1, 2, 3, 4, 5), {}, /g\.bin: byte 4: 5 bytes: a word is cut/],
    ['h.bin', Uint8Array.of(0, 0, 0, 3, 0, 0, 0, 4), {}, /h\.bin: byte 4: code 4 is none of/],
    ['i.hex', '03000001\n\n0300g001\n', {}, /i\.hex:3: a hexadecimal word .* '0300g001'/],
    ['j.hex', '03fff001\n', {}, /j\.hex:1: spike 4095 is over 255/],
    ['k.csv', 'neuron,time,label\n1,2\n', {}, /k\.csv:2: 2 columns, 3 expected/],
    ['m.csv', 'time,neuron\n1,2\n', {}, /m\.csv:1: the column 'label' is missing/],
    ['l.csv', '300,2,0\n', {}, /l\.csv:1: spike 300 is not from 0 to 255/],
    ['m.hex', '00010005\n00020004\n', { format: 'packed-hex' }, /m\.hex:2: time 4 after time 5/],
    ['n.txt', '', {}, /does not tell the format/],
  ])('say where %s is wrong', async (name, contents, options, message) => {
    await expect(readEvents(file(name, contents), options)).rejects.toThrow(message);
  });

  it('refuse what a format cannot hold', () => {
    const late = new StreamBuilder().begin().add('spike', 5000, 1).add('end', 70_000).build();
    expect(() => formatEvents(late, 'words')).toThrow(/tick 5000 does not fit the 12 bits/);
    expect(() => formatEvents(stream, 'packed')).toThrow(/one sample, there are 2/);
  });
});
