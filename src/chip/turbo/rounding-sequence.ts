/**
 * The outputs of the 15-bit rounding generators in the order they are drawn: tables in place of the rule, so that the
 * thresholds of a whole time step stand side by side.
 *
 * An advance of 15 bits goes round all 32767 non-zero states; one of 7 bits goes round in 7 orbits of 4681, for 7
 * divides 32767. State 0 stays where it is. Each orbit is followed by its first states once more, so that a step reads
 * on without wrapping.
 */
import { advance15, advance7 } from '../../fixed-point/index.js';

/** Draws a table may be read past the end of an orbit: one step's, two a pair. */
export const RUN_ON = 272;

export interface RoundingSequence {
  /** States in the order of advances, orbit after orbit. */
  readonly states: Uint16Array;
  /** Where a state stands in `states`, by state. */
  readonly position: Uint16Array;
}

function tabulate(advance: (state: number) => number): RoundingSequence {
  const states: number[] = [];
  const position = new Int32Array(1 << 15).fill(-1);
  for (let first = 0; first < position.length; first++) {
    if (position[first] !== -1) continue;
    const start = states.length;
    for (let state = first; position[state] === -1; state = advance(state)) {
      position[state] = states.length;
      states.push(state);
    }
    for (let i = 0; i < RUN_ON; i++) states.push(states[start + i]!);
  }
  return { states: Uint16Array.from(states), position: Uint16Array.from(position) };
}

/** The generators that drop 15 bits a draw: membranes, input and recurrent traces. */
export const DRAWS_OF_15: RoundingSequence = tabulate(advance15);
/** The generators that drop 7 bits a draw: output traces and output membranes. */
export const DRAWS_OF_7: RoundingSequence = tabulate(advance7);
