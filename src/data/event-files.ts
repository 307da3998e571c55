/**
 * Event streams from and to the files people have.
 *
 * - `dat`: the reference benchmark's text (dat.ts).
 * - `words`: 32-bit words as FPGA hosts of this chip use them, binary (little end first) or hexadecimal, one a line:
 *   [27:24] code (3 spike, 2 label, 1 end of sample, 0 nothing), [23:12] data, [11:0] tick.
 * - `packed`: `(neuron << 16) | time` words, binary or hexadecimal; one sample a file.
 * - `csv`: `neuron,time,label`, or columns of these names in any order below a header. Neuron -2 begins the label, -1 ends
 *   the sample, as in `dat`.
 *   Without these rows a sample ends where the label changes or the time goes back.
 */
import { extname } from 'node:path';
import { EVENT_CODE } from '../../isa/image.js';
import {
  codeOf,
  dataOf,
  labelOf,
  MAX_EVENT_DATA,
  sampleEnd,
  StreamBuilder,
  type EventStream,
} from '../firmware/events.js';
import { readWhole } from '../files/bytes.js';
import { csvLine, CsvReader } from '../table/csv.js';
import { badInput, usageError, type Place } from '../text/errors.js';
import { readSampleFile } from './dat.js';
import type { Sample } from './task.js';
import { quote } from '../text/quote.js';

export const EVENT_FORMATS = ['dat', 'words', 'words-hex', 'packed', 'packed-hex', 'csv'] as const;
/** Format of a file of input events. */
export type EventFormat = (typeof EVENT_FORMATS)[number];

/** What a file of input events does not say itself. */
export interface EventFileOptions {
  format?: EventFormat;
  /** Tick at which labels begin, where the format gives none. */
  labelTick?: number;
  /** Label, where the format gives none. */
  label?: number;
  /** Ticks of a sample, where the format gives none; default: one more than its last event's time. */
  ticks?: number;
  /** At most so many samples. */
  samples?: number;
}

const FORMAT_OF: Record<string, EventFormat> = {
  '.dat': 'dat',
  '.bin': 'words',
  '.hex': 'words-hex',
  '.mem': 'words-hex',
  '.csv': 'csv',
};

/** Limits of the chip's address bus; smaller settings of a program are the lint's business. */
const DAT_LIMITS = { inputs: 256, outputs: 256 };
/** Largest time of a `words` item, 12 bits, and of a `packed` one, 16 bits. */
const MAX_WORD_TICK = 0xfff;
const MAX_PACKED_TICK = 0xffff;

/** The format a file's name stands for. */
export function formatOf(file: string): EventFormat {
  const format = FORMAT_OF[extname(file.replace(/\.gz$/, '')).toLowerCase()];
  if (format === undefined)
    throw usageError(`${file}: the name does not tell the format; give one of ${EVENT_FORMATS.join(', ')}`);
  return format;
}

/**
 * Reads an event stream.
 * @throws UserError with file and line, or byte, of what does not fit the format.
 */
export async function readEvents(file: string, options: EventFileOptions = {}): Promise<EventStream> {
  const format = options.format ?? formatOf(file);
  const stream = await read(file, format, options);
  return options.samples === undefined ? stream : firstSamples(stream, options.samples);
}

async function read(file: string, format: EventFormat, options: EventFileOptions): Promise<EventStream> {
  if (format === 'dat') {
    if (options.labelTick === undefined)
      throw usageError(`${file}: .dat gives labels no time; say at which tick they begin`);
    return streamOf(await readSampleFile(file, DAT_LIMITS), options.labelTick);
  }
  const bytes = await readWhole(file);
  if (format === 'csv') return readCsv(file, bytes, options);
  const items = format.endsWith('-hex') ? hexWords(file, bytes) : binaryWords(file, bytes);
  return format.startsWith('words') ? readWords(items) : readPacked(items, options);
}

/** Samples of a task as a stream; the label begins at `labelTick`. */
export function streamOf(samples: readonly Sample[], labelTick: number): EventStream {
  const builder = new StreamBuilder();
  for (const { events, label, ticks } of samples) {
    builder.begin();
    let marked = false;
    for (const { neuron, tick } of events) {
      if (!marked && tick >= labelTick) builder.add('label', labelTick, label);
      marked ||= tick >= labelTick;
      builder.add('spike', tick, neuron);
    }
    if (!marked) builder.add('label', labelTick, label);
    builder.add('end', ticks);
  }
  return builder.build();
}

