/** From rows of counters to the bytes of a log file. */
import { CsvEncoder, csvHeader } from './csv.js';
import type { ActivityBlock, Every, LogBegin } from './log.js';
import { ParquetEncoder } from './parquet.js';
import type { Prices } from './prices.js';
import { RowPricer } from './row-pricer.js';

export type LogFormat = 'csv' | 'parquet';

/** What an encoder starts from; survives a structured clone. */
export interface LogStart {
  readonly format: LogFormat;
  readonly every: Every;
  readonly prices: Prices;
  readonly begin: LogBegin;
}

/** Bytes of a log without any rows. */
export function emptyLog(format: LogFormat, every: Every): Uint8Array {
  return format === 'csv' ? new TextEncoder().encode(csvHeader(every)) : new ParquetEncoder(every).end();
}

/** Bytes that are written at a time: few enough to stay in the cache. */
const PIECE = 1 << 16;

export class LogEncoder {
  private readonly pricer: RowPricer;
  private readonly encoder: CsvEncoder | ParquetEncoder;
  private header: Uint8Array | undefined;

  constructor({ format, every, prices, begin }: LogStart) {
    this.pricer = new RowPricer(every, begin, prices);
    this.encoder = format === 'csv' ? new CsvEncoder() : new ParquetEncoder(every);
    if (format === 'csv') this.header = emptyLog(format, every);
  }

  /** Gives pieces of the file, in their order, each good until the next. */
  *encode(block: ActivityBlock): Generator<Uint8Array, void> {
    if (this.header) yield this.header;
    this.header = undefined;
    for (const rows of this.pricer.price(block)) {
      this.encoder.encode(rows);
      if (this.encoder.length >= PIECE) yield this.encoder.take();
    }
    if (this.encoder.length > 0) yield this.encoder.take();
  }

  /** @returns the end of the file. */
  end(): Uint8Array[] {
    if (this.encoder instanceof ParquetEncoder) return [this.encoder.end()];
    return this.header ? [this.header] : [];
  }
}
