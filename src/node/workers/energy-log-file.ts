/** The energy log as a file. */
import { ACTIVITIES } from '../../chip/activity.js';
import type { Chip } from '../../chip/chip.js';
import type { CycleObserver } from '../../chip/cycle.js';
import type { ChipWatcher } from '../../chip/watcher.js';
import { ActivityLog } from '../../energy/log/activity-log.js';
import {
  COUNTER_ROWS,
  energyLogLayout,
  type Every,
  type LogBegin,
  type LogOrigin,
} from '../../energy/log/log.js';
import type { Prices } from '../../energy/prices.js';
import type { OutputFile } from '../../files/output.js';
import type { Position } from '../../position/position.js';
import { formatOf } from '../../table/schema.js';
import { OffThreadEncoder } from './off-thread-encoder.js';

/** What an energy log is made of and where it goes. */
export interface EnergyLogRequest {
  /** Takes the rows: as Parquet if the file's name ends in `.parquet`, else as CSV. */
  readonly file: OutputFile;
  readonly prices: Prices;
  readonly every: Every;
  readonly origin: LogOrigin;
  readonly from?: Position;
  readonly to?: Position;
}

/** A worker is started once 8 MB of counters wait; at most 24 MB may wait for it. */
const LIMITS = { worthIt: 16, mostWaiting: 48 };
/** Most rows of a log that is written without a worker. */
export const ROWS_WITHOUT_WORKER = LIMITS.worthIt * COUNTER_ROWS;

/** The beginning of a log whose window never begins. */
const NEVER: LogBegin = { cycle: 0, tick: 0, sample: 0, counts: new Float64Array(ACTIVITIES.length) };

/** Writes an energy log. A worker prices and encodes the rows, so that they cost the simulation only the counting. */
export class EnergyLogFile {
  private log: ActivityLog | undefined;
  private encoder: OffThreadEncoder | undefined;

  constructor(private readonly request: EnergyLogRequest) {}

  /** Begins with the chip in its present state. @returns the watcher to attach to the chip. */
  begin(chip: Chip): ChipWatcher {
    const { every, from, to } = this.request;
    this.log = new ActivityLog(chip, {
      every,
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
      onBegin: (begin) => (this.encoder = this.newEncoder(begin)),
      onBatch: (counters, rows) => this.encoder!.batch([counters], rows)[0] as Float64Array,
    });
    return this.log;
  }

  /** The observer of the next cycles, to be read before every call of the engine. */
  get observer(): CycleObserver | undefined {
    return this.log?.watches === true ? this.log.observe : undefined;
  }

  /** Whether the window of the log has not begun. */
  get isEmpty(): boolean {
    return this.encoder === undefined;
  }

  /** Resolves when the worker has caught up; undefined when there is nothing to wait for. */
  drained(): Promise<void> | undefined {
    return this.encoder?.drained() ?? this.request.file.drained();
  }

  /** Prices and encodes the remaining rows. */
  async finish(): Promise<void> {
    this.log?.finish();
    await (this.encoder ?? this.newEncoder(NEVER)).finish();
  }

  /** Ends the worker of a run that failed. */
  abandon(): void {
    this.encoder?.abandon();
  }

  private newEncoder(begin: LogBegin): OffThreadEncoder {
    const { file, every, prices, origin } = this.request;
    const layout = energyLogLayout(every, formatOf(file.file), begin, prices, origin);
    return new OffThreadEncoder(layout, file, LIMITS);
  }
}
