/** Records the energy side of a run: watches a chip, keeps its profile, writes the energy log. */
import type { Chip, ChipWatcher } from '../chip/chip.js';
import type { CycleObserver } from '../chip/cycle.js';
import { CsvEncoder, csvHeader } from '../energy/csv.js';
import { EnergyLog, type Every, type LogPosition, type RowBlock } from '../energy/log.js';
import { ParquetEncoder } from '../energy/parquet.js';
import type { Prices } from '../energy/prices.js';
import { Profiler, Watchers, type Profile } from '../energy/profile.js';
import type { OutputFile } from '../io/output.js';

export interface EnergyLogRequest {
  /** Takes the rows; Parquet when named so, else CSV. */
  readonly file: OutputFile;
  readonly prices: Prices;
  readonly every: Every;
  readonly from?: LogPosition;
  readonly to?: LogPosition;
}

/** Rows of a Parquet row group: its footer grows with their number. */
const PARQUET_ROWS = 1 << 16;

export class EnergyRecorder {
  private readonly profiler: Profiler;
  private readonly log: EnergyLog | undefined;
  private readonly end: () => void;

  /** Attaches itself to the chip, as it stands. */
  constructor(chip: Chip, request?: EnergyLogRequest) {
    this.profiler = new Profiler(chip.state);
    const watchers: ChipWatcher[] = [this.profiler];
    this.end = () => undefined;
    if (request) {
      const { file, prices, every, from, to } = request;
      const parquet = file.file.endsWith('.parquet');
      const encoder = parquet ? new ParquetEncoder(every) : new CsvEncoder();
      if (!parquet) file.write(csvHeader(every));
      const onBlock = (block: RowBlock): void => file.write(encoder.encode(block));
      this.log = new EnergyLog(chip.state, prices, {
        every,
        onBlock,
        ...(parquet ? { blockRows: PARQUET_ROWS } : {}),
        ...(from ? { from } : {}),
        ...(to ? { to } : {}),
      });
      // Rows by cycle need no ticks but to know their place.
      watchers.push(this.log);
      if (encoder instanceof ParquetEncoder) this.end = () => file.write(encoder.end());
    }
    chip.watcher = watchers.length === 1 ? this.profiler : new Watchers(watchers);
  }

  /** Who is to see the next cycles: ask before every call of the engine. */
  get observer(): CycleObserver | undefined {
    return this.log?.watches === true ? this.log.observe : undefined;
  }

  /** Rows of the log so far. */
  get rows(): number {
    return this.log?.count ?? 0;
  }

  /** Ends profile and log; the file is the caller's to close. */
  finish(): Profile {
    this.log?.finish();
    this.end();
    return this.profiler.finish();
  }
}
