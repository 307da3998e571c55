/** The contents of a chip at power-up. */
import seedrandom from 'seedrandom';
import type { Chip } from '../chip/chip.js';
import { wrapSigned } from '../fixed-point/index.js';
import { FIELD_BITS, hasWord, SHARED_BITS } from '../chip/sram.js';
import { decodeRegister, registersOf } from '../isa/registers.js';

/** Makes chips power up with random contents, the same for the same seed. */
export const randomPowerUp =
  (seed: string) =>
  (chip: Chip): void =>
    randomisePowerUp(chip, seedrandom(seed));

/** Unknown contents of SRAMs and registers at power-up, as on silicon: random instead of 0. */
export function randomisePowerUp(chip: Chip, random: () => number): void {
  const { winp, wrec, wout, neur, config, design } = chip.state;
  const draw = (bits: number): number => Math.floor(random() * 2 ** bits);
  for (const bank of [winp, wrec, wout]) {
    for (let i = 0; i < bank.bytes.length; i++)
      if (hasWord(bank, Math.floor(i / bank.lanes))) bank.bytes[i] = wrapSigned(draw(bank.bits), bank.bits);
    bank.writes++;
  }
  for (const name of ['alphaLow', 'threshold'] as const)
    for (let i = 0; i < neur.existing; i++) neur[name][i] = draw(SHARED_BITS[name]);
  for (const name of ['membrane', 'inputTrace', 'recurrentTrace', 'outputTrace'] as const)
    for (let i = 0; i < 2 * neur.existing; i++) neur[name][i] = draw(FIELD_BITS[name]);
  neur.writes++;
  for (const r of registersOf(design))
    if (r.reset === undefined) config[r.name] = decodeRegister(r, Math.floor(random() * 2 ** 32));
}
