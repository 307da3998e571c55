/** Runs a study: follows its search, simulates what the store does not have yet, and ends early when it must. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { searchSteps } from '../study/search/search.js';
import { newLog, type SearchLog } from '../study/search/steps.js';
import type { OpenStudy } from './open-study.js';
import { shardsOf } from './shards.js';
import { SimulationPool } from './simulation-pool.js';
import type { JobEnd, SimulationJob } from './simulation-job.js';
import { TrialResults, trialsOf, type Trial } from './trials.js';

export interface RunStudyOptions {
  /** Simulations at once. */
  readonly jobs: number;
  /** Whether simulations that failed are tried again. */
  readonly retriesFailed?: boolean;
  /** Part `index` (from 0) of `count`; absent: all. */
  readonly shard?: { readonly index: number; readonly count: number };
  /** Read between simulations and between epochs; true ends the work. */
  readonly stopped?: () => boolean;
  readonly onProgress?: (progress: StudyProgress) => void;
}

/** How far the work is. */
export interface StudyProgress {
  /** Simulations of the current step of the search, and those of it that are done. */
  readonly total: number;
  readonly done: number;
  /** Cycles simulated now, over all steps. */
  readonly cycles: number;
  /** Ends of this run so far. */
  readonly end?: JobEnd;
}

/** What a run did. */
export interface RunSummary {
  /** Simulated now. */
  readonly simulated: number;
  /** In the store before. */
  readonly found: number;
  readonly failed: readonly JobEnd[];
  readonly cycles: number;
  /** CPU time of the simulations, in s. */
  readonly simulationSeconds: number;
  readonly dropped: SearchLog['dropped'];
  readonly stoppedEarly: number;
  /** Whether every point that the search wants has a result or a failure. */
  readonly isComplete: boolean;
}

/**
 * Runs a study, or a part of it.
 * @throws UserError if the store cannot be written, or holds another result for a point.
 */
export async function runStudy(open: OpenStudy, options: RunStudyOptions): Promise<RunSummary> {
  open.store.removeLeftovers();
  const run = new StudyRun(open, options);
  try {
    return await run.follow();
  } finally {
    await run.close();
  }
}

class StudyRun {
  private readonly pool: SimulationPool;
  private readonly results: TrialResults;
  private readonly stop = new Int32Array(new SharedArrayBuffer(4));
  private readonly have: Set<string>;
  private readonly failures: Set<string>;
  private readonly log = newLog();
  private readonly failed: JobEnd[] = [];
  private simulated = 0;
  private found = 0;
  private cycles = 0;
  private seconds = 0;

  constructor(
    private readonly open: OpenStudy,
    private readonly options: RunStudyOptions,
  ) {
    this.pool = new SimulationPool(options.jobs);
    this.results = new TrialResults(open);
    this.have = open.store.ids('results');
    this.failures = options.retriesFailed === true ? new Set() : open.store.ids('failures');
  }

  async follow(): Promise<RunSummary> {
    const { study } = this.open;
    const isAdaptive = study.search.method === 'nsga2' || study.halving !== undefined;
    const steps = searchSteps(study, this.log);
    let step = steps.next();
    let isComplete = true;
    while (step.done !== true) {
      const trials = await trialsOf(this.open, step.value);
      isComplete = await this.simulateAll(trials, isAdaptive);
      if (!isComplete) break;
      step = steps.next(isAdaptive ? await this.results.outcomesOf(step.value, trials) : []);
    }
    return {
      simulated: this.simulated,
      found: this.found,
      failed: this.failed,
      cycles: this.cycles,
      simulationSeconds: this.seconds,
      dropped: this.log.dropped,
      stoppedEarly: this.log.stopped.length,
      isComplete,
    };
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  /** @returns whether all trials have a result or a failure. */
  private async simulateAll(trials: readonly Trial[], isAdaptive: boolean): Promise<boolean> {
    const distinct = [...new Map(trials.map((trial) => [trial.ids.id, trial])).values()];
    const missing = distinct.filter(({ ids }) => this.isMissing(ids.id));
    this.found += distinct.length - missing.length;
    const parts = this.partsOf(missing, distinct);
    await this.simulate(parts.own, distinct.length, distinct.length - missing.length);
    // The next step needs the results of all parts: what others have not done by now is done here, too.
    if (isAdaptive && parts.others.length > 0) {
      for (const id of this.open.store.ids('results')) this.have.add(id);
      const left = parts.others.filter(({ ids }) => this.isMissing(ids.id));
      await this.simulate(left, distinct.length, distinct.length - left.length);
    }
    return distinct.every(({ ids }) => !this.isMissing(ids.id));
  }

  private isMissing(id: string): boolean {
    return !this.have.has(id) && !this.failures.has(id);
  }

  /** The share of this process, and that of others, which begins with the share after this one. */
  private partsOf(trials: readonly Trial[], all: readonly Trial[]): { own: Trial[]; others: Trial[] } {
    const { shard } = this.options;
    if (!shard) return { own: [...trials], others: [] };
    const parts = shardsOf(all, shard.count);
    const partOf = ({ ids }: Trial): number => (parts.get(ids.id)! - shard.index + shard.count) % shard.count;
    const others = trials.filter((trial) => partOf(trial) !== 0);
    others.sort((a, b) => partOf(a) - partOf(b));
    return { own: trials.filter((trial) => partOf(trial) === 0), others };
  }

  private async simulate(trials: readonly Trial[], total: number, before: number): Promise<void> {
    const { stopped = () => false, onProgress = () => undefined } = this.options;
    let done = before;
    onProgress({ total, done, cycles: this.cycles });
    const watch = setInterval(() => stopped() && Atomics.store(this.stop, 0, 1), 100);
    try {
      for await (const end of this.pool.run(this.jobsOf(trials, stopped))) {
        this.take(end);
        if (end.kind !== 'stopped') done++;
        onProgress({ total, done, cycles: this.cycles, end });
      }
    } finally {
      clearInterval(watch);
    }
  }

  private take(end: JobEnd): void {
    this.cycles += end.cycles;
    this.seconds += end.seconds;
    if (end.kind === 'stopped') return;
    if (end.kind === 'done') {
      this.simulated++;
      this.have.add(end.id);
      this.recordCost(end);
    } else {
      this.failed.push(end);
      this.failures.add(end.id);
    }
  }

  /** The jobs of trials, until the work is to end. */
  private *jobsOf(trials: readonly Trial[], stopped: () => boolean): Generator<SimulationJob> {
    const { directory, store, study } = this.open;
    const last = study.halving?.rungs.at(-1);
    for (const { ids, point, seed } of trials) {
      if (stopped()) return;
      const keepsSnapshot = last !== undefined && point.simulation.epochs < last;
      const { simulation: settings } = point;
      yield { directory, store: store.directory, ids, settings, seed, keepsSnapshot, stop: this.stop };
    }
  }

  /** Results do not hold measured times, which differ from machine to machine. */
  private recordCost({ id, seconds, cycles }: JobEnd): void {
    const folder = join(this.open.store.directory, 'costs');
    mkdirSync(folder, { recursive: true });
    const line = JSON.stringify({ id, seconds: Number(seconds.toFixed(4)), cycles });
    appendFileSync(join(folder, `${hostname()}-${process.pid}.jsonl`), `${line}\n`);
  }
}
