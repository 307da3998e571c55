/**
 * AEDAT 4: the line `#!AER-DAT4.0`, a header, then packets of several streams, each a FlatBuffer, compressed or not.
 * An event has its time in microseconds (64 bits), x, y (16 bits each) and its polarity in 16 bytes.
 */
import { Decompress } from 'fzstd';
import { badInput, UserError, type Place } from '../text/errors.js';
import { viewOf, type Block, type Decoding, type Need } from './byte-feed.js';
import type { EventBuffer } from './events.js';
import { FlatBufferError, FlatTable } from './flat-buffer.js';
import { lz4Frame } from './lz4.js';

/** Ways to compress, by their number in the header. */
const COMPRESSION = ['none', 'lz4', 'lz4', 'zstd', 'zstd'] as const;
type Compression = (typeof COMPRESSION)[number];

const HEADER = { COMPRESSION: 0, TABLE: 1, INFO: 2 } as const;
const EVENTS = 0;
const EVENT_BYTES = 16;
/** Largest size of a packet in bytes; a larger number means that the header is damaged. */
const MAX_PACKET = 1 << 28;
const ZSTD_MAGIC = 0xfd2fb528;

/** A stream of events that the header announces. */
interface Stream {
  id: number;
  width: number;
  height: number;
}

export function* decodeAedat4(to: EventBuffer, file: string): Decoding {
  yield 'line';
  const { compression, table, stream } = yield* header(file);
  to.sensor = { width: stream.width, height: stream.height };
  for (;;) {
    const look = yield { peek: 1 };
    const head = look && (yield { exactly: 8 });
    // The table of packets stands behind them and says nothing that they do not say.
    if (!head || (table > 0 && head.at >= table)) return;
    const place = { file, byte: head.at };
    const fields = viewOf(head.bytes);
    const size = fields.getInt32(4, true);
    if (size < 0 || size > MAX_PACKET) throw badInput(`packet of ${size} bytes: a damaged header`, place);
    if (size === 0) continue;
    const body = yield { exactly: size };
    if (!body) throw badInput('the file ends before this packet', place);
    if (fields.getInt32(0, true) !== stream.id) continue;
    const packet = expand(body.bytes, compression, place);
    const { view, count } = read(place, () => FlatTable.root(packet, 'EVTS').structs(EVENTS, EVENT_BYTES));
    for (let i = 0; i < count * EVENT_BYTES; i += EVENT_BYTES)
      to.push(
        Number(view.getBigInt64(i, true)),
        view.getUint16(i + 8, true),
        view.getUint16(i + 10, true),
        view.getUint8(i + 12) & 1,
      );
  }
}

interface Header {
  compression: Compression;
  /** Where the table of packets begins, -1 when there is none. */
  table: number;
  stream: Stream;
}

function* header(file: string): Generator<Need, Header, Block | undefined> {
  const size = yield { peek: 4 };
  if (size?.bytes.length !== 4) throw badInput('the file ends within its header', { file, byte: 0 });
  const place = { file, byte: size.at };
  const length = 4 + viewOf(size.bytes).getUint32(0, true);
  if (length > MAX_PACKET) throw badInput(`header of ${length} bytes: damaged`, place);
  const block = yield { exactly: length };
  if (!block) throw badInput('the file ends within its header', place);
  return read(place, () => {
    const table = FlatTable.root(block.bytes, 'IOHE');
    const number = table.int32(HEADER.COMPRESSION, 0);
    const compression = COMPRESSION[number];
    if (compression === undefined)
      throw badInput(`compression ${number} is not one of 0 none, 1 and 2 LZ4, 3 and 4 Zstandard`, place);
    const stream = eventStream(table.string(HEADER.INFO));
    if (!stream) throw badInput('the header names no stream of events (EVTS)', place);
    return { compression, table: table.int64(HEADER.TABLE, -1), stream };
  });
}

/** The first stream of events in the header's XML: numbered nodes with attributes. */
function eventStream(xml: string): Stream | undefined {
  const attribute = (text: string, key: string): string | undefined =>
    new RegExp(`<attr key="${key}"[^>]*>([^<]*)</attr>`).exec(text)?.[1];
  const nodes = [...xml.matchAll(/<node name="(\d+)"/g)];
  for (const [i, node] of nodes.entries()) {
    const text = xml.slice(node.index, nodes[i + 1]?.index);
    if (attribute(text, 'typeIdentifier') !== 'EVTS') continue;
    return {
      id: Number(node[1]),
      width: Number(attribute(text, 'sizeX') ?? 0),
      height: Number(attribute(text, 'sizeY') ?? 0),
    };
  }
  return undefined;
}

function expand(bytes: Uint8Array, compression: Compression, place: Place): Uint8Array {
  if (compression === 'none') return bytes;
  const out = compression === 'lz4' ? lz4Frame(bytes, MAX_PACKET) : zstdFrame(bytes);
  if (!out) throw badInput(`damaged ${compression === 'lz4' ? 'LZ4' : 'Zstandard'} data`, place);
  return out;
}

function zstdFrame(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < 4 || viewOf(bytes).getUint32(0, true) !== ZSTD_MAGIC) return undefined;
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    new Decompress((part) => {
      length += part.length;
      if (length > MAX_PACKET) throw new RangeError('too long');
      parts.push(part);
    }).push(bytes, true);
  } catch {
    return undefined;
  }
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Reads a FlatBuffer; what is wrong with it is the file's fault. */
function read<T>(place: Place, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (error instanceof UserError || !(error instanceof FlatBufferError)) throw error;
    throw badInput(`damaged packet: ${error.message}`, place);
  }
}
