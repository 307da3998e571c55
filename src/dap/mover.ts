/** Movements of a session for an editor: one at a time, in pieces, so that it can be paused; with progress if it takes long. */
import type { Session, StopReport } from '../debug/session.js';
import type { Task } from '../debug/task.js';
import { SelectionError } from '../text/selection-error.js';

/** Longest time without a turn for messages, in milliseconds. */
const LONGEST_PIECE = 25;
/** Time after which progress is shown. */
const PATIENCE = 500;

export class Mover {
  /** Whether the editor shows progress. */
  reportsProgress = false;
  private moving = false;
  private paused = false;
  private progress = 0;

  constructor(
    private readonly breathe: () => Promise<void>,
    private readonly event: (event: string, body: object) => void,
  ) {}

  get isMoving(): boolean {
    return this.moving;
  }

  /** Ends the movement under way as soon as its piece is done. */
  pause(): void {
    this.paused = this.moving;
  }

  /**
   * Begins a movement; while one is under way, others are passed over: a key that is held down must not queue steps.
   * @param stopped called when it has ended.
   */
  move(
    session: Session,
    begin: () => Task<StopReport>,
    stopped: (report: StopReport, reason?: string) => void,
  ): void {
    if (this.moving) return;
    this.moving = true;
    this.paused = false;
    void this.run(session, begin).then((report) => {
      this.moving = false;
      stopped(report ?? session.report('step', 'paused'));
    });
  }

  /** Does something at once that changes the session. @throws SelectionError while the program runs. */
  async finish<T>(begin: () => Task<T>): Promise<T> {
    if (this.moving) throw new SelectionError('the program runs');
    const task = begin();
    for (;;) {
      const step = task.next();
      if (step.done === true) return step.value;
      await this.breathe();
    }
  }

  /** @returns undefined where it was paused. */
  private async run(session: Session, begin: () => Task<StopReport>): Promise<StopReport | undefined> {
    const start = performance.now();
    let last = start;
    const id = `move${++this.progress}`;
    let shown = false;
    // The response comes before the first event.
    await this.breathe();
    try {
      const task = begin();
      for (;;) {
        const step = task.next();
        if (step.done === true) return step.value;
        const now = performance.now();
        if (now - last < LONGEST_PIECE) continue;
        last = now;
        if (this.reportsProgress && now - start > PATIENCE) shown = this.showProgress(id, session, shown);
        await this.breathe();
        if (this.paused) {
          session.abandon(task);
          return undefined;
        }
      }
    } catch (error) {
      if (!(error instanceof SelectionError)) throw error;
      return session.report('step', error.message);
    } finally {
      if (shown) this.event('progressEnd', { progressId: id });
    }
  }

  private showProgress(progressId: string, session: Session, shown: boolean): true {
    const message = `cycle ${session.machine.chip.cycle}`;
    if (shown) this.event('progressUpdate', { progressId, message });
    else this.event('progressStart', { progressId, title: 'The program runs', message, cancellable: true });
    return true;
  }
}
