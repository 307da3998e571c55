/**
 * The configuration registers of the chips: one row a register, the only place that names them. `src/isa/registers.ts`
 * gives those of one chip.
 *
 * Written over SPI with code 0; there is no way to read one back. A register without `reset` powers up unknown on
 * silicon (the model and the recorded vectors start it at 0). Source: the public RTL of ReckOn (spi_slave.v), ISSCC 2022.
 */
import type { RegisterRow } from './types.js';

/** The configuration registers of all chips. */
// prettier-ignore
export const REGISTER_ROWS = [
  // Top level
  { address: 0, name: 'EN_CONF', bits: 1, signed: false, reset: 1, meaning: 'Lets SPI reach the memories; at the end of a step the controller stops in CONFIG' },
  { address: 1, name: 'RO_STAGE_SEL', bits: 9, signed: false, meaning: 'On-chip clock generator stage; no effect in the public design' },
  { address: 2, name: 'GET_CLKINT_OUT', bits: 1, signed: false, reset: 0, meaning: 'Divided internal clock on MISO; no effect in the public design' },
  { address: 3, name: 'GET_TAR_REQ_OUT', bits: 1, signed: false, reset: 1, meaning: 'Shows the target request on MISO' },
  // Core: control, learning and formats
  { address: 8, name: 'RST_MODE', bits: 1, signed: false, reset: 0, meaning: 'Spike reset: 0 subtract the threshold, 1 to zero' },
  { address: 9, name: 'DO_EPROP', bits: 3, signed: false, reset: 7, meaning: 'Learning enables: bit 0 input, bit 1 recurrent, bit 2 output weights' },
  { address: 10, name: 'LOCAL_TICK', bits: 1, signed: false, reset: 0, meaning: 'Ticks from the internal counter instead of the pin' },
  { address: 11, name: 'ERROR_HALT', bits: 1, signed: false, reset: 1, meaning: 'Stop on a timing error' },
  { address: 12, name: 'FP_LOC_WINP', bits: 3, signed: false, reset: 0, meaning: 'Left shift of input weights' },
  { address: 13, name: 'FP_LOC_WREC', bits: 3, signed: false, reset: 0, meaning: 'Left shift of recurrent weights' },
  { address: 14, name: 'FP_LOC_WOUT', bits: 3, signed: false, reset: 0, meaning: 'Left shift of output weights' },
  { address: 15, name: 'FP_LOC_TINP', bits: 3, signed: false, reset: 0, meaning: 'Fraction bits of input traces' },
  { address: 16, name: 'FP_LOC_TREC', bits: 3, signed: false, reset: 0, meaning: 'Fraction bits of recurrent traces' },
  { address: 17, name: 'FP_LOC_TOUT', bits: 3, signed: false, reset: 0, meaning: 'Fraction bits of output traces' },
  { address: 18, name: 'LEARN_SIG_SCALE', bits: 4, signed: false, reset: 0, meaning: 'Left shift of learning signals' },
  { address: 19, name: 'REGUL_MODE', bits: 3, signed: false, reset: 0, meaning: 'bit 0 multiplicative, bit 1 additive, bit 2 (with bit 1) in every step' },
  { address: 20, name: 'REGUL_W', bits: 2, signed: false, reset: 0, meaning: 'Regularise: bit 0 input, bit 1 recurrent weights' },
  { address: 21, name: 'EN_STOCH_ROUND', bits: 1, signed: false, reset: 0, meaning: 'Stochastic rounding of leaks' },
  { address: 22, name: 'SRAM_SPEEDMODE', bits: 8, signed: false, reset: 0, meaning: 'SRAM macro speed; no effect in the public design' },
  { address: 23, name: 'TIMING_MODE', bits: 1, signed: false, reset: 0, meaning: 'Pin TIMING_ERROR_RDY: 1 timing error, 0 ready' },
  { address: 25, name: 'REGRESSION', bits: 1, signed: false, reset: 0, meaning: '1 regression, 0 classification' },
  { address: 26, name: 'SINGLE_LABEL', bits: 1, signed: false, reset: 1, meaning: 'One label a sample instead of one a step' },
  { address: 27, name: 'NO_OUT_ACT', bits: 1, signed: false, reset: 0, meaning: 'No hard sigmoid on the outputs' },
  { address: 30, name: 'SEND_PER_TIMESTEP', bits: 1, signed: false, reset: 0, meaning: 'Send the outputs every step' },
  { address: 31, name: 'SEND_LABEL_ONLY', bits: 1, signed: false, reset: 1, meaning: 'Send the winner only, not the membranes' },
  { address: 32, name: 'NOISE_EN', bits: 1, signed: false, reset: 0, meaning: 'Noise on membrane updates' },
  { address: 33, name: 'FORCE_TRACES', bits: 1, signed: false, reset: 0, meaning: 'Traces even without learning' },
  // Parameters
  { address: 64, name: 'CYCLES_PER_TICK', bits: 32, signed: false, meaning: 'Cycles per local tick' },
  { address: 65, name: 'ALPHA_CONF_0', bits: 32, signed: false, reset: 0, meaning: 'Upper part of alpha, pairs 0..31 (1: 1.000, 0: 0.111 in binary)' },
  { address: 66, name: 'ALPHA_CONF_1', bits: 32, signed: false, reset: 0, meaning: 'pairs 32..63' },
  { address: 67, name: 'ALPHA_CONF_2', bits: 32, signed: false, reset: 0, meaning: 'pairs 64..95' },
  { address: 68, name: 'ALPHA_CONF_3', bits: 32, signed: false, reset: 0, meaning: 'pairs 96..127' },
  { address: 69, name: 'KAPPA', bits: 8, signed: false, reset: 122, meaning: 'Output leak, 7 fraction bits' },
  // Pseudo-derivative
  { address: 70, name: 'THR_H_0', bits: 16, signed: true, meaning: 'Pseudo-derivative segment bound 0' },
  { address: 71, name: 'THR_H_1', bits: 16, signed: true, meaning: 'bound 1' },
  { address: 72, name: 'THR_H_2', bits: 16, signed: true, meaning: 'bound 2' },
  { address: 73, name: 'THR_H_3', bits: 16, signed: true, meaning: 'bound 3' },
  { address: 74, name: 'H_0', bits: 5, signed: true, meaning: 'Pseudo-derivative below bound 0' },
  { address: 75, name: 'H_1', bits: 5, signed: true, meaning: 'between bounds 0 and 1' },
  { address: 76, name: 'H_2', bits: 5, signed: true, meaning: 'between bounds 1 and 2' },
  { address: 77, name: 'H_3', bits: 5, signed: true, meaning: 'between bounds 2 and 3' },
  { address: 78, name: 'H_4', bits: 5, signed: true, meaning: 'from bound 3 on' },
  // Learning rates
  { address: 79, name: 'LR_R_WINP', bits: 5, signed: false, meaning: 'Right shift of the input weight update probability' },
  { address: 80, name: 'LR_P_WINP', bits: 5, signed: false, meaning: 'Left shift' },
  { address: 81, name: 'LR_R_WREC', bits: 5, signed: false, meaning: 'Recurrent, right' },
  { address: 82, name: 'LR_P_WREC', bits: 5, signed: false, meaning: 'Recurrent, left' },
  { address: 83, name: 'LR_R_WOUT', bits: 5, signed: false, meaning: 'Output, right' },
  { address: 84, name: 'LR_P_WOUT', bits: 5, signed: false, meaning: 'Output, left' },
  // Seeds of the random generators
  { address: 85, name: 'SEED_INP', bits: 25, signed: false, meaning: 'Seed, input weight updates' },
  { address: 86, name: 'SEED_REC', bits: 25, signed: false, meaning: 'Seed, recurrent weight updates' },
  { address: 87, name: 'SEED_OUT', bits: 22, signed: false, meaning: 'Seed, output weight updates' },
  { address: 88, name: 'SEED_STRND_NEUR', bits: 30, signed: false, meaning: 'Seeds, rounding of the two membranes' },
  { address: 89, name: 'SEED_STRND_ONEUR', bits: 15, signed: false, meaning: 'Seed, rounding of output membranes' },
  { address: 90, name: 'SEED_STRND_TINP', bits: 30, signed: false, meaning: 'Seeds, rounding of input traces' },
  { address: 91, name: 'SEED_STRND_TREC', bits: 30, signed: false, meaning: 'Seeds, rounding of recurrent traces' },
  { address: 92, name: 'SEED_STRND_TOUT', bits: 30, signed: false, meaning: 'Seeds, rounding of output traces' },
  { address: 93, name: 'SEED_NOISE_NEUR', bits: 17, signed: false, meaning: 'Seed, membrane noise' },
  // Sizes, regularisation and noise
  { address: 94, name: 'NUM_INP', bits: 'address', signed: false, reset: 'ones', meaning: 'Enabled inputs minus 1' },
  { address: 95, name: 'NUM_REC', bits: 'address', signed: false, reset: 'ones', meaning: 'Enabled recurrent neurons minus 1' },
  { address: 96, name: 'NUM_OUT', bits: 4, signed: false, reset: 15, meaning: 'Enabled outputs minus 1' },
  { address: 98, name: 'REGUL_F0', bits: 12, signed: false, meaning: 'Target rate: recurrent trace above which regularisation acts' },
  { address: 99, name: 'REGUL_K_INP_R', bits: 5, signed: false, meaning: 'Additive regularisation, input, right shift' },
  { address: 100, name: 'REGUL_K_INP_P', bits: 5, signed: false, meaning: 'input, left shift' },
  { address: 101, name: 'REGUL_K_REC_R', bits: 5, signed: false, meaning: 'recurrent, right shift' },
  { address: 102, name: 'REGUL_K_REC_P', bits: 5, signed: false, meaning: 'recurrent, left shift' },
  { address: 103, name: 'REGUL_K_MUL', bits: 5, signed: false, meaning: 'Multiplicative regularisation, right shift' },
  { address: 104, name: 'NOISE_STR', bits: 4, signed: false, meaning: 'Right shift of the noise' },
  // The upper parts of alpha of the pairs that only a chip of more than 256 inputs or neurons has
  { address: 105, name: 'ALPHA_CONF_4', bits: 32, signed: false, reset: 0, leastAddressBits: 9, meaning: 'Upper part of alpha, pairs 128..159' },
  { address: 106, name: 'ALPHA_CONF_5', bits: 32, signed: false, reset: 0, leastAddressBits: 9, meaning: 'pairs 160..191' },
  { address: 107, name: 'ALPHA_CONF_6', bits: 32, signed: false, reset: 0, leastAddressBits: 9, meaning: 'pairs 192..223' },
  { address: 108, name: 'ALPHA_CONF_7', bits: 32, signed: false, reset: 0, leastAddressBits: 9, meaning: 'pairs 224..255' },
] as const satisfies readonly RegisterRow[];

/** Name of a configuration register. */
export type RegisterName = (typeof REGISTER_ROWS)[number]['name'];
