/**
 * Random host programs: no protocol kept for long, so that strobes, ticks, resets and settings meet in every state.
 * Everything is drawn from one seeded generator; a program is its seed.
 */
import seedrandom from 'seedrandom';
import type { RegisterName } from '../../isa/registers.js';
import { REFERENCE, type Design } from '../../src/design/design.js';
import { registerNamed, registersOf } from '../../src/isa/registers.js';
import { Lockstep } from './lockstep.js';

/** Draws of a program. */
export class Dice {
  private readonly draw: () => number;
  constructor(seed: string) {
    this.draw = seedrandom(seed);
  }
  /** Integer from 0 to n - 1. */
  below(n: number): number {
    return Math.floor(this.draw() * n);
  }
  chance(p: number): boolean {
    return this.draw() < p;
  }
  bit(): number {
    return this.chance(0.5) ? 1 : 0;
  }
  word(): number {
    return this.below(2 ** 32);
  }
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
}

/** What a program is drawn for: a chip, and how many of its neurons and outputs are used. */
interface ProgramSizes {
  readonly design: Design;
  readonly neurons: number;
  readonly outputs: number;
}

/** A value for a register: often a boundary or a small one, sizes small so that things happen. */
function registerValue(dice: Dice, name: RegisterName, sizes: ProgramSizes): number {
  const spec = registerNamed(sizes.design, name)!;
  const max = 2 ** spec.bits - 1;
  let raw = dice.below(max + 1);
  if (name === 'NUM_INP' || name === 'NUM_REC') raw = dice.below(sizes.neurons);
  else if (name === 'NUM_OUT') raw = dice.below(sizes.outputs);
  else if (name === 'CYCLES_PER_TICK') raw = dice.chance(0.3) ? dice.below(4) : 20 + dice.below(400);
  else if (name === 'DO_EPROP') raw = dice.pick([0, 1, 2, 3, 4, 4, 5, 6, 7, 7]);
  else if (name === 'KAPPA') raw = dice.pick([0x7a, 0x80, 0, 0xff, raw]);
  else if (name === 'REGUL_F0') raw = dice.pick([0, 1, 8, 20, raw]);
  else if (name === 'EN_CONF' || name === 'ERROR_HALT' || name === 'LOCAL_TICK')
    raw = dice.chance(0.25) ? 1 : 0;
  else if (/^LR_R|^REGUL_K/.test(name)) raw = dice.pick([0, 0, 1, 3, raw]);
  else if (/^LR_P|^LEARN_SIG/.test(name)) raw = dice.pick([max, max - 3, 12, raw]);
  else if (/^THR_H/.test(name)) raw = dice.pick([0, 100, 0xff00, raw]);
  else if (/^SEED/.test(name)) raw = dice.pick([0, 1, max, raw, raw]);
  raw = Math.min(raw, max);
  return spec.signed && raw > max / 2 ? raw - max - 1 : raw;
}

function pokeMemories(dice: Dice, lockstep: Lockstep, neurons: number): void {
  const neuron = (): number[] => {
    // Small thresholds and full membranes, so that some neurons spike.
    const threshold = dice.pick([0, 5, 50, 300, 0xfff0, dice.below(65536)]);
    const alpha = dice.pick([0, 0xfff, 0xf00, dice.below(4096)]);
    return [
      dice.word(),
      dice.word(),
      dice.word(),
      (alpha * 2 ** 20 + threshold * 16 + dice.below(16)) % 2 ** 32,
    ];
  };
  const weights = (): number[] => [dice.word(), dice.word(), dice.word(), dice.word()];
  const { addresses, blockBits, laneBits } = lockstep.design;
  const blocks = 2 ** blockBits;
  for (let p = 0; p < addresses / 2; p++) lockstep.poke('neur', p, neuron());
  const rows = Math.min(addresses, Math.max(16, neurons));
  for (let n = 0; n < rows; n++) {
    for (let block = 0; block <= rows >> laneBits && block < blocks; block++) {
      lockstep.poke('winp', blocks * n + block, weights());
      lockstep.poke('wrec', blocks * n + block, weights());
    }
    lockstep.poke('wout', n, weights());
  }
}

/** What a program mostly does. */
export type Theme = 'samples' | 'large' | 'spi' | 'chaos';
const SMALL = [2, 8, 20, 40];
const THEMES: Record<Theme, { oblige: number; transfer: number; neurons: readonly number[] }> = {
  samples: { oblige: 40, transfer: 2, neurons: SMALL },
  large: { oblige: 40, transfer: 2, neurons: [80, 256, 512] },
  spi: { oblige: 10, transfer: 40, neurons: SMALL },
  chaos: { oblige: 0, transfer: 2, neurons: SMALL },
};

/**
 * One random program of a number of operations.
 * @throws Error at the first difference between engine and reference model.
 */
