/**
 * Long work of a session for an editor: movements and questions, one at a time, in pieces, so that they can be paused and
 * cancelled; with progress where they take long.
 */
import type { Session, StopReport } from '../debug/session.js';
import type { Task, WaitingTask } from '../debug/task.js';
import { SelectionError } from '../text/selection-error.js';

/** Longest time without a turn for messages, in milliseconds. */
const LONGEST_PIECE = 25;
/** Time after which progress is shown. */
const PATIENCE = 500;

/** The work under way. */
interface Work {
  readonly progressId: string;
  /** Number of the request that began it. */
  readonly request: number;
  /** Whether it begins again where the stops have changed. */
  readonly followsStops: boolean;
  givenUp: boolean;
  beginsAgain: boolean;
  /** Whether its progress is shown. */
  shown: boolean;
}

/** A movement that a request begins. */
export interface Movement {
  readonly request: number;
  readonly begin: () => Task<StopReport>;
  /** Called when it has ended. @param reason for the editor, where it is not the report's. */
  readonly stopped: (report: StopReport, reason?: string) => void;
  /** Whether stops that are set meanwhile count. */
  readonly followsStops?: boolean;
}

export class Mover {
  /** Whether the editor shows progress. */
  reportsProgress = false;
  private work: Work | undefined;
  private count = 0;
  private closed = false;

  constructor(
    private readonly breathe: () => Promise<void>,
    private readonly event: (event: string, body: object) => void,
  ) {}

  get isMoving(): boolean {
    return this.work !== undefined;
  }

  /** Ends the work under way as soon as its piece is done. */
  pause(): void {
    if (this.work) this.work.givenUp = true;
  }

  /** Ends the work under way, and waits until it has ended. */
  async stop(): Promise<void> {
    this.pause();
    while (this.work) await this.breathe();
  }

  /** Ends the work that has this progress, or that this request began; what is done already is left alone. */
  cancel(progressId: string, request: number): void {
    const { work } = this;
    if (work && (work.progressId === progressId || work.request === request)) work.givenUp = true;
  }

  /** From now on all work is given up. */
  close(): void {
    this.closed = true;
    this.pause();
  }

  /** The stops have changed. */
  stopsChanged(): void {
    if (this.work) this.work.beginsAgain = this.work.followsStops;
  }

  /** Begins a movement; while work is under way, it is passed over: a key that is held down must not queue steps. */
  async move(session: Session, movement: Movement): Promise<void> {
    if (this.work) return;
    const { request, begin, stopped, followsStops = false } = movement;
    const work = this.begin(request, followsStops);
    // The response comes before the first event.
    await this.breathe();
    const report = await this.drive(session, work, function* (): Task<StopReport> {
      try {
        return yield* begin();
      } catch (error) {
        if (!(error instanceof SelectionError)) throw error;
        return session.report('step', error.message);
      }
    });
    if (this.closed) return;
    if (report) stopped(report.value);
    else stopped(session.report('step', 'paused'), 'pause');
  }

  /**
   * Does work whose result is the answer to a request.
   * @throws SelectionError while other work is under way, and where it was cancelled.
   */
  async finish<T>(session: Session, request: number, begin: () => WaitingTask<T>): Promise<T> {
    if (this.work) throw new SelectionError('the program runs');
    const result = await this.drive(session, this.begin(request, false), begin);
    if (result === undefined) throw new SelectionError('cancelled');
    return result.value;
  }

  private begin(request: number, followsStops: boolean): Work {
    const progressId = `work${++this.count}`;
    this.work = { progressId, request, followsStops, givenUp: false, beginsAgain: false, shown: false };
    return this.work;
  }

  /** @returns undefined where it was given up. */
  private async drive<T>(
    session: Session,
    work: Work,
    begin: () => WaitingTask<T>,
  ): Promise<{ readonly value: T } | undefined> {
    const start = performance.now();
    let last = start;
    try {
      for (let task = begin(); ;) {
        const step = task.next();
        if (step.done === true) return { value: step.value };
        if (step.value) await step.value;
        const now = performance.now();
        if (now - last < LONGEST_PIECE) continue;
        if (now - start > PATIENCE) this.showProgress(session, work);
        await this.breathe();
        last = performance.now();
        if (!work.givenUp && !work.beginsAgain && !this.closed) continue;
        session.abandon(task);
        if (!work.beginsAgain || work.givenUp || this.closed) return undefined;
        work.beginsAgain = false;
        task = begin();
      }
    } finally {
      this.work = undefined;
      if (work.shown) this.event('progressEnd', { progressId: work.progressId });
    }
  }

  private showProgress(session: Session, work: Work): void {
    if (!this.reportsProgress) return;
    const { progressId } = work;
    const message = `cycle ${session.machine.chip.cycle}`;
    if (work.shown) this.event('progressUpdate', { progressId, message });
    else this.event('progressStart', { progressId, title: 'The program runs', message, cancellable: true });
    work.shown = true;
  }
}
