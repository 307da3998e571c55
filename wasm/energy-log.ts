/**
 * Rows of the energy log, from counters to text (AssemblyScript). Twin of src/energy/row-pricer.ts and
 * src/energy/csv.ts, which say what it does; src/energy/log-memory.ts says where its numbers lie, and
 * wasm/energy-counters.js makes the sums and prices.
 */
import {
  ACTIVITIES,
  BLOCK,
  CHUNK_ROWS,
  COMPONENTS,
  CYCLES,
  DIGITS,
  DYNAMIC,
  EVENT_BYTES,
  EVERYTHING,
  KEEP,
  KEPT,
  KNOWN,
  KNOWN_BYTES,
  KNOWN_PLACES,
  LEADING_CYCLE,
  LEADING_SAMPLE,
  LEADING_TICK,
  LONG,
  LONG_BYTES,
  MISSING,
  NAME_LENGTHS,
  NAMES,
  NOTHING,
  NUMBERS,
  place,
  price0,
  price1,
  price2,
  priceAll,
  SAID,
  SAID_BYTES,
  SAID_LENGTH,
  SAID_ROWS,
  SAID_TEXT,
  same,
  SLOT_BYTES,
  STEP_BYTES,
  STEP_SLOTS,
  SUMS,
  take0,
  take1,
  take2,
  TEXT,
  VALUES,
  WIDTH,
} from './energy-counters';

// --- Prices ------------------------------------------------------------------------------------------------------

/** Numbers before the components: tells rows by cycle, tick and sample apart. */
let leading: u32 = 0;
/** Cycle at which the next row begins, number of the next row's tick or sample, cycles counted so far. */
let cycle: f64 = 0;
let number: f64 = 0;
let counted: f64 = 0;
/** The next row of the block. */
let at: usize = 0;

/** Begins a log whose sums stand in memory. */
export function begin(leadingNumbers: u32, firstCycle: f64, firstNumber: f64): void {
  leading = leadingNumbers;
  cycle = firstCycle;
  number = firstNumber;
  counted = load<f64>(CYCLES);
  priceAll(VALUES);
  forget();
  // No energies are like these.
  memory.fill(SAID, 0xff, SAID_BYTES * SAID_ROWS);
}

/** A new block of rows is in memory. */
export function beginBlock(): void {
  at = BLOCK;
}

/** Prices rows of the block, which ends at `end`, until it or a chunk is complete. Returns the number of rows. */
export function price(end: usize): u32 {
  const width = (leading + COMPONENTS) << 3;
  let out = VALUES;
  let rows: u32 = 0;
  while (at < end && rows < CHUNK_ROWS) {
    const kind: u32 = load<u16>(at);
    at += 2;
    if (kind === NOTHING) continue;
    priceRow(kind, out);
    out += width;
    rows++;
  }
  return rows;
}

/** Prices the row behind its kind. */
function priceRow(kind: u32, out: usize): void {
  if (kind < KEEP) priceKept(kind, out);
  else if (kind < LONG) {
    const slot = kind - KEEP;
    const bytes = slot < STEP_SLOTS ? STEP_BYTES : EVENT_BYTES;
    memory.copy(KEPT + slot * SLOT_BYTES, at, bytes);
    at += bytes;
    priceKept(slot, out);
  } else if (kind === LONG) {
    take2(at);
    at += LONG_BYTES;
    price2(lead(out, 0));
  } else {
    const extra: u32 = load<u32>(at);
    memory.copy(SUMS, at + 4, 8 * ACTIVITIES);
    at += 4 + 8 * ACTIVITIES;
    priceAll(lead(out, extra));
  }
}

/** Prices the row that is kept in a slot. */
function priceKept(slot: u32, out: usize): void {
  const row = KEPT + slot * SLOT_BYTES;
  if (slot < STEP_SLOTS) {
    take0(row);
    price0(lead(out, 0));
  } else {
    take1(row);
    price1(lead(out, 0));
  }
}

/** Writes the numbers before the components, `extra` being the state or the ticks. Returns where the others go. */
function lead(out: usize, extra: u32): usize {
  const now = load<f64>(CYCLES);
  const cycles = now - counted;
  counted = now;
  if (leading === LEADING_CYCLE) {
    store<f64>(out, cycle);
    store<f64>(out, <f64>extra, 8);
  } else {
    store<f64>(out, number);
    store<f64>(out, cycle, 8);
    store<f64>(out, cycles, 16);
    if (leading === LEADING_SAMPLE) store<f64>(out, <f64>extra, 24);
    number += 1;
  }
  cycle += cycles;
  return out + (leading << 3);
}

// --- Numbers of values (src/encoding/dictionary-column.ts) -------------------------------------------------------

/** Where a column's value may be known. */
function known(column: u32, bits: u64): usize {
  // The upper bits of the product: whole numbers have zeros below.
  const place = <u32>((bits * 0x9e3779b97f4a7c15) >> 48) / (65536 / KNOWN_PLACES);
  return KNOWN + (column * KNOWN_PLACES + place) * KNOWN_BYTES;
}

/**
 * Looks up the first `rows` of the chunk, in the columns whose bits are set. Returns those, as bits, where the number of a
 * value is missing.
 */
export function numbers(rows: u32, columns: u32): u32 {
  const width = leading + COMPONENTS;
  let missing: u32 = 0;
  for (let column: u32 = 0; column < width; column++) {
    if (!((columns >> column) & 1)) continue;
    let value = VALUES + 8 * column;
    const to = NUMBERS + 2 * CHUNK_ROWS * column;
    let all = true;
    for (let row: u32 = 0; row < rows; row++, value += 8 * width) {
      const bits = load<u64>(value);
      const place = known(column, bits);
      const same = load<u64>(place) === bits;
      store<u16>(to + 2 * row, same ? load<u16>(place, 8) : <u16>MISSING);
      all = all && same;
    }
    if (!all) missing |= 1 << column;
  }
  return missing;
}

