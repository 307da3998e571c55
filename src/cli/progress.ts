/** Progress on a terminal: share done, simulated cycles a second, simulated time; nothing when piped. */
import type { SingleBar } from 'cli-progress';

/** Clock of the chip at its low-voltage operating point (0.5 V), for simulated time. */
export const NOMINAL_CLOCK_HZ = 13e6;

export class Progress {
  private bar: SingleBar | undefined;
  private over = false;
  private readonly start = performance.now();

  /** @param label what is under way. */
  constructor(label: string, enabled = true) {
    if (enabled && process.stderr.isTTY) void this.show(label);
  }

  private async show(label: string): Promise<void> {
    const { SingleBar } = await import('cli-progress');
    if (this.over) return;
    this.bar = new SingleBar({
      format: `${label} {bar} {percentage}% | {cycles} | {speed} | chip time {time} | ETA {eta_formatted}`,
      stream: process.stderr,
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 50,
    });
    this.bar.start(1000, 0, { cycles: '', speed: '', time: '' });
  }

  /** @param done share of the work, 0..1. @param cycles simulated so far. */
  update(done: number, cycles: number): void {
    if (!this.bar) return;
    const seconds = (performance.now() - this.start) / 1000;
    this.bar.update(Math.round(done * 1000), {
      cycles: `${formatCount(cycles)} cycles`,
      speed: `${formatCount(cycles / Math.max(seconds, 1e-3))}/s`,
      time: `${(cycles / NOMINAL_CLOCK_HZ).toFixed(2)} s`,
    });
  }

  /** Takes the bar off the screen, so that a line can be printed; the next update draws it again. */
  clear(): void {
    if (this.bar) process.stderr.write('\r\u001b[K');
  }

  stop(): void {
    this.over = true;
    this.bar?.stop();
  }
}

/** Time that a run takes on silicon, for people. */
export function chipTime({
  chipSeconds: s,
  clock,
}: {
  readonly chipSeconds: number;
  readonly clock: number;
}): string {
  const time =
    s < 1e-5 ? `${(s * 1e6).toFixed(3)} µs` : s < 0.1 ? `${(s * 1e3).toFixed(3)} ms` : `${s.toFixed(2)} s`;
  return `${time} on the chip at ${clock / 1e6} MHz`;
}

/** `12.3 M` for people. */
export function formatCount(n: number): string {
  if (n >= 1e9) return `${(n / 1e9).toFixed(2)} G`;
  if (n >= 1e6) return `${(n / 1e6).toFixed(1)} M`;
  if (n >= 1e4) return `${(n / 1e3).toFixed(0)} k`;
  return String(Math.round(n));
}
