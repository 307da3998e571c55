/** Accesses of the SRAMs that leave the word of an address in the output register Q. */
import * as at from './generated/layout';

/** Q takes the word of a neuron pair. */
export function readNeuronWord(pair: usize): void {
  const q = load<usize>(at.neuronQ);
  store<i32>(q, load<u16>(load<usize>(at.alphaLow) + 2 * pair), 4 * at.Q_ALPHA);
  store<i32>(q, load<i16>(load<usize>(at.threshold) + 2 * pair), 4 * at.Q_THRESHOLD);
  const n = 4 * pair;
  const membrane = load<usize>(at.membrane) + n;
  const inputTrace = load<usize>(at.inputTrace) + n;
  const recurrentTrace = load<usize>(at.recurrentTrace) + n;
  const outputTrace = load<usize>(at.outputTrace) + n;
  store<i32>(q, load<i16>(membrane), 4 * at.Q_MEMBRANE);
  store<i32>(q, load<i16>(membrane, 2), 4 * at.Q_MEMBRANE + 16);
  store<i32>(q, load<u16>(inputTrace), 4 * at.Q_INP);
  store<i32>(q, load<u16>(inputTrace, 2), 4 * at.Q_INP + 16);
  store<i32>(q, load<u16>(recurrentTrace), 4 * at.Q_REC);
  store<i32>(q, load<u16>(recurrentTrace, 2), 4 * at.Q_REC + 16);
  store<i32>(q, load<u16>(outputTrace), 4 * at.Q_OUT);
  store<i32>(q, load<u16>(outputTrace, 2), 4 * at.Q_OUT + 16);
}

/**
 * Value of a field of Q for even neurons (low half) and for odd ones (high half), 0 where neuron 0 or 1 is not valid: what
 * the learning unit sees of a word.
 */
export function seenPair(field: usize): u32 {
  const q = load<usize>(at.neuronQ) + 4 * field;
  const even: u32 = load<u16>(q) & validity();
  const odd: u32 = load<u16>(q, 16);
  return even | ((odd << 16) & validity());
}

/** Mask of the even (low half) and the odd lanes whose neuron, 0 or 1, is valid. */
export function validity(): u32 {
  const dirty = load<usize>(at.dirty);
  return (load<u8>(dirty) ? 0xffff : 0) | (load<u8>(dirty, 1) ? 0xffff0000 : 0);
}

/** Q of an input or recurrent weight SRAM takes a word. @param memory 0 winp, 1 wrec. @param word its first byte. */
export function readWeightWord(memory: usize, word: usize): void {
  const at4: usize = memory << 2;
  const bytes = v128.load(load<usize>(at4 + at.weights) + word);
  v128.store(load<usize>(at4 + at.weightsQ), v128.and(bytes, v128.load(at.wordMask)));
}

/** Q of the output weight SRAM takes the word of a neuron. */
export function readOutputWord(neuron: usize): void {
  v128.store(load<usize>(at.woutQ), v128.load(load<usize>(at.wout) + at.OUTPUTS * neuron));
}
