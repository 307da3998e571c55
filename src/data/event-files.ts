/**
 * Reads and writes event streams in the formats of other tools; formats/ describes each.
 *
 * A format added to {@link FORMATS} is known to `sextant data`, to `.incdata` and to the library.
 */
import { extname } from 'node:path';
import { readWhole } from '../files/bytes.js';
import type { EventStream } from '../firmware/events.js';
import { usageError } from '../text/errors.js';
import { formatDat, readSampleFile } from './dat.js';
import { csv } from './formats/csv.js';
import type { EventDefaults, EventFormatSpec } from './formats/format.js';
import { packed, packedHex } from './formats/packed.js';
import { pairs } from './formats/pairs.js';
import { encodeText } from './formats/text.js';
import { words, wordsHex } from './formats/words.js';
import { streamOf } from './sample-stream.js';
import type { Sample } from './task.js';

/** Formats of files that are read whole; where several fit, the last is taken. */
const FORMATS = {
  csv,
  'words-hex': wordsHex,
  'packed-hex': packedHex,
  pairs,
  packed,
  words,
} as const satisfies Record<string, EventFormatSpec>;

/** Name of an event format. */
export type EventFormat = 'dat' | keyof typeof FORMATS;

export const EVENT_FORMATS = ['dat', ...Object.keys(FORMATS)] as readonly EventFormat[];

/** How an event file is read. */
export interface EventFileOptions extends EventDefaults {
  /** Default: by the name of the file, and by its contents if several formats share the name. */
  readonly format?: EventFormat;
  /** Samples to read at most. */
  readonly samples?: number;
}

const endingOf = (file: string): string => extname(file.replace(/\.gz$/, '')).toLowerCase();

/** Formats that a name may stand for, the most likely one last. */
function formatsNamed(file: string): EventFormat[] {
  const ending = endingOf(file);
  if (ending === '.dat') return ['dat'];
  const found = (Object.keys(FORMATS) as (keyof typeof FORMATS)[]).filter((name) =>
    FORMATS[name].endings.includes(ending),
  );
  if (found.length === 0)
    throw usageError(`${file}: the name does not tell the format; give one of ${EVENT_FORMATS.join(', ')}`);
  return found;
}

/**
 * The format in which a file of this name is written.
 * @throws UserError for a name that does not belong to a format.
 */
export const formatOf = (file: string): EventFormat => formatsNamed(file).at(-1)!;

/**
 * Reads the samples of an event file.
 * @throws UserError with file and line, or byte, of what does not fit the format.
 */
export async function readEventSamples(file: string, options: EventFileOptions = {}): Promise<Sample[]> {
  const { format, samples, ...defaults } = options;
  const names = format === undefined ? formatsNamed(file) : [format];
  if (names[0] === 'dat') return (await readSampleFile(file, options.limits, defaults)).slice(0, samples);
  const bytes = await readWhole(file);
  const specs = names.flatMap((name): EventFormatSpec[] => (name === 'dat' ? [] : [FORMATS[name]]));
  const spec = specs.find((s) => names.length > 1 && s.looksLike?.(bytes) === true) ?? specs.at(-1)!;
  return spec.read(file, bytes, defaults).slice(0, samples);
}

/** Reads an event file as a stream. @throws UserError as {@link readEventSamples} does. */
export const readEvents = async (file: string, options: EventFileOptions = {}): Promise<EventStream> =>
  streamOf(await readEventSamples(file, options));

/**
 * A stream in a format.
 * @param sample the one to write, for `packed`.
 * @throws UserError (exit code 2) when the format cannot hold the stream.
 */
export const formatEvents = (stream: EventStream, format: EventFormat, sample?: number): Uint8Array =>
  format === 'dat' ? encodeText(formatDat(stream)) : FORMATS[format].write(stream, sample);
