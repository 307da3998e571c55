/** Simulates points side by side, each worker with tasks and code that stay warm from point to point. */
import type { Piscina } from 'piscina';
import { workerScript } from '../node/workers/worker-script.js';
import { UserError } from '../text/errors.js';
import { carryOut, recordFailure, type JobEnd, type SimulationJob } from './simulation-job.js';
import { Store } from './store.js';
import type { WorkerFault } from './workers/study-worker.js';

type Workers = Piscina<SimulationJob, JobEnd | WorkerFault>;

export class SimulationPool {
  private workers: Promise<Workers> | undefined;

  /** @param jobs simulations at once; a single one runs in this thread. */
  constructor(private readonly jobs: number) {}

  /**
   * Simulates.
   * @returns the ends as they come, in any order.
   * @throws UserError if the store cannot be written, or holds another result for a point.
   */
  async *run(jobs: Iterable<SimulationJob>): AsyncGenerator<JobEnd> {
    if (this.jobs === 1) {
      for (const job of jobs) yield await carryOut(job);
      return;
    }
    const waiting = jobs[Symbol.iterator]();
    const running = new Map<number, Promise<{ slot: number; end: JobEnd }>>();
    const start = (slot: number): void => {
      const next = waiting.next();
      if (next.done === true) running.delete(slot);
      else
        running.set(
          slot,
          this.carryOut(next.value).then((end) => ({ slot, end })),
        );
    };
    // No more are handed over than there are workers, so that a stop takes effect at once.
    for (let slot = 0; slot < this.jobs; slot++) start(slot);
    while (running.size > 0) {
      const { slot, end } = await Promise.race(running.values());
      start(slot);
      yield end;
    }
  }

  /** Ends the workers. */
  async close(): Promise<void> {
    await (await this.workers)?.destroy();
  }

  private async carryOut(job: SimulationJob): Promise<JobEnd> {
    this.workers ??= openWorkers(this.jobs);
    try {
      const end = await (await this.workers).run(job);
      if ('exitCode' in end) throw new UserError(end.message, end.exitCode);
      return end;
    } catch (error) {
      if (!isOutOfMemory(error)) throw error;
      const message = 'a worker ran out of memory';
      recordFailure(new Store(job.store), job.ids, 'crash', message);
      return { id: job.ids.id, kind: 'crash', message, seconds: 0, cycles: 0 };
    }
  }
}

async function openWorkers(count: number): Promise<Workers> {
  // Loaded here because few commands need it.
  const { Piscina } = await import('piscina');
  return new Piscina({
    filename: workerScript('study-worker').href,
    minThreads: count,
    maxThreads: count,
  });
}

const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
