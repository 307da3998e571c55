/**
 * What recording costs whole runs, from the start of a process to its end, on a machine that is busy or uneven: an untraced
 * run and a recorded one are under way at the same time, and take turns of some milliseconds, stopped in between. So both
 * meet the same machine, where runs one after the other may differ by half.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { meanOfRatios, type Mean } from './statistics.js';
import { RECORDINGS, runArguments, withDirectory } from './watching.js';

/** Milliseconds of a turn: many times what stopping takes, a small part of a run. */
const SLICE = 30;

export interface SlicesResult {
  name: string;
  /** Time of the recorded run over that of the untraced one, a number a run. */
  ratios: number[];
  ratio: Mean;
  /** Seconds of the untraced runs. */
  untraced: number[];
}

/** Every recording against an untraced run, and first an untraced one (what the method itself adds). */
export async function inSlices(runs: number, only: string | undefined): Promise<SlicesResult[]> {
  if (process.platform === 'win32') throw new Error('--slices stops processes by signals: not on Windows');
  const recordings = RECORDINGS.filter(({ name }) => only === undefined || name.includes(only));
  const results = [undefined, ...recordings].map((way) => ({
    way,
    ratios: [] as number[],
    untraced: [] as number[],
  }));
  await withDirectory(async (directory) => {
    for (let run = 0; run < runs; run++)
      for (const { way, ratios, untraced } of results) {
        const both = [undefined, way].map((recording) => runArguments(recording, directory));
        // Now one is the first, now the other.
        if (run % 2 === 1) both.reverse();
        const seconds = await sideBySide(both);
        if (run % 2 === 1) seconds.reverse();
        untraced.push(seconds[0]!);
        ratios.push(seconds[1]! / seconds[0]!);
      }
  });
  return results.map(({ way, ratios, untraced }) => ({
    name: way?.name ?? 'untraced as well',
    ratios,
    ratio: meanOfRatios(ratios),
    untraced,
  }));
}

/** @param lists of arguments of node, by process. @returns seconds each was under way. */
async function sideBySide(lists: readonly (readonly string[])[]): Promise<number[]> {
  const processes = lists.map((list) => new SlicedProcess(list));
  // Nobody else wakes a process that is stopped.
  const interrupted = (): void => {
    for (const p of processes) p.kill();
    process.exit(130);
  };
  process.once('SIGINT', interrupted);
  try {
    while (processes.some((p) => !p.over)) {
      for (const p of processes) await p.slice();
      processes.reverse();
      for (const p of processes) await p.slice();
      processes.reverse();
    }
  } finally {
    process.off('SIGINT', interrupted);
    for (const p of processes) p.kill();
  }
  return processes.map((p) => p.seconds);
}

/** A process that is under way while it is its turn. */
class SlicedProcess {
  seconds = 0;
  over = false;
  private child: ChildProcess | undefined;
  private failure: Error | undefined;
  /** Ends the turn early. */
  private wake = (): void => undefined;

  constructor(private readonly list: readonly string[]) {}

  async slice(): Promise<void> {
    if (this.over) return;
    const start = performance.now();
    if (this.child) this.child.kill('SIGCONT');
    else this.child = this.start();
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, SLICE);
      this.wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.seconds += (performance.now() - start) / 1000;
    if (this.failure) throw this.failure;
    this.stop();
  }

  private stop(): void {
    if (!this.over) this.child?.kill('SIGSTOP');
  }

  kill(): void {
    if (!this.over) this.child?.kill('SIGKILL');
  }

  private start(): ChildProcess {
    const child = spawn(process.execPath, this.list, { stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', (error) => this.end(error));
    child.on('exit', (code) => this.end(code === 0 ? undefined : new Error(`a run ended with ${code}`)));
    return child;
  }

  private end(failure: Error | undefined): void {
    this.failure = failure;
    this.over = true;
    this.wake();
  }
}
