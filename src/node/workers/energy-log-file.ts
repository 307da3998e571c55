/** The energy log as a file. */
import type { Chip } from '../../chip/chip.js';
import type { CycleObserver } from '../../chip/cycle.js';
import type { ChipWatcher } from '../../chip/watcher.js';
import type { LogFormat, LogStart } from '../../energy/log/log-encoder.js';
import { sharedWords } from '../../table/shared-memory.js';
import { ActivityLog } from '../../energy/log/activity-log.js';
import { BLOCK_LENGTH, type ActivityBlock, type Every, type LogPosition } from '../../energy/log/log.js';
import type { Prices } from '../../energy/prices.js';
import type { OutputFile } from '../../files/output.js';
import { workerScript } from './worker-script.js';
import { WorkerPipe } from './worker-pipe.js';

export interface EnergyLogRequest {
  /** Takes the rows; Parquet when named so, else CSV. */
  readonly file: OutputFile;
  readonly prices: Prices;
  readonly every: Every;
  readonly from?: LogPosition;
  readonly to?: LogPosition;
}

/** Words in a batch for the worker: many of the log's blocks, for few messages. */
const BATCH_LENGTH = BLOCK_LENGTH;
/**
 * Batches from which on a log is worth a worker. Not sooner: while a run is young, the compiler's threads are busy, and
 * one more beside them holds the simulation up.
 */
const WORTH_A_WORKER = 2;
/** Words of rows that a log without a worker has at most. */
export const WITHOUT_WORKER = WORTH_A_WORKER * BATCH_LENGTH;
/** Batches that may be under way, 8 MB: a run goes on while its worker starts. */
const MOST_UNDER_WAY = 32;

/**
 * Rows are priced and encoded by a worker, so that they cost the simulation little more than a look at its counters each.
 */
export class EnergyLogFile {
  private log: ActivityLog | undefined;
  private readonly format: LogFormat;
  private start: LogStart | undefined;
  private batch = sharedWords(BATCH_LENGTH);
  /** Words in the batch so far. */
  private used = 0;
  /** Batches that wait for a worker, or for the end. */
  private readonly waiting: ActivityBlock[] = [];
  private readonly pipe: WorkerPipe<ActivityBlock, Uint16Array>;

  constructor(private readonly request: EnergyLogRequest) {
    const { file } = request;
    this.format = file.file.endsWith('.parquet') ? 'parquet' : 'csv';
    this.pipe = new WorkerPipe(workerScript('energy-log-worker'), () => this.start, file, MOST_UNDER_WAY);
  }

  /** Begins with the chip as it stands. @returns who is to be told of its ticks and samples. */
  begin(chip: Chip): ChipWatcher {
    const { prices, every, from, to } = this.request;
    this.log = new ActivityLog(chip, {
      every,
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
      onBegin: (begin) => (this.start = { format: this.format, every, prices, begin }),
      onBlock: (block) => this.take(block),
    });
    return this.log;
  }

  /** Who is to see the next cycles: ask before every call of the engine. */
  get observer(): CycleObserver | undefined {
    return this.log?.watches === true ? this.log.observe : undefined;
  }

  /** Resolves when what is written has gone far enough; undefined when there is nothing to wait for. */
  drained(): Promise<void> | undefined {
    return this.pipe.drained() ?? this.request.file.drained();
  }

  /** Prices and encodes the rest. */
  async finish(): Promise<void> {
    this.log?.finish();
    const { file, every } = this.request;
    if (this.used > 0) this.endBatch();
    if (this.pipe.running) {
      await this.pipe.finish();
      return;
    }
    const { emptyLog, LogEncoder } = await import('../../energy/log/log-encoder.js');
    if (this.start) {
      const encoder = await LogEncoder.begin(this.start);
      for (const block of this.waiting) for (const piece of encoder.encode(block)) file.write(piece.slice());
      file.write(encoder.end());
    } else file.write(await emptyLog(this.format, every));
  }

  /** Ends the worker, where the run came to nothing. */
  abandon(): void {
    this.pipe.abandon();
  }

  private take({ values, length }: ActivityBlock): void {
    if (this.used + length > BATCH_LENGTH) this.endBatch();
    this.batch.set(values.subarray(0, length), this.used);
    this.used += length;
  }

  private endBatch(): void {
    const { batch: values, used: length, waiting, pipe } = this;
    waiting.push({ values, length });
    if (pipe.running || waiting.length >= WORTH_A_WORKER)
      for (const batch of waiting.splice(0)) pipe.send(batch);
    this.batch = pipe.takeSpare() ?? sharedWords(BATCH_LENGTH);
    this.used = 0;
  }
}
