/** Recordings of sensors from files, streamed: each becomes one or several samples of events. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { Camera } from '../events/aedat.js';
import { ByteFeed } from '../events/byte-feed.js';
import { EventBuffer, type EventColumns, type SensorSize } from '../events/events.js';
import { formatOf, HEAD_BYTES, STREAMED, type RecordingFormat } from '../events/formats.js';
import { decodeNpz } from '../events/npz.js';
import { readWhole } from '../files/bytes.js';
import { firstBytes } from '../files/input.js';
import { fileError } from '../files/file-error.js';
import { Hdf5File } from '../hdf5/hdf5-file.js';
import type { NumberArray } from '../hdf5/tree.js';
import { badInput } from '../text/errors.js';

export interface RecordingOptions {
  readonly format?: RecordingFormat;
  /** Camera of an AEDAT 2 file whose header does not name it. */
  readonly camera?: Camera;
}

/** A stretch of events that belongs together. */
export interface Recording {
  /** The class, where the file names it. */
  readonly label?: number;
  /** Size of the sensor, where the file names it; known when the first batch has been read. */
  readonly sensor: () => SensorSize | undefined;
  /** Events that had to be left out because the stream began in the middle. */
  readonly skipped: () => number;
  /** The events, in batches, once. @throws UserError naming the byte at which the file is wrong. */
  readonly batches: () => AsyncIterable<EventColumns>;
}

/** Largest archive, in bytes; archives are read into memory as a whole. */
const MAX_ARCHIVE = 1 << 30;
/** Channels of the cochlea model of the SHD and SSC data sets. */
const COCHLEA: SensorSize = { width: 700, height: 1 };
const MICROSECONDS = 1e6;

/**
 * The recordings in a file: one, or as many as it has samples (SHD, SSC).
 * @throws UserError when the file cannot be read or its format cannot be recognised.
 */
export async function* readRecordings(
  file: string,
  options: RecordingOptions = {},
): AsyncGenerator<Recording, void> {
  const format = options.format ?? formatOf(file, firstBytes(file, HEAD_BYTES));
  if (format === 'spikes') yield* spikeRecordings(file);
  else if (format === 'npz') yield await archive(file);
  else yield streamed(file, format, options.camera);
}

function streamed(file: string, format: keyof typeof STREAMED, camera?: Camera): Recording {
  const buffer = new EventBuffer();
  const feed = new ByteFeed(file, STREAMED[format](buffer, file, camera));
  async function* batches(): AsyncGenerator<EventColumns, void> {
    try {
      for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
        feed.push(chunk as Buffer);
        if (buffer.count > 0) yield buffer.take();
      }
    } catch (error) {
      throw fileError(error, { file });
    }
    feed.end();
    yield buffer.take();
  }
  return { batches, sensor: () => buffer.sensor, skipped: () => buffer.skipped };
}

async function archive(file: string): Promise<Recording> {
  const buffer = new EventBuffer();
  decodeNpz(await readWhole(file, MAX_ARCHIVE), buffer, file);
  return whole(buffer.take(), undefined);
}

const whole = (columns: EventColumns, sensor: SensorSize | undefined, label?: number): Recording => ({
  ...(label === undefined ? {} : { label }),
  sensor: () => sensor,
  skipped: () => 0,
  batches: () => Readable.from([columns]),
});

/** HDF5 files with `spikes/times` in seconds, `spikes/units` and `labels`, a row a sample. */
async function* spikeRecordings(file: string): AsyncGenerator<Recording, void> {
  const opened = await Hdf5File.open(file);
  const samples = await rowsOf(opened, file, 'spikes/times');
  for (const path of ['spikes/units', 'labels']) {
    const rows = await rowsOf(opened, file, path);
    if (rows !== samples) throw badInput(`${rows} rows of ${path}, but ${samples} of spikes/times`, { file });
  }
  for (let k = 0; k < samples; k++) {
    const times = first(await opened.slice('spikes/times', k, k + 1));
    const units = first(await opened.slice('spikes/units', k, k + 1));
    const label = first(await opened.slice('labels', k, k + 1))[0]!;
    yield whole(spikesOf(times, units, file, k), COCHLEA, label);
  }
}

async function rowsOf(opened: Hdf5File, file: string, path: string): Promise<number> {
  const shape = await opened.shape(path);
  if (shape?.length !== 1)
    throw badInput(
      `no one-dimensional data set ${path}: SHD and SSC files have spikes/times, spikes/units, labels`,
      {
        file,
      },
    );
  return shape[0]!;
}

const first = (slice: NumberArray | NumberArray[]): NumberArray =>
  Array.isArray(slice) ? (slice[0] ?? new Uint16Array()) : slice;

function spikesOf(times: NumberArray, units: NumberArray, file: string, sample: number): EventColumns {
  if (times.length !== units.length)
    throw badInput(`sample ${sample}: ${times.length} times, but ${units.length} units`, { file });
  const wrong = units.findIndex((unit) => !(unit >= 0 && unit < COCHLEA.width));
  if (wrong >= 0)
    throw badInput(`sample ${sample}: unit ${units[wrong]!} is not from 0 to ${COCHLEA.width - 1}`, { file });
  const count = times.length;
  return {
    count,
    t: Float64Array.from(times, (seconds) => seconds * MICROSECONDS),
    x: Uint16Array.from(units),
    y: new Uint16Array(count),
    p: new Uint8Array(count).fill(1),
  };
}
