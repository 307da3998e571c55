/** Settings of the chip that tasks begin with: those of the reference benchmark. */
import type { RegisterName } from '../../../isa/registers.js';
import { REFERENCE } from '../../design/design.js';
import { registersOf } from '../../isa/registers.js';
import type { Task, TaskSizes } from '../task.js';

/** Registers of a task that differ from those of cue accumulation. */
export type OwnSettings = Readonly<Partial<Record<RegisterName, number>>>;

/** Registers that differ from 0, in the recorded host script of cue accumulation; all others are written as 0. */
const SETTINGS: Partial<Record<RegisterName, number>> = {
  ERROR_HALT: 1,
  FP_LOC_WINP: 3,
  FP_LOC_WREC: 3,
  FP_LOC_WOUT: 3,
  FP_LOC_TINP: 3,
  FP_LOC_TREC: 4,
  FP_LOC_TOUT: 6,
  LEARN_SIG_SCALE: 5,
  REGUL_MODE: 2,
  REGUL_W: 3,
  EN_STOCH_ROUND: 1,
  SINGLE_LABEL: 1,
  SEND_LABEL_ONLY: 1,
  KAPPA: 0x79,
  THR_H_0: 0xcd,
  THR_H_1: 0xcd,
  THR_H_2: 0xcd,
  THR_H_3: 0xcd,
  H_4: 1,
  LR_P_WINP: 8,
  LR_P_WREC: 8,
  LR_P_WOUT: 14,
  SEED_INP: 0xf0f0,
  SEED_REC: 0xf1f1,
  SEED_OUT: 0xf2f2,
  SEED_STRND_NEUR: 0x3f3ff3f3,
  SEED_STRND_ONEUR: 0x74f4,
  SEED_STRND_TINP: 0x3f5ff5f5,
  SEED_STRND_TREC: 0x3f6ff6f6,
  SEED_STRND_TOUT: 0x3f7ff7f7,
  SEED_NOISE_NEUR: 0xff0,
  REGUL_F0: 160,
  REGUL_K_INP_P: 10,
  REGUL_K_REC_P: 10,
};

/** Registers that the script does not write: without effect in the public design, or at their reset value. */
const UNTOUCHED: readonly RegisterName[] = ['EN_CONF', 'RO_STAGE_SEL', 'GET_CLKINT_OUT', 'GET_TAR_REQ_OUT'];

/**
 * Settings that learn cue accumulation, and with a few changes many a task, for a network of any size.
 * @param own registers that differ.
 */
export const learningSettings = (
  sizes: TaskSizes,
  own: OwnSettings = {},
): Pick<Task, 'settings' | 'neuron'> => ({
  settings: registersOf(REFERENCE)
    .filter((r) => !UNTOUCHED.includes(r.name))
    .map((r) => {
      const counts: Partial<Record<RegisterName, number>> = {
        NUM_INP: sizes.inputs - 1,
        NUM_REC: sizes.neurons - 1,
        NUM_OUT: sizes.outputs - 1,
      };
      return [r.name, counts[r.name] ?? own[r.name] ?? SETTINGS[r.name] ?? 0] as const;
    }),
  neuron: { alphaLow: 0xfef, threshold: 0x266 },
});
