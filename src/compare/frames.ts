/** Watches a stretch of a run cycle by cycle with every signal, to find the first cycle in which two runs differ. */
import type { CycleObserver } from '../chip/cycle.js';
import { Sampler } from '../signals/sampler.js';
import { signalsOf } from '../signals/signals.js';
import type { RunSide } from './run-side.js';

/** The number of every observed cycle, with a hash of all signals. */
export class Frames {
  length = 0;
  private cycles = new Float64Array(1 << 10);
  private hashes = new Int32Array(1 << 10);

  add(cycle: number, hash: number): void {
    if (this.length === this.cycles.length) {
      const { cycles, hashes } = this;
      this.cycles = new Float64Array(2 * cycles.length);
      this.cycles.set(cycles);
      this.hashes = new Int32Array(2 * hashes.length);
      this.hashes.set(hashes);
    }
    this.cycles[this.length] = cycle;
    this.hashes[this.length++] = hash;
  }

  equals(other: Frames, i: number): boolean {
    return this.cycles[i] === other.cycles[i] && this.hashes[i] === other.hashes[i];
  }
}

/** Index of the first frame that differs or that one side lacks; undefined if there is none. */
export function firstFrame(a: Frames, b: Frames): number | undefined {
  const common = Math.min(a.length, b.length);
  for (let i = 0; i < common; i++) if (!a.equals(b, i)) return i;
  return a.length === b.length ? undefined : common;
}

/** Carries out operations until a cycle, and records every cycle of a range. */
export async function record(side: RunSide, from: number, until: number): Promise<Frames> {
  const frames = new Frames();
  const sampler = new Sampler(signalsOf(side.chip.state.design));
  await watch(side, from, until, (s, w) => {
    sampler.sample(s, w);
    let hash = 0x811c9dc5;
    const { values } = sampler;
    for (let i = 0; i < values.length; i++) hash = Math.imul(hash ^ values[i]!, 0x01000193) ^ (hash >>> 15);
    frames.add(s.cycle, hash);
  });
  return frames;
}

/** A cycle and the values of all signals in it, for people. */
export interface Frame {
  readonly cycle: number;
  readonly values: ReadonlyMap<string, string>;
}

/** All values of the n-th observed cycle, at which the run then stops; undefined if there is no such cycle. */
export async function replayFrame(
  side: RunSide,
  from: number,
  until: number,
  n: number,
): Promise<Frame | undefined> {
  let frame: Frame | undefined;
  const signals = signalsOf(side.chip.state.design);
  const sampler = new Sampler(signals);
  let i = 0;
  await watch(side, from, until, (s, w) => {
    if (i++ !== n) return;
    sampler.sample(s, w);
    frame = {
      cycle: s.cycle,
      values: new Map(signals.map((signal, index) => [signal.name, sampler.text(index)])),
    };
    throw new WatchedEnough();
  });
  return frame;
}

/** Thrown to stop watching in the middle of an operation. */
class WatchedEnough extends Error {}

async function watch(side: RunSide, from: number, until: number, see: CycleObserver): Promise<void> {
  const { chip } = side;
  chip.watch.from = from;
  chip.watch.onCycle = (s, w) => {
    if (s.cycle >= until) throw new WatchedEnough();
    see(s, w);
    // The SPI pins move while the core rests: keep the engine from skipping cycles.
    s.quiet = 0;
  };
  chip.onStop = () => {
    if (chip.state.cycle >= from) chip.state.quiet = 0;
  };
  try {
    while (!side.over && chip.cycle < until) {
      const pending = side.step();
      if (pending) await pending;
    }
  } catch (error) {
    if (!(error instanceof WatchedEnough)) throw error;
  } finally {
    chip.watch.onCycle = chip.onStop = undefined;
  }
}
