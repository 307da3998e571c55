/** Mutations of text files: of bytes, words, lines and numbers, and words of the format where they do not belong. */

/** Numbers at the edges of what programs can hold. */
const NUMBERS = [
  '0',
  '-1',
  '1',
  '4294967295',
  '4294967296',
  '9007199254740993',
  '1e308',
  '0x10',
  '00',
  '255',
  '256',
];
const CHARACTERS = ['\0', '\t', '\r', '\n', '"', ',', ' ', '\u00e9', '\ufeff', '#', '$', '-'];

/**
 * A mutation of one of the samples.
 * @param words words of the format to insert.
 */
export function mutateText(
  samples: readonly string[],
  words: readonly string[],
  random: () => number,
): Uint8Array {
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  let text = pick(samples);
  for (let n = 1 + below(3); n > 0; n--) text = mutateOnce(text, samples, words, below, pick);
  const bytes = Buffer.from(text);
  if (below(4) === 0 && bytes.length > 0)
    for (let n = 1 + below(4); n > 0; n--) bytes[below(bytes.length)]! ^= 1 << below(8);
  return bytes;
}

function mutateOnce(
  text: string,
  samples: readonly string[],
  words: readonly string[],
  below: (n: number) => number,
  pick: <T>(list: readonly T[]) => T,
): string {
  const at = below(text.length + 1);
  const lines = text.split('\n');
  const line = below(lines.length);
  switch (below(10)) {
    case 0: // A stretch is left out.
      return text.slice(0, at) + text.slice(at + 1 + below(40));
    case 1: // The file is cut short.
      return text.slice(0, at);
    case 2: // A line is left out, repeated, or moved.
      return [...lines.slice(0, line), ...lines.slice(line + 1)].join('\n');
    case 3:
      return [...lines.slice(0, line), lines[line]!, ...lines.slice(line)].join('\n');
    case 4:
      return [...lines.slice(line), ...lines.slice(0, line)].join('\n');
    case 5: // A number becomes another.
      return replaceFrom(text, at, /\d+/g, pick(NUMBERS));
    case 6: // A word becomes another of the file or of the format.
      return replaceFrom(text, at, /[^\s,:]+/g, below(2) === 0 ? pick(words) : pick(text.split(/[\s,:]+/)));
    case 7: // A word or a character is put in.
      return text.slice(0, at) + (below(2) === 0 ? ` ${pick(words)} ` : pick(CHARACTERS)) + text.slice(at);
    case 8: {
      // A part of another sample is put in.
      const other = pick(samples);
      const from = below(other.length);
      return text.slice(0, at) + other.slice(from, from + below(200)) + text.slice(at);
    }
    default: // Other line ends.
      return text.replaceAll('\n', pick(['\r\n', '\r', '\n\n', ' ']));
  }
}

/** Replaces the first match at or after a place. */
function replaceFrom(text: string, at: number, pattern: RegExp, by: string): string {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match ? text.slice(0, match.index) + by + text.slice(match.index + match[0].length) : text;
}

/** Words of 32 bits at the edges of what formats hold. */
const WORDS = [0, 1, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffff0000, 0xffffffff];

/**
 * A mutation of one of the samples of a binary file: bits flipped, stretches overwritten, moved, lost, or taken from another
 * sample, and words at the edges of their range.
 */
export function mutateBytes(samples: readonly Uint8Array[], random: () => number): Uint8Array {
  const below = (n: number): number => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const bytes = Uint8Array.from(pick(samples));
  const at = (): number => below(bytes.length);
  switch (below(7)) {
    case 0: // Bits are flipped.
      for (let n = 1 + below(8); n > 0; n--) bytes[at()]! ^= 1 << below(8);
      return bytes;
    case 1: // Stretches become one value.
      for (let n = 1 + below(3); n > 0; n--) bytes.fill(pick([0, 1, 0x7f, 0x80, 0xff]), at(), at());
      return bytes;
    case 2: // A stretch is copied over another.
      bytes.copyWithin(at(), at(), at());
      return bytes;
    case 3: // The file is cut short.
      return bytes.subarray(0, below(bytes.length + 1));
    case 4: {
      // A stretch is left out.
      const from = at();
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + below(40))]);
    }
    case 5: {
      // A stretch of a sample is put in.
      const [other, to] = [pick(samples), at()];
      const from = below(other.length);
      return Buffer.concat([
        bytes.subarray(0, to),
        other.subarray(from, from + 1 + below(40)),
        bytes.subarray(to),
      ]);
    }
    default: {
      // A word becomes another.
      const word = at() & ~3;
      if (word + 4 <= bytes.length) new DataView(bytes.buffer).setUint32(word, pick(WORDS), true);
      return bytes;
    }
  }
}

/** The sample with one bit flipped. */
export function flipBit(sample: Uint8Array, random: () => number): Uint8Array {
  const bytes = Uint8Array.from(sample);
  bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
  return bytes;
}
