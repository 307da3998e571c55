/** Small recordings in every format, made for the tests in the layout of the real ones. */
import { zipSync } from 'fflate';

export type Event = readonly [t: number, x: number, y: number, p: number];

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

export function nmnist(events: readonly Event[]): Buffer {
  const parts: Buffer[] = [];
  let overflows = 0;
  for (const [t, x, y, p] of events) {
    for (; t - overflows * 8192 > 0x7fffff; overflows++) parts.push(Buffer.from([0, 240, 0, 0, 0]));
    const time = t - overflows * 8192;
    parts.push(Buffer.from([x, y, (p << 7) | (time >> 16), (time >> 8) & 255, time & 255]));
  }
  return Buffer.concat(parts);
}

export function dat(
  events: readonly Event[],
  header = '% Data file containing CD events.\n% Version 2\n',
): Buffer {
  const body = Buffer.alloc(8 * events.length);
  events.forEach(([t, x, y, p], i) => {
    body.writeUInt32LE(t, 8 * i);
    body.writeUInt32LE(((p << 28) | (y << 14) | x) >>> 0, 8 * i + 4);
  });
  return Buffer.concat([bytes(header), Buffer.from([0, 8]), body]);
}

export function evt2(events: readonly Event[]): Buffer {
  const words: number[] = [];
  let high = -1;
  for (const [t, x, y, p] of events) {
    if (t >> 6 !== high) words.push((0x8 << 28) | (high = t >> 6));
    words.push((p << 28) | ((t & 63) << 22) | (x << 11) | y);
  }
  const body = Buffer.alloc(4 * words.length);
  words.forEach((word, i) => body.writeUInt32LE(word >>> 0, 4 * i));
  return Buffer.concat([bytes('% evt 2.0\n% geometry 1280x720\n'), body]);
}

/** Neighbouring columns of one time, row and polarity become runs. */
export function evt3(events: readonly Event[], header = '% evt 3.0\n'): Buffer {
  const words: number[] = [];
  let [high, low, row] = [-1, -1, -1];
  for (let i = 0; i < events.length;) {
    const [t, x, y, p] = events[i]!;
    if ((t >> 12) % 4096 !== high) words.push(0x8000 | (high = (t >> 12) % 4096));
    if ((t & 0xfff) !== low) words.push(0x6000 | (low = t & 0xfff));
    if (y !== row) words.push((row = y));
    let run = 1;
    const joins = ([t2, x2, y2, p2]: Event): boolean => t2 === t && y2 === y && p2 === p && x2 === x + run;
    while (run < 12 && i + run < events.length && joins(events[i + run]!)) run++;
    if (run === 1) words.push(0x2000 | (p << 11) | x);
    else words.push(0x3000 | (p << 11) | x, (run > 8 ? 0x4000 : 0x5000) | ((1 << run) - 1));
    i += run;
  }
  const body = Buffer.alloc(2 * words.length);
  words.forEach((word, i) => body.writeUInt16LE(word, 2 * i));
  return Buffer.concat([bytes(header), body]);
}

export function aedat2(events: readonly Event[], chip = 'eu.seebetter.ini.chips.davis.DAVIS240C'): Buffer {
  const dvs128 = chip.includes('DVS128');
  const body = Buffer.alloc(8 * (events.length + 1));
  events.forEach(([t, x, y, p], i) => {
    const address = dvs128 ? ((127 - y) << 8) | (x << 1) | p : ((179 - y) << 22) | (x << 12) | (p << 11);
    body.writeUInt32BE(address >>> 0, 8 * i);
    body.writeUInt32BE(t, 8 * i + 4);
  });
  // The last one is not a change of light: a frame, or the synchronisation pin.
  body.writeUInt32BE(dvs128 ? 1 << 15 : 0x80000000, 8 * events.length);
  return Buffer.concat([bytes(`#!AER-DAT2.0\r\n# AEChip: ${chip}\r\n`), body]);
}

export function aedat3(events: readonly Event[]): Buffer {
  const packet = (kind: number, size: number, overflows: number, body: Buffer): Buffer => {
    const head = Buffer.alloc(28);
    head.writeUInt16LE(kind, 0);
    head.writeUInt32LE(size, 4);
    head.writeUInt32LE(4, 8);
    head.writeUInt32LE(overflows, 12);
    for (const at of [16, 20, 24]) head.writeUInt32LE(body.length / size, at);
    return Buffer.concat([head, body]);
  };
  const parts = [bytes('#!AER-DAT3.1\r\n#Format: RAW\r\n#!END-HEADER\r\n'), packet(0, 8, 0, Buffer.alloc(8))];
  for (const [t, x, y, p] of events) {
    const body = Buffer.alloc(8);
    body.writeUInt32LE(((x << 17) | (y << 2) | (p << 1) | 1) >>> 0, 0);
    body.writeUInt32LE(t % 2 ** 31, 4);
    parts.push(packet(1, 8, Math.floor(t / 2 ** 31), body));
  }
  return Buffer.concat(parts);
}

