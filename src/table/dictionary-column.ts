/** Columns of Parquet files whose values repeat. */
import type { ColumnPages } from './parquet-file.js';

/** Rows of a row group. */
export const GROUP_ROWS = 1 << 15;
/** Most values that a dictionary takes over from one row group to the next. */
const MOST_TAKEN_OVER = 1 << 12;
/** Places of the hash table at first: few, to stay in the nearest cache; always at least twice as many as values. */
const FEWEST_PLACES = 1 << 9;
/** Most values that an index of one byte can tell apart. */
const IN_A_BYTE = 256;
/** Values in a group of a bit-packed run. */
const PACKED = 8;

/**
 * A column whose values repeat: each is written once in a row group, and rows hold its index. Values keep their indices
 * from one row group to the next, because most occur again.
 */
export class DictionaryColumn {
  /** Number of rows so far. */
  private length = 0;
  /** Number of different values so far. */
  private size = 0;
  private readonly values = new Float64Array(MOST_TAKEN_OVER + GROUP_ROWS);
  /** Numbers of values, from 1, by a hash. */
  private places = new Uint16Array(FEWEST_PLACES);
  private readonly numbers = new Uint16Array(GROUP_ROWS);
  private readonly bytes = new Uint8Array(GROUP_ROWS);

  /** @param encode values as the bytes of a dictionary's page. */
  constructor(private readonly encode: (values: Float64Array) => Uint8Array) {}

  /** Begins a row group. */
  begin(): void {
    this.length = 0;
    if (this.size <= MOST_TAKEN_OVER) return;
    this.size = 0;
    this.places = new Uint16Array(FEWEST_PLACES);
  }

  take(from: Float64Array): void {
    const { numbers, values, length } = this;
    let { places } = this;
    for (let i = 0; i < from.length; i++) {
      const value = from[i]!;
      const number = places[hash(value, places.length)]!;
      if (number !== 0 && values[number - 1] === value) numbers[length + i] = number - 1;
      else {
        numbers[length + i] = this.numberOf(value) - 1;
        places = this.places;
      }
    }
    this.length += from.length;
  }

  /** Number of a value, from 1; a new one for a new value. */
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

  pages(): ColumnPages {
    const dictionary = { bytes: this.encode(this.values.subarray(0, this.size)), values: this.size };
    return { data: this.indices(), dictionary };
  }

  /** Bytes of the rows: the width of an index in bits, the head of the only run, the run. */
  private indices(): Uint8Array[] {
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
