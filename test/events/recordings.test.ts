import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { readRecordings, type RecordingOptions } from '../../src/data/recordings.js';
import { ByteFeed } from '../../src/events/byte-feed.js';
import { EventBuffer, type EventColumns } from '../../src/events/events.js';
import { STREAMED } from '../../src/events/formats.js';
import { lz4Frame } from '../../src/events/lz4.js';
import { projectPath, temporaryDirectory } from '../project.js';
import { aedat2, aedat3, aedat4, dat, evt2, evt3, lz4Literals, nmnist, npz, type Event } from './encoders.js';

const dir = temporaryDirectory();

function file(name: string, contents: Uint8Array): string {
  const path = join(dir, name);
  writeFileSync(path, contents);
  return path;
}

const rowsOf = ({ count, t, x, y, p }: EventColumns): Event[] =>
  Array.from({ length: count }, (_, i) => [t[i]!, x[i]!, y[i]!, p[i]!]);

async function eventsOf(path: string, options: RecordingOptions = {}): Promise<Event[]> {
  const events: Event[] = [];
  for await (const recording of readRecordings(path, options))
    for await (const batch of recording.batches()) for (const event of rowsOf(batch)) events.push(event);
  return events;
}

/** Events in the order of time, many of them neighbours. */
function randomEvents(seed: string, width: number, height: number, last = 2 ** 23): Event[] {
  const random = seedrandom(seed);
  const below = (n: number): number => Math.floor(random() * n);
  const events: Event[] = [];
  for (let t = below(1000); t < last && events.length < 400; t += below(last / 100)) {
    const [x, y, p] = [below(width - 14), below(height), below(2)];
    for (let k = 0, run = below(3) === 0 ? 1 + below(14) : 1; k < run; k++) events.push([t, x + k, y, p]);
  }
  return events;
}

describe('recordings give the events that were written', () => {
  const small = randomEvents('small', 120, 128);
  it.each<[string, Uint8Array, Event[], RecordingOptions]>([
    ['n.bin', nmnist(randomEvents('n', 34, 34, 2 ** 24)), randomEvents('n', 34, 34, 2 ** 24), {}],
    ['p.dat', dat(randomEvents('p', 1280, 720)), randomEvents('p', 1280, 720), {}],
    ['2.raw', evt2(randomEvents('e', 1280, 720)), randomEvents('e', 1280, 720), {}],
    ['3.raw', evt3(randomEvents('e', 1280, 720)), randomEvents('e', 1280, 720), {}],
    ['long.raw', evt3(randomEvents('w', 640, 480, 2 ** 26)), randomEvents('w', 640, 480, 2 ** 26), {}],
    ['davis.aedat', aedat2(randomEvents('d', 240, 180)), randomEvents('d', 240, 180), {}],
    ['dvs.aedat', aedat2(small, 'ch.unizh.ini.jaer.chip.retina.DVS128'), small, {}],
    ['3.aedat', aedat3([...small, [2 ** 33 + 5, 1, 2, 1]]), [...small, [2 ** 33 + 5, 1, 2, 1]], {}],
    ['4.aedat4', aedat4(small), small, {}],
    ['4z.aedat4', aedat4(small, 1), small, {}],
    ['c.npz', npz(small), small, {}],
    ['r.npz', npz(small, true), small, {}],
  ])('%s', async (name, contents, events, options) => {
    expect(await eventsOf(file(name, contents), options)).toEqual(events);
  });

  it('in pieces of any size', () => {
    const random = seedrandom('pieces');
    const contents = { evt3: evt3(small), dat: dat(small), nmnist: nmnist(small), aedat3: aedat3(small) };
    for (const [format, data] of Object.entries(contents)) {
      const buffer = new EventBuffer();
      const feed = new ByteFeed('x', STREAMED[format as keyof typeof contents](buffer, 'x'));
      for (let at = 0; at < data.length;) {
        const end = at + 1 + Math.floor(random() * 20);
        feed.push(data.subarray(at, end));
        at = end;
      }
      feed.end();
      expect(rowsOf(buffer.take()), format).toEqual(small);
    }
  });
});

