/**
 * Refills the buffers of the generators that make whole words; their rule is W[j] = W[j - near] ^ W[j - far].
 *
 * With four times the taps the rule gives the same sequence, W[j] = W[j - 4 near] ^ W[j - 4 far], and a whole vector of
 * four words at once. The near taps stay in registers, because a vector could not be loaded right after it was stored.
 */
import * as at from './generated/layout';

/**
 * Refills a buffer of 16-word draws: the last words move to its start, and the words after them are computed.
 * @returns the least of the computed words, unsigned.
 */
export function refillWeightDraws(buffer: usize): u32 {
  const end = buffer + 4 * at.WEIGHT_WORDS;
  // The far taps of the first vectors still stand in the old part of the buffer.
  const old = 4 * (at.WEIGHT_WORDS - at.WEIGHT_FAR) - 16 * at.WEIGHT_FAR;
  memory.copy(buffer, end - 4 * at.WEIGHT_FAR, 4 * at.WEIGHT_FAR);
  let to = buffer + 4 * at.WEIGHT_FAR;
  let a = v128.load(to - 48);
  let b = v128.load(to - 32);
  let c = v128.load(to - 16);
  let least = i32x4.splat(-1);
  // 25 vectors take their far tap from the old part; a turn makes three.
  for (let turn = 0; turn < 8; turn++, to += 48) {
    a = v128.xor(a, v128.load(to + old));
    b = v128.xor(b, v128.load(to + old, 16));
    c = v128.xor(c, v128.load(to + old, 32));
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    least = i32x4.min_u(least, i32x4.min_u(a, i32x4.min_u(b, c)));
  }
  a = v128.xor(a, v128.load(to + old));
  v128.store(to, a);
  least = i32x4.min_u(least, a);
  to += 16;
  for (; to + 48 <= end; to += 48) {
    b = v128.xor(b, v128.load(to - 16 * at.WEIGHT_FAR));
    c = v128.xor(c, v128.load(to - 16 * at.WEIGHT_FAR, 16));
    a = v128.xor(a, v128.load(to - 16 * at.WEIGHT_FAR, 32));
    v128.store(to, b);
    v128.store(to, c, 16);
    v128.store(to, a, 32);
    least = i32x4.min_u(least, i32x4.min_u(a, i32x4.min_u(b, c)));
  }
  for (; to < end; to += 16) {
    const word = v128.xor(v128.load(to - 48), v128.load(to - 16 * at.WEIGHT_FAR));
    v128.store(to, word);
    least = i32x4.min_u(least, word);
  }
  least = i32x4.min_u(least, v128.shuffle<i32>(least, least, 2, 3, 0, 1));
  return min(<u32>i32x4.extract_lane(least, 0), <u32>i32x4.extract_lane(least, 1));
}

/**
 * Refills a buffer word by word.
 * @param near taps of the rule, `far` the farther one. @param words length of the buffer.
 */
export function refillWords(buffer: usize, near: usize, far: usize, words: usize): void {
  memory.copy(buffer, buffer + 4 * (words - far), 4 * far);
  const end = buffer + 4 * words;
  for (let to = buffer + 4 * far; to < end; to += 4)
    store<u32>(to, load<u32>(to - 4 * near) ^ load<u32>(to - 4 * far));
}