export function runProgram(
  seed: string,
  operations: number,
  theme: Theme = 'samples',
  design: Design = REFERENCE,
): void {
  const dice = new Dice(seed);
  const lockstep = new Lockstep(design);
  const most = dice.pick(THEMES[theme].neurons);
  const sizes = { design, neurons: Math.min(most, design.addresses), outputs: dice.pick([1, 3, 16]) };
  const registers = registersOf(design);
  const names = registers.map((r) => r.name);
  const low = (p: number): number => (dice.chance(p) ? 0 : 1);
  const configure = (name: RegisterName): void => lockstep.configure(name, registerValue(dice, name, sizes));
  const word = (value: number, bits = 32, half = dice.pick([0, 1, 1, 2])): void => {
    for (let b = 31; b > 31 - bits; b--) {
      lockstep.setPin('MOSI', (value >>> b) & 1);
      lockstep.run(half);
      lockstep.setPin('SCK', 1);
      lockstep.run(half);
      lockstep.setPin('SCK', 0);
    }
  };
  const transfer = (): void => {
    const code = dice.pick([0, 0, 1, 1, 2, 3, 4, 5, 6]);
    const read = dice.bit();
    const count = dice.pick([0, 1, 1, 2, 3]);
    const address = code === 0 ? dice.pick(registers).address : dice.below(dice.pick([16, 64, 1024, 65536]));
    const header = read * 2 ** 31 + code * 2 ** 28 + count * 2 ** 16 + address;
    word(header);
    const register = registers.find((r) => code === 0 && r.address === address);
    for (let w = 0; w < count; w++) {
      const data = register ? registerValue(dice, register.name, sizes) >>> 0 : dice.word();
      word(data, dice.chance(0.02) ? dice.below(32) : 32);
    }
  };
  /** A strobe in whatever the chip is doing: the word shifted in between two edges of CLK. */
  const intrude = (): void => {
    lockstep.configure('EN_CONF', 1);
    const code = dice.pick([0, 1, 1, 2, 3, 4, 5]);
    const address = code === 0 ? 85 + dice.below(9) : dice.below(dice.pick([16, 1024]));
    const read = code !== 0 && dice.chance(0.3) ? 1 : 0;
    word(read * 2 ** 31 + code * 2 ** 28 + 2 ** 16 + address, 32, 0);
    if (!read) word(dice.word(), 32, 0);
    lockstep.run(dice.below(6));
    if (dice.chance(0.8)) lockstep.configure('EN_CONF', 0);
  };
  const reset = (): void => {
    lockstep.setPin('RST', 1);
    lockstep.run(dice.below(5));
    if (dice.chance(0.9)) lockstep.setPin('RST', 0);
  };
  // Sometimes from power-up without a reset.
  if (dice.chance(0.9)) reset();
  names.forEach(configure);
  pokeMemories(dice, lockstep, sizes.neurons);
  lockstep.setPin('SAMPLE', 1);
  lockstep.setPin('TARGET_VALID', low(0.2));

  const tick = (): void => {
    lockstep.setPin('TIME_TICK', 1);
    lockstep.run(1 + dice.below(5));
    lockstep.setPin('TIME_TICK', 0);
  };
  const request = (target: number): void => {
    lockstep.setPin('AERIN_TAR_EN', target);
    lockstep.setPin('AERIN_ADDR', target && dice.chance(0.5) ? dice.below(16) : dice.below(sizes.neurons));
    lockstep.setPin('AERIN_REQ', 1);
    lockstep.run(3 + dice.below(2));
    lockstep.setPin('AERIN_REQ', 0);
    lockstep.run(dice.below(5));
  };
  /** What a well-meaning host would do next, so that no state holds the program for long. */
  const oblige = (): void => {
    const { state, k } = lockstep.model;
    if (state === 'IDLE') {
      lockstep.setPin('SAMPLE', 1);
      lockstep.configure('LOCAL_TICK', 0);
      lockstep.run(3);
      tick();
    } else if (state === 'PROP') {
      for (let n = dice.below(4); n > 0; n--) request(0);
      lockstep.run(dice.below(2 * sizes.neurons));
      if (dice.chance(0.7)) tick();
    } else if (state === 'CONFIG') {
      lockstep.configure('EN_CONF', 0);
    } else if (state === 'GET_TAR') {
      request(1);
    } else if (state === 'SEND') {
      lockstep.setPin('OUT_ACK', k.outReq);
      lockstep.run(4);
    } else {
      lockstep.run(dice.below(400));
    }
  };
  const actions: [number, () => void][] = [
    [THEMES[theme].oblige, oblige],
    [8, () => lockstep.run(dice.pick([1, 2, 3, 10, 50, 200, 700]))],
    [6, tick],
    [8, () => request(0)],
    [4, () => request(1)],
    [THEMES[theme].transfer, transfer],
    [5, intrude],
    [3, () => configure(dice.pick(names))],
    [2, () => lockstep.configure('EN_CONF', dice.bit())],
    [2, () => lockstep.setPin('SAMPLE', low(0.2))],
    [2, () => lockstep.setPin('TARGET_VALID', low(0.25))],
    [1, () => lockstep.setPin('INFER_ACC', dice.bit())],
    [4, () => lockstep.setPin('OUT_ACK', dice.bit())],
    [1, () => lockstep.setPin('AERIN_REQ', dice.bit())],
    [1, () => lockstep.setPin('AERIN_TAR_EN', dice.bit())],
    [0.5, reset],
    [4, () => lockstep.setPin('RST', 0)],
  ];
  const total = actions.reduce((sum, [weight]) => sum + weight, 0);
  for (let i = 0; i < operations; i++) {
    let at = dice.below(10 * total) / 10;
    const [, act] = actions.find(([weight]) => (at -= weight) < 0) ?? actions[0]!;
    act();
    lockstep.comparePins();
    if (i % 16 === 15) lockstep.compareAll();
  }
  lockstep.compareAll();
}
