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

export class LogEncoder {
  private readonly pricer: RowPricer;
  private readonly encoder: CsvEncoder | ParquetEncoder;
  private header: Uint8Array | undefined;

  constructor({ format, every, prices, begin }: LogStart) {
    this.pricer = new RowPricer(every, begin, prices);
    this.encoder = format === 'csv' ? new CsvEncoder() : new ParquetEncoder(every);
    if (format === 'csv') this.header = emptyLog(format, every);
  }

  /** @returns pieces of the file, in their order, good until the next block. */
  encode(block: ActivityBlock): Uint8Array[] {
    for (const rows of this.pricer.price(block)) this.encoder.encode(rows);
    const bytes = this.encoder.take();
    const pieces = this.header ? [this.header, bytes] : [bytes];
    this.header = undefined;
    return pieces;
  }

  /** @returns the end of the file. */
  end(): Uint8Array[] {
    if (this.encoder instanceof ParquetEncoder) return [this.encoder.end()];
    return this.header ? [this.header] : [];
  }
}
