/** Rows of the table of outputs: at the end of each step, one for each output in use. */
import type { CycleObserver, PlayObserver } from '../../chip/cycle.js';
import { errorOf, winner } from '../../chip/outputs.js';
import type { ChipState } from '../../chip/state.js';
import { State } from '../../chip/states.js';
import { SYNC } from '../../chip/synchronisers.js';
import type { Wires } from '../../chip/wires.js';
import { sampleOf, samplesSoFar, tickOf, ticksSoFar } from '../../position/counts.js';
import type { Rows } from './rows.js';

/** Where a step ended. */
interface Place {
  cycle: number;
  sample: number;
  tick: number;
}

export function outputObserver(rows: Rows): CycleObserver {
  const observe = (s: ChipState, w: Wires): void => {
    if (s.ctl.state === State.SDONE) done(s, w);
  };
  const done = (s: ChipState, w: Wires): void =>
    addStep(rows, s, { cycle: s.cycle, sample: sampleOf(s, w), tick: tickOf(s, w) }, s.vOut, 0);
  const outputRows: PlayObserver['outputRows'] = (s, { length, cycles, ticks, membranes }) => {
    const before = ticksSoFar(s);
    const place = { cycle: 0, sample: samplesSoFar(s), tick: 0 };
    for (let i = 0; i < length; i++) {
      place.cycle = cycles[i]!;
      place.tick = before + ticks[i]!;
      addStep(rows, s, place, membranes, i * s.vOut.length);
    }
  };
  return Object.assign(observe, { phases: { done }, played: { outputRows } });
}

/** @param membranes those of the outputs at the end of the step, from `from` on. */
function addStep(rows: Rows, s: ChipState, place: Place, membranes: Int16Array, from: number): void {
  const won = winner(membranes, s, from);
  const valid = (s.sync.stage2 & SYNC.TARGET_VALID) !== 0 ? 1 : 0;
  for (let k = 0; k <= s.config.NUM_OUT; k++) {
    const membrane = membranes[from + k]!;
    const row = rows.begin(place.cycle, place.sample, place.tick);
    row.put(k);
    row.put(membrane);
    row.put(errorOf(s, k, membrane));
    row.put(valid);
    row.put(k === won ? 1 : 0);
    row.end();
  }
}
