/** What the code calls in the TypeScript around it (src/chip/turbo/simd-phases.ts). */
import * as at from './generated/layout';

/** Reports what happens now (src/chip/turbo/reports.ts); the memory is as it is at that time. */
export declare function report(what: i32): void;

/** Reports something that a watcher or an observer takes. */
export function reportIfTaken(what: i32): void {
  if (load<i32>(at.reported) & what) report(what);
}

/**
 * Reports a word of weights that has changed.
 * @param memory 0 winp, 1 wrec, 2 wout. @param row of the memory. @param word its address. @param before its weights.
 */
export function reportWeights(memory: i32, row: i32, word: usize, before: v128): void {
  if (!(load<i32>(at.reported) & at.REPORT_WEIGHTS)) return;
  store<i32>(at.changedMemory, memory);
  store<i32>(at.changedRow, row);
  store<usize>(at.changedWord, word);
  v128.store(at.changedFrom, before);
  report(at.REPORT_WEIGHTS);
}