/** The first samples of a stream. */
function firstSamples(stream: EventStream, count: number): EventStream {
  if (count >= stream.samples) return stream;
  const items = count === 0 ? 0 : sampleEnd(stream, count - 1);
  return {
    samples: count,
    first: stream.first.slice(0, count),
    ticks: stream.ticks.slice(0, items),
    words: stream.words.slice(0, items),
  };
}

interface PlacedWord {
  word: number;
  place: Place;
}

function binaryWords(file: string, bytes: Uint8Array): PlacedWord[] {
  if (bytes.length % 4 !== 0)
    throw badInput(`${bytes.length} bytes: a word is cut`, { file, byte: bytes.length - (bytes.length % 4) });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: bytes.length / 4 }, (_, i) => ({
    word: view.getUint32(4 * i, true),
    place: { file, byte: 4 * i },
  }));
}

function textLines(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).split(/\r?\n/);
}

function hexWords(file: string, bytes: Uint8Array): PlacedWord[] {
  return textLines(bytes).flatMap((line, i) => {
    const text = line.replace(/(\/\/|#|;).*/, '').trim();
    if (text === '') return [];
    const place = { file, line: i + 1 };
    if (!/^(0x)?[\da-f]{1,8}$/i.test(text))
      throw badInput(`a hexadecimal word of up to 8 digits expected, not ${quote(text)}`, place);
    return [{ word: parseInt(text, 16), place }];
  });
}

/** Adds an item; what the stream refuses is the file's fault. */
function add(b: StreamBuilder, place: Place, code: keyof typeof EVENT_CODE, tick: number, data = 0): void {
  try {
    b.add(code, tick, data);
  } catch (error) {
    throw badInput(error instanceof Error ? error.message : String(error), place);
  }
}

const CODE_NAMES = Object.fromEntries(
  Object.entries(EVENT_CODE).map(([name, code]) => [code, name]),
) as Record<number, keyof typeof EVENT_CODE>;

function readWords(items: readonly PlacedWord[]): EventStream {
  const b = new StreamBuilder();
  for (const { word, place } of items) {
    const name = CODE_NAMES[(word >>> 24) & 15];
    if (name === undefined || word >>> 28 !== 0)
      throw badInput(`code ${word >>> 24} is none of 0 nothing, 1 end, 2 label, 3 spike`, place);
    if (b.samples === 0 || b.ended) b.begin();
    const data = (word >>> 12) & 0xfff;
    if (data > MAX_EVENT_DATA) throw badInput(`${name} ${data} is over ${MAX_EVENT_DATA}`, place);
    add(b, place, name, word & 0xfff, name === 'end' || name === 'nothing' ? 0 : data);
  }
  return b.build();
}

function readPacked(
  items: readonly PlacedWord[],
  { labelTick = 0, label, ticks }: EventFileOptions,
): EventStream {
  const b = new StreamBuilder().begin();
  let last = 0;
  let marked = label === undefined;
  for (const { word, place } of items) {
    const time = word & 0xffff;
    if (time < last) throw badInput(`time ${time} after time ${last}: events must be in order`, place);
    if (!marked && time >= labelTick) add(b, place, 'label', labelTick, label);
    marked ||= time >= labelTick;
    add(b, place, 'spike', time, word >>> 16);
    last = time;
  }
  if (!marked) b.add('label', labelTick, label);
  return b.add('end', ticks ?? last + 1).build();
}

/** Columns of `csv` files, in the order of files without a header. */
const EVENT_COLUMNS = ['neuron', 'time', 'label'];
const MAX_CSV_NUMBER = 999_999_999;

function readCsv(file: string, bytes: Uint8Array, options: EventFileOptions): EventStream {
  const b = new StreamBuilder();
  let sample: { label: number; time: number; marked: boolean } | undefined;
  const finish = (place: Place): void => {
    if (!sample) return;
    if (!sample.marked) add(b, place, 'label', options.labelTick ?? 0, sample.label);
    add(b, place, 'end', options.ticks ?? sample.time + 1);
    sample = undefined;
  };
  let place: Place = { file, line: 1 };
  const reader = new CsvReader(file, EVENT_COLUMNS);
  textLines(bytes).forEach((text, i) => {
    place = { file, line: i + 1 };
    const row = reader.row(text, i + 1);
    if (!row) return;
    const neuron = row.whole('neuron', -2, MAX_CSV_NUMBER);
    const time = row.whole('time', 0, MAX_CSV_NUMBER);
    const label = row.whole('label', 0, MAX_CSV_NUMBER);
    if (sample && (label !== sample.label || time < sample.time)) finish(place);
    if (!sample) {
      b.begin();
      sample = { label, time, marked: false };
    }
    const labelTick = options.labelTick ?? 0;
    if (
      neuron === -2 ||
      (neuron >= 0 && !sample.marked && options.labelTick !== undefined && time >= labelTick)
    ) {
      add(b, place, 'label', neuron === -2 ? time : labelTick, label);
      sample.marked = true;
    }
    if (neuron === -1) {
      if (!sample.marked) add(b, place, 'label', labelTick, label);
      add(b, place, 'end', time);
      sample = undefined;
    } else {
      sample.time = time;
      if (neuron >= 0) add(b, place, 'spike', time, neuron);
    }
  });
  finish(place);
  return b.build();
}

/**
 * A stream in a format.
 * @param sample the one to write, for `packed`.
 * @throws UserError (wrong use) when the format cannot hold the stream.
 */
export function formatEvents(stream: EventStream, format: EventFormat, sample?: number): Uint8Array {
  const utf8 = new TextEncoder();
  switch (format) {
    case 'dat':
      return utf8.encode(formatDat(stream));
    case 'csv':
      return utf8.encode(formatCsv(stream));
    default: {
      const words = format.startsWith('words') ? wordsOf(stream) : packedOf(stream, sample);
      if (format.endsWith('-hex'))
        return utf8.encode(words.map((w) => `${w.toString(16).padStart(8, '0')}\n`).join(''));
      const bytes = new Uint8Array(4 * words.length);
      const view = new DataView(bytes.buffer);
      words.forEach((w, i) => view.setUint32(4 * i, w, true));
      return bytes;
    }
  }
}

function formatDat(stream: EventStream): string {
  const lines = Array.from(stream.words, (word, i) => {
    const tick = stream.ticks[i]!;
    const code = codeOf(word);
    if (code === EVENT_CODE.label) return `-2, ${dataOf(word)}\n`;
    return code === EVENT_CODE.end
      ? `-1, ${tick}\n`
      : code === EVENT_CODE.spike
        ? `${dataOf(word)}, ${tick}\n`
        : '';
  });
  return `${stream.samples}\n${lines.join('')}`;
}

function formatCsv(stream: EventStream): string {
  const lines = [csvLine(EVENT_COLUMNS)];
  for (let k = 0; k < stream.samples; k++) {
    const label = Math.max(0, labelOf(stream, k));
    for (let i = stream.first[k]!; i < sampleEnd(stream, k); i++) {
      const code = codeOf(stream.words[i]!);
      if (code === EVENT_CODE.nothing) continue;
      const neuron = code === EVENT_CODE.label ? -2 : code === EVENT_CODE.end ? -1 : dataOf(stream.words[i]!);
      lines.push(csvLine([neuron, stream.ticks[i]!, label]));
    }
  }
  return lines.join('');
}

function wordsOf(stream: EventStream): number[] {
  return Array.from(stream.words, (word, i) => {
    const tick = stream.ticks[i]!;
    if (tick > MAX_WORD_TICK) throw usageError(`tick ${tick} does not fit the 12 bits of this format`);
    return ((codeOf(word) << 24) | (dataOf(word) << 12) | tick) >>> 0;
  });
}

function packedOf(stream: EventStream, sample?: number): number[] {
  const k = sample ?? 0;
  if (sample === undefined && stream.samples !== 1)
    throw usageError(`this format holds one sample, there are ${stream.samples}: say which`);
  if (k >= stream.samples) throw usageError(`there is no sample ${k}, only ${stream.samples}`);
  const words: number[] = [];
  for (let i = stream.first[k]!; i < sampleEnd(stream, k); i++) {
    const tick = stream.ticks[i]!;
    if (codeOf(stream.words[i]!) !== EVENT_CODE.spike) continue;
    if (tick > MAX_PACKED_TICK) throw usageError(`tick ${tick} does not fit the 16 bits of this format`);
    words.push(((dataOf(stream.words[i]!) << 16) | tick) >>> 0);
  }
  return words;
}
