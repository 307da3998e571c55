/** The configuration registers as the core sees them, and the settings that follow from them alone. */
import { REGISTER_ROWS, type RegisterName } from '../../isa/registers.js';
import type { Design } from '../design/design.js';
import { registersOf } from '../isa/registers.js';
import { SYNC } from './synchronisers.js';

/** Value of every register, by name; 32-bit ones unsigned, those that the chip does not have 0. */
export type Config = Record<RegisterName, number>;

/** Settings that are derived once for each write of a register instead of once a cycle. */
export interface DerivedConfig {
  /** max(NUM_INP, NUM_REC): last address scanned for events. */
  lastNeuron: number;
  /** max(NUM_INP, NUM_REC, NUM_OUT): last step of STEP. */
  lastStep: number;
  /** Synchronisers that shift this cycle; the others hold. */
  syncEnable: number;
  /** 1 where input, recurrent and output traces grow at events. */
  inputTraces: number;
  recurrentTraces: number;
  outputTraces: number;
}

/** Registers at power-up, before any reset: 0, which the recorded vectors assume (unknown on silicon). */
export function zeroConfig(): Config {
  // A spread of one literal shape keeps the object in fast mode: it is read several times a cycle.
  return { ...(Object.fromEntries(REGISTER_ROWS.map((r) => [r.name, 0])) as Config) };
}

/** RST: registers with a reset value take it, the others keep theirs. */
export function resetConfig(config: Config, design: Design): void {
  for (const r of registersOf(design)) if (r.reset !== undefined) config[r.name] = r.reset;
}

/** Updates the derived settings. Call it after every change of a register. */
export function derive(config: Config, derived: DerivedConfig): void {
  const { NUM_INP, NUM_REC, NUM_OUT, DO_EPROP, FORCE_TRACES } = config;
  derived.lastNeuron = Math.max(NUM_INP, NUM_REC);
  derived.lastStep = Math.max(derived.lastNeuron, NUM_OUT);
  derived.syncEnable =
    SYNC.ALWAYS |
    (DO_EPROP !== 0 ? SYNC.TARGET_VALID : 0) |
    (config.LOCAL_TICK === 0 ? SYNC.TIME_TICK : 0) |
    (config.EN_CONF !== 0 ? SYNC.STROBES : 0);
  derived.inputTraces = (DO_EPROP & 1) | FORCE_TRACES;
  derived.recurrentTraces = ((DO_EPROP >> 1) & 1) | FORCE_TRACES;
  derived.outputTraces = ((DO_EPROP >> 2) & 1) | FORCE_TRACES;
}
