/** What a chip holds at power-up. */
import seedrandom from 'seedrandom';
import { REGISTERS } from '../../isa/registers.js';
import type { Chip } from '../chip/chip.js';
import { decodeRegister } from '../isa/registers.js';

/** Makes chips power up with random contents, the same for the same seed. */
export const randomPowerUp =
  (seed: string) =>
  (chip: Chip): void =>
    randomisePowerUp(chip, seedrandom(seed));

/** Unknown contents of SRAMs and registers at power-up, as on silicon: random instead of 0. */
export function randomisePowerUp(chip: Chip, random: () => number): void {
  const { winp, wrec, wout, neur, config } = chip.state;
  const fill = (array: { length: number; [i: number]: number }, bits: number): void => {
    for (let i = 0; i < array.length; i++) array[i] = Math.floor(random() * 2 ** bits);
  };
  for (const bank of [winp, wrec, wout]) {
    fill(bank.bytes, 8);
    bank.writes++;
  }
  fill(neur.alphaLow, 12);
  fill(neur.threshold, 16);
  fill(neur.membrane, 16);
  fill(neur.inputTrace, 12);
  fill(neur.recurrentTrace, 12);
  fill(neur.outputTrace, 10);
  neur.writes++;
  for (const r of REGISTERS)
    if (!('reset' in r)) config[r.name] = decodeRegister(r, Math.floor(random() * 2 ** 32));
}
