import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  formatEvents,
  readEvents,
  readEventSamples,
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

  it('take plain CSV of samples of so many ticks: one begins where the label changes or time goes back', async () => {
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

  it('keep samples without labels in CSV', async () => {
    const unlabelled = new StreamBuilder().begin().add('spike', 1, 3).add('end', 9).build();
    const text = Buffer.from(formatEvents(unlabelled, 'csv')).toString();
    expect(text).toBe('neuron,time,label\n3,1,-1\n-1,9,-1\n');
    expect(await readEvents(file('unlabelled.csv', text))).toEqual(unlabelled);
    const [sample] = await readEventSamples(file('unlabelled.csv', text), { label: 2 });
    expect(sample).toMatchObject({ label: 2, labelTick: 0 });
  });

  it('take the columns of CSV by their names, a byte-order mark before them', async () => {
    const expected = await readEvents(file('o.csv', '3,4,1\n-1,9,1\n'));
    for (const [name, text] of [
      ['p.csv', 'time,neuron,label\n4,3,1\n9,-1,1\n'],
      ['q.csv', '\ufeffneuron,time,label\r\n3,4,1\r\n-1,9,1\r\n'],
      ['r.csv', 'note,label,time,neuron\n0,1,4,3\n0,1,9,-1\n'],
    ] as const)
      expect(await readEvents(file(name, text)), name).toEqual(expected);
  });

  it('find when labels begin from the events around them', async () => {
    const labelTicks = async (text: string): Promise<number[]> =>
      (await readEventSamples(file('s.dat', text))).map((s) => s.labelTick);
    // The earliest event after a label, if no sample has its label later.
    expect(await labelTicks('2\n1, 3\n-2, 0\n1, 9\n-1, 20\n1, 5\n-2, 1\n1, 7\n-1, 20\n')).toEqual([7, 7]);
    expect(await labelTicks('2\n1, 3\n-2, 0\n1, 9\n-1, 20\n1, 12\n-2, 1\n1, 17\n-1, 20\n')).toEqual([9, 17]);
    const none = readEventSamples(file('t.dat', '1\n1, 3\n-2, 0\n-1, 20\n'));
    await expect(none).rejects.toThrow(/t\.dat:4: no event follows the label.*--label-tick/);
  });

  it('take the words and numbers that public hosts send, by what is in the file', async () => {
    const int32 = (...numbers: number[]): Uint8Array => new Uint8Array(Int32Array.from(numbers).buffer);
    const one = await readEvents(file('u.dat', '1\n3, 4\n-2, 1\n7, 10\n-1, 12\n'));
    const packed = int32((3 << 16) | 4, (0xfffe << 16) | 1, (7 << 16) | 10, (0xffff << 16) | 12);
    expect(await readEvents(file('v.bin', packed))).toEqual(one);
    expect(await readEvents(file('w.bin', int32(1, 3, 4, -2, 1, 7, 10, -1, 12)))).toEqual(one);
    expect(await readEvents(file('x.bin', int32(0x03003004, 0x0200100a, 0x0300700a, 0x0100000c)))).toEqual(
      one,
    );
    expect(formatEvents(one, 'pairs')).toEqual(int32(1, 3, 4, -2, 1, 7, 10, -1, 12));
  });

  it.each<[string, string | Uint8Array, EventFileOptions, RegExp]>([
    ['e.dat', '1\n3, 4\nx, 5\n', { labelTick: 1 }, /e\.dat:3: .*'x, 5'/],
    ['f.dat', '1\n', {}, /f\.dat:1: 0 samples, but the first line announces 1/],
    ['g.bin', Uint8Array.of(1, 2, 3, 4, 5), {}, /g\.bin: byte 4: 5 bytes: the last word is not complete/],
    ['h.bin', Uint8Array.of(0, 0, 0, 3, 0, 0, 0, 4), {}, /h\.bin: byte 4: code 4 is not one of/],
    ['i.hex', '03000001\n\n0300g001\n', {}, /i\.hex:3: a hexadecimal word .* '0300g001'/],
    ['j.hex', '03fff001\n', {}, /j\.hex:1: neuron 4095, but there are only 256 inputs/],
    ['k.csv', 'neuron,time,label\n1,2\n', {}, /k\.csv:2: 2 columns, 3 expected/],
    ['l.csv', '300,2,0\n-1,3,0\n', {}, /l\.csv:1: neuron 300, but there are only 256 inputs/],
    ['m.hex', '00010005\n00020004\n', { format: 'packed-hex' }, /m\.hex:2: time 4 after time 5/],
    ['n.txt', '', {}, /does not tell the format/],
    ['aa.csv', '1,5,0\n1,4,0\n-1,9,0\n', {}, /aa\.csv:2: time 4 after time 5: events must be in order/],
    ['ab.csv', '1,5,0\n1,6,1\n-1,9,1\n', {}, /ab\.csv:2: label 1 after label 0: one label a sample/],
    ['ac.csv', 'time,unit,class\n1,5,0\n', {}, /ac\.csv:1: the column 'neuron' is missing/],
    ['ad.csv', '1,5,0\n', {}, /ad\.csv:1: no end of sample .*--ticks/],
    ['ae.csv', '1,5,17\n-1,9,17\n', {}, /ae\.csv:2: label 17, but there are only 16 outputs/],
    ['af.csv', 'neuron,time,label\n', {}, /af\.csv:1: no event in the file/],
    ['ag.csv', '1,5,0\n-1,5,0\n', {}, /ag\.csv:2: the sample ends at 5, but its last event is at 5/],
    ['ah.csv', '1,5,0\n-1,9,0\n2,3,0\n', {}, /ah\.csv:3: the file ends within sample 2/],
    ['ai.hex', '03001005\n02001009\n', {}, /ai\.hex:2: the file ends within sample 1/],
    ['aj.hex', '03001005\n03001004\n', {}, /aj\.hex:2: time 4 after time 5/],
    ['ak.hex', '02001001\n02002002\n', {}, /ak\.hex:2: a second label in one sample/],
    ['al.hex', '01000009\n', {}, /al\.hex:1: no event in the file/],
    [
      'am.dat',
      '1\n3, 4\n-2, 0\n-1, 20\n',
      { labelTick: 30 },
      /am\.dat:4: the sample ends at 20, before labels begin \(30\)/,
    ],
    [
      'an.bin',
      Uint8Array.of(4, 0, 1, 0),
      { format: 'packed' },
      /an\.bin: byte 0: no end of sample .*--ticks/,
    ],
    [
      'ao.bin',
      Uint8Array.of(2, 0, 0, 0, 255, 255, 255, 255, 9, 0, 0, 0),
      {},
      /ao\.bin: byte 0: 1 samples, but .* 2/,
    ],
  ])('say where %s is wrong', async (name, contents, options, message) => {
    await expect(readEvents(file(name, contents), options)).rejects.toThrow(message);
  });

  it('refuse what a format cannot hold', () => {
    const late = new StreamBuilder().begin().add('spike', 5000, 1).add('end', 70_000).build();
    expect(() => formatEvents(late, 'words')).toThrow(/tick 5000 does not fit the 12 bits/);
    expect(() => formatEvents(stream, 'packed')).toThrow(/one sample, there are 2/);
  });
});