/** A value of a column has this number. */
export function know(column: u32, value: f64, number: u32): void {
  const place = known(column, reinterpret<u64>(value));
  store<f64>(place, value);
  store<u16>(place, <u16>number, 8);
}

/** Nothing is known: no value has all bits set. */
export function forget(): void {
  memory.fill(KNOWN, 0xff, WIDTH * KNOWN_PLACES * KNOWN_BYTES);
}

// --- Text --------------------------------------------------------------------------------------------------------

const COMMA: u8 = 44;
const NEWLINE: u8 = 10;
const POINT: u8 = 46;
const ZERO: u8 = 48;
/** Tables of digits: as they are, with zeros in front, without those at the end. */
const PLAIN = DIGITS;
const PADDED = DIGITS + 4000;
const FRACTION = DIGITS + 8000;

/** Energies from here on are not whole numbers any more, or none. */
const TOO_MUCH: f64 = 9007199254740992;

/**
 * Writes the first `rows` of the chunk as lines, from byte `from` of the text on. Returns where they end; 0 where one
 * holds a number too large.
 */
export function text(rows: u32, from: u32): u32 {
  let to = TEXT + from;
  let value = VALUES;
  for (; rows > 0; rows--) {
    to = wholeNumber(to, load<f64>(value));
    value += 8;
    for (let i: u32 = 1; i < leading; i++, value += 8) {
      store<u8>(to++, COMMA);
      to = leading === LEADING_CYCLE ? name(to, <u32>load<f64>(value)) : wholeNumber(to, load<f64>(value));
    }
    to = dynamic(to, value);
    const leakage = load<f64>(value, 8 * DYNAMIC);
    if (to === 0 || !(leakage < TOO_MUCH)) return 0;
    value += 8 * COMPONENTS;
    to = millionths(to, leakage);
    store<u8>(to++, NEWLINE);
  }
  return <u32>(to - TEXT);
}

/**
 * Writes the energies but leakage, each between commas: most rows are like one before, whose text is still there. Returns 0
 * where one is too large.
 */
function dynamic(to: usize, values: usize): usize {
  const said = SAID + SAID_BYTES * place(values);
  if (same(said, values)) {
    const length = load<u32>(said, SAID_LENGTH);
    copy(to, said + SAID_TEXT, length);
    return to + length;
  }
  const start = to;
  store<u8>(to++, COMMA);
  for (let i: u32 = 0; i < DYNAMIC; i++) {
    const energy = load<f64>(values + 8 * i);
    if (!(energy < TOO_MUCH)) return 0;
    to = millionths(to, energy);
    store<u8>(to++, COMMA);
  }
  memory.copy(said, values, 8 * DYNAMIC);
  store<u32>(said, <u32>(to - start), SAID_LENGTH);
  copy(said + SAID_TEXT, start, <u32>(to - start));
  return to;
}

/** Copies some vectors, the last of which may be over its end. */
function copy(to: usize, from: usize, length: u32): void {
  for (let i: u32 = 0; i < length; i += 16) v128.store(to + i, v128.load(from + i));
}

function name(to: usize, state: u32): usize {
  store<u64>(to, load<u64>(NAMES + 8 * state));
  return to + load<u8>(NAME_LENGTHS + state);
}

/** Below 2^53. */
function wholeNumber(to: usize, value: f64): usize {
  if (value < 1e9) return small(to, <u32>value);
  const whole = <u64>value;
  const above = whole / 1000000000;
  const rest = <u32>(whole - above * 1000000000);
  const millions = rest / 1000000;
  const units = rest - millions * 1000000;
  const thousands = units / 1000;
  const next = digits(digits(small(to, <u32>above), PADDED, millions), PADDED, thousands);
  return digits(next, PADDED, units - thousands * 1000);
}

/** At most nine digits. */
function small(to: usize, value: u32): usize {
  if (value < 1000) return digits(to, PLAIN, value);
  const thousands = value / 1000;
  const rest = value - thousands * 1000;
  if (thousands < 1000) return digits(digits(to, PLAIN, thousands), PADDED, rest);
  const millions = thousands / 1000;
  return digits(digits(digits(to, PLAIN, millions), PADDED, thousands - millions * 1000), PADDED, rest);
}

/** Millionths, below 2^53, as a decimal fraction without zeros at its end. */
function millionths(to: usize, value: f64): usize {
  if (value === 0) {
    store<u8>(to, ZERO);
    return to + 1;
  }
  let fraction: u32;
  if (value < 4294967296) {
    const all = <u32>value;
    const units = all / 1000000;
    fraction = all - units * 1000000;
    to = small(to, units);
  } else {
    const all = <u64>value;
    const units = all / 1000000;
    fraction = <u32>(all - units * 1000000);
    to = wholeNumber(to, <f64>units);
  }
  if (fraction === 0) return to;
  store<u8>(to++, POINT);
  const thousandths = fraction / 1000;
  const rest = fraction - thousandths * 1000;
  if (rest === 0) return digits(to, FRACTION, thousandths);
  return digits(digits(to, PADDED, thousandths), FRACTION, rest);
}

/** Up to three digits from a table. */
function digits(to: usize, table: usize, value: u32): usize {
  const word = load<u32>(table + (value << 2));
  store<u32>(to, word);
  return to + (word >> 24);
}
