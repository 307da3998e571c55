/** Puts faults into the memories of a chip. */
import type { Faults } from '../faults/fault-map.js';
import { actAtPowerUp, cellMasks, faulty, faultStateOf, faultyWeight, noFaults } from './faults.js';
import { packNeuronWord, unpackNeuronWord } from './sram.js';
import type { ChipState } from './state.js';
import { CHUNKS } from './weight-words.js';

/** Bits of a chunk. */
const CHUNK_BITS = 32;

/**
 * Gives a chip faults, in place of those that it had; undefined: none any more. What the memories hold changes at once
 * where the kind of fault says so; what faults changed before stays.
 * @param contents whether the faulty memories have what they held before, or it is written into them again.
 */
export function injectFaults(
  s: ChipState,
  faults: Faults | undefined,
  contents: 'held' | 'written again' = 'held',
): void {
  Object.assign(s.faults, faults ? faultStateOf(faults) : noFaults());
  placeFaults(s);
  if (faults && (contents === 'written again' || actAtPowerUp(s.faults))) storeAgain(s);
}

/** Works out which cells are faulty, for a state whose numbers say so: after a snapshot was restored. */
export function placeFaults(s: ChipState): void {
  const { faults, winp, wrec, wout, neur } = s;
  [winp, wrec, wout].forEach((bank, index) => {
    const { lanes: perWord, bits } = bank;
    bank.faults = cellMasks(faults, index, { count: bank.bytes.length, bits, perWord });
  });
  neur.faults = cellMasks(faults, 3, { count: CHUNKS * neur.words, bits: CHUNK_BITS, perWord: CHUNKS });
}

/** Stores what all faulty memories hold once more. */
function storeAgain({ winp, wrec, wout, neur }: ChipState): void {
  for (const bank of [winp, wrec, wout]) {
    const { faults, bytes, bits } = bank;
    if (!faults) continue;
    for (let i = 0; i < bytes.length; i++) bytes[i] = faultyWeight(faults, i, bytes[i]!, bits);
    bank.writes++;
  }
  const { faults } = neur;
  if (!faults) return;
  const word = new Uint32Array(CHUNKS);
  for (let pair = 0; pair < neur.words; pair++) {
    packNeuronWord(neur, pair, word);
    for (let chunk = 0; chunk < CHUNKS; chunk++)
      word[chunk] = faulty(faults, CHUNKS * pair + chunk, word[chunk]!);
    unpackNeuronWord(neur, pair, word);
  }
  neur.writes++;
}
