/** What the phases count, and the warnings they give. src/chip/turbo/tallies.ts says what each tally stands for. */
import * as at from './generated/layout';

/** Adds to a tally. */
export function count(tally: usize, n: i32): void {
  store<f64>(tally, load<f64>(tally) + <f64>n);
}

/** Counts a surprising behaviour; the cycle is kept of the first time. */
export function warn(warning: usize, cycle: f64, times: i32 = 1): void {
  const counts = load<usize>(at.warnings) + 16 * warning;
  const before = load<f64>(counts);
  if (before == 0) store<f64>(counts, cycle, 8);
  store<f64>(counts, before + <f64>times);
}
