/**
 * Places in a debugged run, totally ordered.
 *
 * The host takes no time, so that many of its instructions can share a cycle: a place names the instructions that are done,
 * the operations that the next one has begun, and the cycle. Each of the three never falls as the run goes on.
 */

/** A place in a run; see the head of this file. */
export interface Place {
  /** Instructions of the program that are done; of a host script, its lines. */
  readonly instruction: number;
  /** Operations begun by the instruction under way; 0 between two instructions. */
  readonly operation: number;
  /** Edges of CLK since power-up. */
  readonly cycle: number;
}

export const START: Place = { instruction: 0, operation: 0, cycle: 0 };

/** Negative where a comes before b, 0 where they are the same place. */
export const comparePlaces = (a: Place, b: Place): number =>
  a.instruction - b.instruction || a.operation - b.operation || a.cycle - b.cycle;

/** Where a run is, for people. */
export interface Position extends Place {
  readonly tick: number;
  readonly sample: number;
  /** Passes through the label of the program that ends in `epoch`; 0 before the first, or without such a label. */
  readonly epoch: number;
  /** Index of the instruction in the code; of a host script, of the line, from 0. */
  readonly pc: number;
}

/** `cycle 1200 · instruction 17 · operation 3 · tick 12 · sample 2`. */
export function formatPlace({ cycle, instruction, operation, tick, sample, epoch }: Position): string {
  const parts = [`cycle ${cycle}`, `instruction ${instruction}`];
  if (operation > 0) parts.push(`operation ${operation}`);
  parts.push(`tick ${tick}`, `sample ${sample}`);
  if (epoch > 0) parts.push(`epoch ${epoch}`);
  return parts.join(' · ');
}
