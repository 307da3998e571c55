/** Progress of a study on a terminal: simulations done, speed, time left; nothing when piped. */
import type { SingleBar } from 'cli-progress';
import type { StudyProgress } from '../../study-node/run-study.js';
import { formatCount } from '../progress.js';

export class StudyBar {
  private bar: SingleBar | undefined;
  private over = false;
  private last: StudyProgress | undefined;
  private readonly start = performance.now();

  /** @param label what is under way. */
  constructor(label: string, enabled: boolean) {
    if (enabled && process.stderr.isTTY) void this.show(label);
  }

  update(progress: StudyProgress): void {
    this.last = progress;
    this.draw();
  }

  stop(): void {
    this.over = true;
    this.bar?.stop();
    this.bar = undefined;
  }

  private async show(label: string): Promise<void> {
    const { SingleBar } = await import('cli-progress');
    if (this.over) return;
    this.bar = new SingleBar({
      format: `${label} {bar} {value}/{total} | {speed} | ETA {eta_formatted}`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 100,
    });
    this.bar.start(this.last?.total ?? 1, this.last?.done ?? 0, { speed: '' });
    this.draw();
  }

  private draw(): void {
    if (!this.bar || !this.last) return;
    const { total, done, cycles } = this.last;
    const seconds = Math.max((performance.now() - this.start) / 1000, 1e-3);
    if (this.bar.getTotal() !== total) this.bar.setTotal(total);
    this.bar.update(done, { speed: `${formatCount(cycles / seconds)} cycles/s` });
  }
}
