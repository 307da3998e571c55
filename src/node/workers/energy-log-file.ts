/** The energy log as a file. */
import type { Chip } from '../../chip/chip.js';
import type { CycleObserver } from '../../chip/cycle.js';
import type { ChipWatcher } from '../../chip/watcher.js';
import { ActivityLog, newBatch } from '../../energy/log/activity-log.js';
import type { LogFormat, LogStart } from '../../energy/log/log-encoder.js';
import { BATCH_ROWS, type ActivityBatch, type Every } from '../../energy/log/log.js';
import type { Position } from '../../position/position.js';
import type { Prices } from '../../energy/prices.js';
import type { OutputFile } from '../../files/output.js';
import { workerScript } from './worker-script.js';
import { WorkerPipe } from './worker-pipe.js';

/** What an energy log is made of and where it goes. */
export interface EnergyLogRequest {
  /** Takes the rows: as Parquet if the file's name ends in `.parquet`, else as CSV. */
  readonly file: OutputFile;
  readonly prices: Prices;
  readonly every: Every;
  readonly from?: Position;
  readonly to?: Position;
}

/**
 * Batches from which on a log is worth a worker. Not sooner: while a run is young, the compiler's threads are busy, and
 * one more beside them slows the simulation down.
 */
const WORTH_A_WORKER = 16;
/** Most rows of a log that is written without a worker. */
export const ROWS_WITHOUT_WORKER = WORTH_A_WORKER * BATCH_ROWS;
/** Batches that may wait for the worker, 24 MB: the run goes on while the worker starts. */
const MOST_UNDER_WAY = 48;

/** Writes an energy log. A worker prices and encodes the rows, so that they cost the simulation only the counting. */
export class EnergyLogFile {
  private log: ActivityLog | undefined;
  private readonly format: LogFormat;
  private start: LogStart | undefined;
  /** Batches that wait until a worker is worth it, or for the end. */
  private readonly waiting: ActivityBatch[] = [];
  private readonly pipe: WorkerPipe<ActivityBatch, Float64Array>;

  constructor(private readonly request: EnergyLogRequest) {
    const { file } = request;
    this.format = file.file.endsWith('.parquet') ? 'parquet' : 'csv';
    this.pipe = new WorkerPipe(workerScript('energy-log-worker'), () => this.start, file, MOST_UNDER_WAY);
  }

  /** Begins with the chip in its present state. @returns the watcher to attach to the chip. */
  begin(chip: Chip): ChipWatcher {
    const { prices, every, from, to } = this.request;
    this.log = new ActivityLog(chip, {
      every,
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
      onBegin: (begin) => (this.start = { format: this.format, every, prices, begin }),
      onBatch: (batch) => this.take(batch),
    });
    return this.log;
  }

  /** The observer of the next cycles, to be read before every call of the engine. */
  get observer(): CycleObserver | undefined {
    return this.log?.watches === true ? this.log.observe : undefined;
  }

  /** Whether the window of the log has not begun. */
  get isEmpty(): boolean {
    return this.start === undefined;
  }

  /** Resolves when the worker has caught up; undefined when there is nothing to wait for. */
  drained(): Promise<void> | undefined {
    return this.pipe.drained() ?? this.request.file.drained();
  }

  /** Prices and encodes the remaining rows. */
  async finish(): Promise<void> {
    this.log?.finish();
    if (this.pipe.running) {
      await this.pipe.finish();
      return;
    }
    const { file, every } = this.request;
    const { emptyLog, LogEncoder } = await import('../../energy/log/log-encoder.js');
    if (this.start) {
      const encoder = await LogEncoder.begin(this.start);
      for (const batch of this.waiting) for (const piece of encoder.encode(batch)) file.write(piece.slice());
      file.write(encoder.end());
    } else file.write(await emptyLog(this.format, every));
  }

  /** Ends the worker of a run that failed. */
  abandon(): void {
    this.pipe.abandon();
  }

  private take(batch: ActivityBatch): Float64Array {
    const { waiting, pipe } = this;
    waiting.push(batch);
    if (pipe.running || waiting.length >= WORTH_A_WORKER)
      for (const ready of waiting.splice(0)) pipe.send(ready);
    return pipe.takeSpare() ?? newBatch();
  }
}