describe('recordings that are wrong say where', () => {
  it.each<[string, Uint8Array, RegExp]>([
    ['cut.bin', nmnist([[1, 2, 3, 0]]).subarray(0, 4), /cut\.bin: byte 4: the file ends within 5 bytes/],
    ['v1.dat', dat([], '% Data file\n% Version 1\n'), /v1\.dat: byte 0: DAT version 1; version 2 is read/],
    ['kind.dat', Buffer.from('% Data file\n\x07\x08'), /kind\.dat: byte 12: events of kind 7 with 8 bytes/],
    ['cut.dat', dat([[1, 2, 3, 0]]).subarray(0, -3), /cut\.dat: byte \d+: the file ends within 8 bytes/],
    ['chip.aedat', aedat2([], 'Other'), /chip\.aedat: byte 0: .*--camera dvs128, davis240/],
    ['pixel.aedat', aedat2([[1, 300, 2, 0]]), /pixel\.aedat: byte \d+: pixel outside the 240 x 180/],
    ['head.aedat', Buffer.concat([aedat3([]), Buffer.alloc(28)]), /head\.aedat: byte \d+: packet of 0 in 0/],
    ['cut.aedat4', aedat4([[1, 2, 3, 0]]).subarray(0, -8), /cut\.aedat4: byte \d+: the file ends within/],
    ['zip.npz', Buffer.from('PK\x03\x04rubbish'), /zip\.npz: damaged archive/],
    [
      'what.raw',
      Buffer.from('% nothing\n'),
      /neither its name nor its start tells the format; give one of nmnist/,
    ],
  ])('%s', async (name, contents, message) => {
    await expect(eventsOf(file(name, contents))).rejects.toThrow(message);
  });

  it('a wrong version of EVT, by name', async () => {
    const path = file('other.raw', evt3([], '% evt 2.0\n'));
    await expect(eventsOf(path, { format: 'evt3' })).rejects.toThrow(
      /the header says EVT 2, not EVT 3: give --format evt2/,
    );
  });
});

describe('LZ4 frames', () => {
  it('repeat what was written before, also while it is being written', () => {
    // Three literals, then a copy of 9 bytes from 3 before; the last literal follows by itself.
    const block = Buffer.from([0x35, 97, 98, 99, 3, 0, 0x10, 33]);
    const frame = Buffer.concat([
      Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82, block.length, 0, 0, 0]),
      block,
      Buffer.alloc(4),
    ]);
    expect(Buffer.from(lz4Frame(frame, 100)!).toString()).toBe('abcabcabcabc!');
    expect(lz4Frame(frame, 12)).toBeUndefined();
    expect(lz4Frame(frame.subarray(0, -5), 100)).toBeUndefined();
  });

  it('hold runs of any length', () => {
    const data = Buffer.alloc(1000, 'x');
    expect(Buffer.from(lz4Frame(lz4Literals(data), 1000)!).equals(data)).toBe(true);
  });
});

/** Public recordings with what their reference readers give: count, first, last, SHA-256 of t, x, y, p as int64. */
const PUBLIC: readonly [string, RecordingOptions, number, Event, Event, string][] = [
  [
    'sample_nmnist.bin',
    {},
    4325,
    [654, 7, 15, 1],
    [311175, 21, 14, 1],
    '4fb5a854c2136e283d313ceccfee2f62aedc694ea75837c6bec86df9f9ead204',
  ],
  [
    'sample_ncars.dat',
    {},
    2009,
    [0, 25, 8, 0],
    [99952, 75, 28, 1],
    '7a151f18c5c9b843e402faa9d03075bfc2f30d0d3b5758d88e0456aa5ca35493',
  ],
  [
    'evt3_sample.raw',
    { format: 'evt3-expelliarmus' },
    219596,
    [11718656, 874, 200, 0],
    [11772513, 1218, 572, 1],
    'd3a83441ef4e7fa264a1c741bb3232e78ff947acd7507ee6b55e7c096b6c049b',
  ],
  [
    'evt3_sample.raw',
    {},
    219596,
    [11718656, 874, 200, 0],
    [11727457, 1218, 572, 1],
    'b13f6a8414eaa83afd6b709a3bd86cb853fc5987ae05f3a83aac039769978dca',
  ],
  [
    'sample.aedat4',
    {},
    111954,
    [1605537493718345, 154, 204, 0],
    [1605537494308262, 88, 237, 1],
    'e0a2b63e3a31f0e450ee9bcd12b31628764817665f0c522edb92face3585058a',
  ],
];
const samples = projectPath('../shared/data/events');

describe.skipIf(!existsSync(samples))(
  'public recordings (skipped without ../shared/data/events, which is not part of the project)',
  () => {
    it.each(PUBLIC)(
      '%s %j decodes as its reference reader does',
      async (name, options, count, first, last, sha) => {
        const events = await eventsOf(join(samples, name), options);
        expect([events.length, events[0], events.at(-1)]).toEqual([count, first, last]);
        const rows = BigInt64Array.from(events.flat(), BigInt);
        expect(createHash('sha256').update(new Uint8Array(rows.buffer)).digest('hex')).toBe(sha);
      },
    );
  },
);
