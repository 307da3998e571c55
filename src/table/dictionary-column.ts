/** Columns of Parquet files whose values repeat. */

/** Rows of a group with dictionaries at most. */
export const DICTIONARY_ROWS = 1 << 15;
/** Values that a dictionary has kept from earlier groups at most. */
const MOST_KEPT = 1 << 12;
/** Places where values are looked for, at first: few, to stay in the nearest cache; at least twice as many as values. */
const FEWEST_PLACES = 1 << 9;
/** Values that an index of one byte tells apart. */
const IN_A_BYTE = 256;
/** Values in a group of a bit-packed run. */
const PACKED = 8;

/**
 * A column whose values repeat: each is written once a row group, rows hold its number. Values stay known from one group to
 * the next, so that most are met again.
 */
export class DictionaryColumn {
  /** Rows so far. */
  length = 0;
  /** Values so far. */
  size = 0;
  private readonly values = new Float64Array(MOST_KEPT + DICTIONARY_ROWS);
  /** Numbers of values, from 1, by a hash. */
  private places = new Uint16Array(FEWEST_PLACES);
  private readonly numbers = new Uint16Array(DICTIONARY_ROWS);
  private readonly bytes = new Uint8Array(DICTIONARY_ROWS);

  /** @param encode values as the bytes of a dictionary's page. */
  constructor(private readonly encode: (values: Float64Array) => Uint8Array) {}

  /** Begins a row group; values keep their numbers while there are few. */
  begin(): void {
    this.length = 0;
    if (this.size <= MOST_KEPT) return;
    this.size = 0;
    this.places = new Uint16Array(FEWEST_PLACES);
  }

  /** Takes `count` values, from `from` on every `stride`-th. */
  take(from: Float64Array, at: number, stride: number, count: number): void {
    const { numbers, values } = this;
    let { places } = this;
    for (let row = this.length, end = row + count; row < end; row++, at += stride) {
      const value = from[at]!;
      const number = places[hash(value, places.length)]!;
      if (number !== 0 && values[number - 1] === value) numbers[row] = number - 1;
      else {
        numbers[row] = this.numberOf(value) - 1;
        places = this.places;
      }
    }
    this.length += count;
  }

  /** From 1. */
  private numberOf(value: number): number {
    const { places, values } = this;
    let place = hash(value, places.length);
    while (places[place] !== 0) {
      if (values[places[place]! - 1] === value) return places[place]!;
      place = (place + 1) % places.length;
    }
    values[this.size++] = value;
    places[place] = this.size;
    if (2 * this.size > places.length) this.spread();
    return this.size;
  }

  /** Doubles the places. */
  private spread(): void {
    const places = (this.places = new Uint16Array(2 * this.places.length));
    for (let number = 1; number <= this.size; number++) {
      let place = hash(this.values[number - 1]!, places.length);
      while (places[place] !== 0) place = (place + 1) % places.length;
      places[place] = number;
    }
  }

  /** Bytes of the dictionary's page. */
  dictionary(): Uint8Array {
    return this.encode(this.values.subarray(0, this.size));
  }

  /** Bytes of the rows: their width in bits, the head of the only run, the run. */
  pieces(): Uint8Array[] {
    const { length, size, numbers, bytes } = this;
    if (size === 1) return [Uint8Array.of(8, ...varint(2 * length), 0)];
    const packed = Math.ceil(length / PACKED) * PACKED;
    const head = varint((2 * packed) / PACKED + 1);
    if (size > IN_A_BYTE) return [Uint8Array.of(16, ...head), new Uint8Array(numbers.buffer, 0, 2 * packed)];
    bytes.set(numbers.subarray(0, length));
    return [Uint8Array.of(8, ...head), bytes.subarray(0, packed)];
  }
}

const halves = new Int32Array(2);
const whole = new Float64Array(halves.buffer);

/** Below `length`, a power of two: the upper bits of a product, as whole numbers have zeros below. */
function hash(value: number, length: number): number {
  whole[0] = value;
  const mixed = Math.imul(halves[0]! ^ Math.imul(halves[1]!, 0x9e3779b1), 0x85ebca6b);
  return mixed >>> Math.clz32(length - 1);
}

/** Seven bits a byte, the lowest first. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
