/**
 * Positions in a run: a cycle, a tick or a sample, and whether a run has reached one.
 *
 * Cycles are edges of CLK since power-up. Ticks are counted over the whole run from 1. The tick that finds the
 * controller in IDLE starts a sample; the first such sample is sample 1, and that tick is tick 1 of the sample.
 */
import { SelectionError } from '../text/selection-error.js';

/** A point in a run; the formats are those of {@link parsePosition}. */
export interface Position {
  readonly cycle?: number;
  readonly sample?: number;
  /** Counted within {@link sample} if one is given, otherwise over the whole run. */
  readonly tick?: number;
}

/** The present position of a run. */
export interface RunProgress {
  readonly cycle: number;
  readonly tick: number;
  readonly sample: number;
  /** Ticks of the run before the current sample began. */
  readonly ticksBeforeSample: number;
}

/**
 * Reads `1200`, `cycle=1200`, `tick=2100`, `sample=3` or `sample=3.tick=10`.
 * @throws SelectionError
 */
export function parsePosition(text: string): Position {
  const parts = text.split('.').map((part) => /^(?:(cycle|tick|sample)=)?(\d{1,15})$/.exec(part));
  const [a, b] = parts;
  if (a && parts.length === 1) return { [a[1] ?? 'cycle']: Number(a[2]) };
  if (a && b && parts.length === 2 && a[1] === 'sample' && b[1] === 'tick')
    return { sample: Number(a[2]), tick: Number(b[2]) };
  throw new SelectionError(
    `'${text}' is not a position: give a cycle number, tick=N, sample=N or sample=N.tick=M`,
  );
}

/** A position as {@link parsePosition} reads it. */
export function formatPosition({ cycle, sample, tick }: Position): string {
  if (cycle !== undefined) return `cycle=${cycle}`;
  if (sample === undefined) return `tick=${tick ?? 0}`;
  return tick === undefined ? `sample=${sample}` : `sample=${sample}.tick=${tick}`;
}

/** Whether a run is at a position or past it. */
export function hasReached({ cycle, sample, tick }: Position, run: RunProgress): boolean {
  if (cycle !== undefined) return run.cycle >= cycle;
  if (sample === undefined) return run.tick >= (tick ?? 0);
  if (run.sample !== sample) return run.sample > sample;
  return tick === undefined || run.tick - run.ticksBeforeSample >= tick;
}

/**
 * Whether nothing lies between two positions of any run. Positions of different kinds (a cycle and a tick) cannot be
 * compared before the run, and do not count as empty here.
 * @param from start of the window; absent: the start of the run.
 * @param to first position after the window; absent: the end of the run.
 */
export function isEmptyRange(from: Position | undefined, to: Position | undefined): boolean {
  if (!to) return false;
  if (!from) return to.cycle === 0 || (to.cycle === undefined && (to.sample ?? to.tick) === 0);
  if (from.cycle !== undefined && to.cycle !== undefined) return to.cycle <= from.cycle;
  if (from.sample !== undefined && to.sample !== undefined) {
    if (to.sample !== from.sample) return to.sample < from.sample;
    return (to.tick ?? 1) <= (from.tick ?? 1);
  }
  const bothTicks = [from, to].every((p) => p.cycle === undefined && p.sample === undefined);
  return bothTicks && to.tick! <= from.tick!;
}