const INFO = `<dv version="2.0"><node name="outInfo" path="/mainloop/Recorder/outInfo/">
<node name="0" path="/mainloop/Recorder/outInfo/0/"><attr key="typeIdentifier" type="string">TRIG</attr></node>
<node name="1" path="/mainloop/Recorder/outInfo/1/"><attr key="typeIdentifier" type="string">EVTS</attr>
<node name="info"><attr key="sizeX" type="int">346</attr><attr key="sizeY" type="int">260</attr></node></node>
</node></dv>`;

/** A table of two fields of 4 bytes, preceded by its size and type. */
function flat(identifier: string, first: number | undefined, vector: Buffer, count: number): Buffer {
  const head = Buffer.alloc(32);
  head.writeUInt32LE(28 + 4 + vector.length, 0);
  head.writeUInt32LE(16, 4);
  head.write(identifier, 8, 'latin1');
  // The offsets of the fields, then the table itself: where its offsets are, the number, the vector.
  head.writeUInt16LE(10, 12);
  head.writeUInt16LE(12, 14);
  if (first !== undefined) head.writeUInt16LE(4, 16);
  head.writeUInt16LE(0, 18);
  head.writeUInt16LE(8, first === undefined ? 16 : 20);
  head.writeInt32LE(20 - 12, 20);
  return Buffer.concat([head.subarray(0, 20), tableOf(first ?? 0, count), vector]);
}

function tableOf(first: number, count: number): Buffer {
  const table = Buffer.alloc(16);
  table.writeInt32LE(8, 0);
  table.writeInt32LE(first, 4);
  table.writeUInt32LE(4, 8);
  table.writeUInt32LE(count, 12);
  return table;
}

/** An LZ4 frame whose only block holds one run of literals. */
export function lz4Literals(data: Buffer): Buffer {
  const rest = data.length - 15;
  const lengths = Buffer.from([...Array.from({ length: Math.floor(rest / 255) }, () => 255), rest % 255]);
  const block = Buffer.concat([Buffer.from([0xf0]), lengths, data]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(block.length);
  return Buffer.concat([
    Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]),
    size,
    block,
    Buffer.alloc(4),
  ]);
}

/** @param compression 0 none, 1 LZ4. */
export function aedat4(events: readonly Event[], compression: 0 | 1 = 0): Buffer {
  const elements = Buffer.alloc(16 * events.length);
  events.forEach(([t, x, y, p], i) => {
    elements.writeBigInt64LE(BigInt(t), 16 * i);
    elements.writeInt16LE(x, 16 * i + 8);
    elements.writeInt16LE(y, 16 * i + 10);
    elements.writeUInt8(p, 16 * i + 12);
  });
  const packet = (stream: number, data: Buffer): Buffer => {
    const body = compression === 1 ? lz4Literals(data) : data;
    const head = Buffer.alloc(8);
    head.writeInt32LE(stream, 0);
    head.writeInt32LE(body.length, 4);
    return Buffer.concat([head, body]);
  };
  return Buffer.concat([
    bytes('#!AER-DAT4.0\r\n'),
    flat('IOHE', compression, bytes(INFO), INFO.length),
    packet(0, Buffer.alloc(24)),
    packet(1, flat('EVTS', undefined, elements, events.length)),
  ]);
}

export function npy(descr: string, data: Buffer, shape: string): Buffer {
  const header = `{'descr': ${descr}, 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117) + '\n';
  const head = Buffer.from([0x93, ...bytes('NUMPY'), 1, 0, header.length & 255, header.length >> 8]);
  return Buffer.concat([head, bytes(header), data]);
}

/** @param records one array of records instead of four columns. */
export function npz(events: readonly Event[], records = false): Buffer {
  const shape = `${events.length},`;
  if (records) {
    const data = Buffer.alloc(13 * events.length);
    events.forEach(([t, x, y, p], i) => {
      data.writeInt16LE(x, 13 * i);
      data.writeInt16LE(y, 13 * i + 2);
      data.writeBigInt64LE(BigInt(t), 13 * i + 4);
      data.writeUInt8(p, 13 * i + 12);
    });
    const descr = "[('x', '<i2'), ('y', '<i2'), ('t', '<i8'), ('p', '|b1')]";
    return Buffer.from(zipSync({ 'events.npy': npy(descr, data, shape) }));
  }
  const column = (k: 0 | 1 | 2 | 3): Buffer => {
    const data = Buffer.alloc(4 * events.length);
    events.forEach((event, i) => data.writeInt32LE(event[k], 4 * i));
    return npy("'<i4'", data, shape);
  };
  return Buffer.from(
    zipSync({ 't.npy': column(0), 'x.npy': column(1), 'y.npy': column(2), 'p.npy': column(3) }),
  );
}
