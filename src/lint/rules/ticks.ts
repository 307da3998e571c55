/** Rules on ticks: whether the chip sees each of them, and has the time for it. */
import type { ProgramModel, Rule } from '../model.js';
import { worstStepCycles } from '../step-cycles.js';

/** Cycles that TIME_TICK is high. */
const PULSE_CYCLES = 5;

export const tickRule: Rule = {
  operation(o, m) {
    if (o.op === 'sample' && o.value !== 0 && !m.sampleHigh) localStart(m);
    if (o.op === 'rdy' && !m.hasWaited) configuration(m, 2);
    if (o.op === 'tick') configuration(m, 1);
    if (o.op === 'tick' || o.op === 'pulse') spacing(m);
  },
  word({ code, address }, word, m) {
    if (code === 0) localTicks(address, word, m);
  },
};

/** A wait for ready after a step that ends in CONFIG. @param ticks of the sample from which on one has ended. */
function configuration(m: ProgramModel, ticks: number): void {
  if (!m.sampleHigh || m.ticksInSample < ticks || !m.configurable || m.blind) return;
  m.report({
    name: 'en-conf-left-on',
    message: 'EN_CONF is 1 when a step ends: the chip stays in CONFIG, and this wait for ready never ends',
    cure: 'write EN_CONF 0 before the sample; to use CONFIG within one, give the tick with pulse and wait with spirdy',
  });
}

function spacing(m: ProgramModel): void {
  const { sinceTick } = m;
  if (sinceTick === undefined || m.blind) return;
  if (sinceTick === 0 && m.underWay) {
    m.report({
      name: 'tick-lost',
      message:
        'TIME_TICK may rise in the cycle in which it fell, since the chip may be ready at once: it sees one long tick instead of two',
      cure: 'wait 1 between the ticks; play with SPACED',
    });
    return;
  }
  const worst = worstStepCycles(m.get, m.events);
  const passed = sinceTick + PULSE_CYCLES;
  if (m.hasWaited || passed >= worst) return;
  m.report({
    name: 'ticks-too-close',
    message: `a tick ${passed} cycles after the last, whose step can take ${worst}`,
    cure: `rdy, or wait ${worst}, before it`,
  });
}

function localStart(m: ProgramModel): void {
  if (m.get('LOCAL_TICK') === 0 || m.get('CYCLES_PER_TICK') === 1 || m.blind) return;
  cannotStart(m, 'SAMPLE rises with LOCAL_TICK set');
}

function cannotStart(m: ProgramModel, when: string): void {
  m.report({
    name: 'local-tick-cannot-start',
    message: `${when}: in IDLE the counter of local ticks stands still, the sample never starts`,
    cure: 'start the sample with an external tick, then set LOCAL_TICK',
  });
}

const LOCAL_TICK = 10;
const CYCLES_PER_TICK = 64;

/** Local ticks: checked when a register that they depend on is written. */
function localTicks(address: number, word: number, m: ProgramModel): void {
  if (address !== LOCAL_TICK && address !== CYCLES_PER_TICK) return;
  const on = address === LOCAL_TICK ? (word & 1) !== 0 : m.get('LOCAL_TICK') !== 0;
  if (!on) return;
  const period = address === CYCLES_PER_TICK ? word >>> 0 : m.get('CYCLES_PER_TICK');
  const worst = worstStepCycles(m.get);
  if (period < worst)
    m.report({
      name: 'ticks-too-close',
      message: `local ticks come every ${period} cycles, a step can take ${worst}`,
      cure: `CYCLES_PER_TICK of ${worst} or more`,
    });
  if (address === LOCAL_TICK && m.sampleHigh && m.ticksInSample === 0 && period !== 1)
    cannotStart(m, 'LOCAL_TICK is set before the first tick of a sample');
}
