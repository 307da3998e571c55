/** From rows of counters to the bytes of a log file. */
import { CsvEncoder, KernelCsvEncoder } from './csv.js';
import { LogKernel } from './log-kernel.js';
import { TEXT_PIECE } from './log-memory.js';
import type { ActivityBlock, Every, LogBegin, RowBlock } from './log.js';
import type { Prices } from '../prices.js';

export type LogFormat = 'csv' | 'parquet';

/** What an encoder starts from; survives a structured clone. */
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
  /** @returns the bytes since the last call, good until the next block. */
  take(): Uint8Array;
  /** @returns the rest of the file. */
  end(): Uint8Array;
}

async function newRowEncoder(format: LogFormat, every: Every, kernel?: LogKernel): Promise<RowEncoder> {
  if (format === 'csv') return kernel ? new KernelCsvEncoder(every, kernel) : new CsvEncoder(every);
  // Loaded when it is needed: a short log is written sooner than that.
  const { ParquetEncoder } = await import('./parquet.js');
  return new ParquetEncoder(every, kernel);
}

/** Bytes of a log without any rows. */
export const emptyLog = async (format: LogFormat, every: Every): Promise<Uint8Array> =>
  (await newRowEncoder(format, every)).end();

/** Prices blocks of rows, in their order. */
interface Pricer {
  price(block: ActivityBlock): Iterable<RowBlock>;
}

export class LogEncoder {
  private constructor(
    private readonly pricer: Pricer,
    private readonly encoder: RowEncoder,
  ) {}

  static async begin({ format, every, prices, begin }: LogStart): Promise<LogEncoder> {
    const kernel = LogKernel.begin(every, begin, prices);
    const pricer = kernel ?? new (await import('./row-pricer.js')).RowPricer(every, begin, prices);
    return new LogEncoder(pricer, await newRowEncoder(format, every, kernel));
  }

  /** Gives pieces of the file, in their order, each good until the next. */
  *encode(block: ActivityBlock): Generator<Uint8Array, void> {
    const { pricer, encoder } = this;
    for (const rows of pricer.price(block)) {
      encoder.encode(rows);
      if (encoder.length >= TEXT_PIECE) yield encoder.take();
    }
    if (encoder.length > 0) yield encoder.take();
  }

  /** @returns the end of the file. */
  end(): Uint8Array {
    return this.encoder.end();
  }
}
