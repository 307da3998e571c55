/**
 * Rows of the energy log, from counters to text (AssemblyScript). Twin of src/energy/row-pricer.ts and
 * src/energy/csv.ts, which say what it does; src/energy/log-memory.ts says where its numbers lie, and
 * wasm/energy-counters.js makes the sums and prices.
 */
import {
  ACTIVITIES,
  ALL,
  BLOCK,
  CHUNK_ROWS,
  COMPONENTS,
  CYCLES,
  DIGITS,
  EVERYTHING,
  GROUP_0,
  GROUP_1,
  GROUP_2,
  LAST,
  LEADING_CYCLE,
  LEADING_SAMPLE,
  LEADING_TICK,
  NAME_LENGTHS,
  NAMES,
  NOTHING,
  price0,
  price1,
  price2,
  priceAll,
  SUMS,
  take0,
  take1,
  take2,
  TEXT,
  VALUES,
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
    const kind = load<u32>(at);
    at += 4;
    if (kind === NOTHING) continue;
    if (kind === ALL) {
      memory.copy(LAST, at, 4 * GROUP_2);
      at += 4 * GROUP_2;
      continue;
    }
    priceRow(kind, out);
    out += width;
    rows++;
  }
  return rows;
}

/** Prices the row behind its kind. */
function priceRow(kind: u32, out: usize): void {
  if (kind === 0) {
    take0(at);
    at += 4 * GROUP_0;
    price0(lead(out, 0));
  } else if (kind === 1) {
    take1(at);
    at += 4 * GROUP_1;
    price1(lead(out, 0));
  } else if (kind === 2) {
    take2(at);
    at += 4 * GROUP_2;
    price2(lead(out, 0));
  } else {
    const extra = load<u32>(at);
    memory.copy(SUMS, at + 4, 8 * ACTIVITIES);
    at += 4 + 8 * ACTIVITIES;
    priceAll(lead(out, extra));
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
    for (let i: u32 = 0; i < COMPONENTS; i++, value += 8) {
      const energy = load<f64>(value);
      if (!(energy < TOO_MUCH)) return 0;
      store<u8>(to++, COMMA);
      to = millionths(to, energy);
    }
    store<u8>(to++, NEWLINE);
  }
  return <u32>(to - TEXT);
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
