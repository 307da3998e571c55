/** From rows of counters to the bytes of a log file. */
import type { Prices } from '../prices.js';
import { CsvEncoder } from './csv.js';
import type { ActivityBatch, Every, LogBegin, RowBlock } from './log.js';
import { RowPricer } from './row-pricer.js';

export type LogFormat = 'csv' | 'parquet';

/** What an encoder starts from; can be sent to a worker. */
export interface LogStart {
  readonly format: LogFormat;
  readonly every: Every;
  readonly prices: Prices;
  readonly begin: LogBegin;
}

/** Turns priced rows into the bytes of one file. */
interface RowEncoder {
  /** Adds rows. */
  encode(block: RowBlock): void;
  /** Bytes that wait to be taken. */
  readonly length: number;
  /** @returns the bytes since the last call, valid until the next block. */
  take(): Uint8Array;
  /** @returns the rest of the file. */
  end(): Uint8Array;
}

async function newRowEncoder(format: LogFormat, every: Every): Promise<RowEncoder> {
  if (format === 'csv') return new CsvEncoder(every);
  // Loaded here because the Parquet library takes longer to load than a short log takes to write.
  const { ParquetEncoder } = await import('./parquet.js');
  return new ParquetEncoder(every);
}

/** Bytes of a log without any rows. */
export const emptyLog = async (format: LogFormat, every: Every): Promise<Uint8Array> =>
  (await newRowEncoder(format, every)).end();

/** Bytes that may wait before they are handed on. */
const PIECE_BYTES = 1 << 16;

/** Turns batches of counters into the bytes of a log file. */
export class LogEncoder {
  private constructor(
    private readonly pricer: RowPricer,
    private readonly encoder: RowEncoder,
  ) {}

  static async begin({ format, every, prices, begin }: LogStart): Promise<LogEncoder> {
    return new LogEncoder(new RowPricer(every, begin, prices), await newRowEncoder(format, every));
  }

  /** Yields pieces of the file in their order, each valid until the next. */
  *encode(batch: ActivityBatch): Generator<Uint8Array, void> {
    const { pricer, encoder } = this;
    for (const rows of pricer.price(batch)) {
      encoder.encode(rows);
      if (encoder.length >= PIECE_BYTES) yield encoder.take();
    }
    if (encoder.length > 0) yield encoder.take();
  }

  /** @returns the end of the file. */
  end(): Uint8Array {
    return this.encoder.end();
  }
}
