/**
 * The energy log's rows in WebAssembly (wasm/energy-log.ts): priced, and written as CSV. It needs no warming up, so that
 * short logs are quick, and takes a third of the time of its twin in plain numbers (row-pricer.ts, csv.ts).
 */
import { STATE_NAMES } from '../../chip/states.js';
import { ascii, DIGITS } from '../../table/byte-writer.js';
import { CompiledCode } from '../../chip/web-assembly.js';
import { LOG_CODE } from './log-code.js';
import * as memory from './log-memory.js';
import {
  BLOCK_LENGTH,
  LEADING,
  type ActivityBlock,
  type Every,
  type LogBegin,
  type RowBlock,
} from './log.js';
import { costs } from '../meter.js';
import type { Prices } from '../prices.js';

/** Functions of wasm/energy-log.ts. */
interface Functions {
  begin: (leading: number, cycle: number, number: number) => void;
  beginBlock: () => void;
  price: (end: number) => number;
  text: (rows: number, from: number) => number;
  numbers: (rows: number, columns: number) => number;
  know: (column: number, value: number, number: number) => void;
  forget: () => void;
}

const code = new CompiledCode<Functions>(LOG_CODE);

export class LogKernel {
  private readonly block: Uint16Array;
  private readonly values: Float64Array;
  private readonly bytes: Uint8Array;
  private readonly found: readonly Uint16Array[];

  private constructor(
    private readonly every: Every,
    private readonly functions: Functions,
    buffer: ArrayBuffer,
    begin: LogBegin,
    prices: Prices,
  ) {
    this.block = new Uint16Array(buffer, memory.BLOCK_AT, BLOCK_LENGTH);
    this.values = new Float64Array(buffer, memory.VALUES_AT);
    this.bytes = new Uint8Array(buffer, memory.TEXT_AT);
    this.found = Array.from(
      { length: memory.WIDTH },
      (_, column) =>
        new Uint16Array(buffer, memory.NUMBERS_AT + 2 * memory.CHUNK_ROWS * column, memory.CHUNK_ROWS),
    );
    new Float64Array(buffer, memory.SUMS_AT).set(begin.counts);
    new Float64Array(buffer, memory.COSTS_AT).set(costs(prices));
    const all = new Uint8Array(buffer);
    STATE_NAMES.forEach((name, state) => {
      all.set(ascii(name), memory.NAMES_AT + memory.NAME_BYTES * state);
      all[memory.NAME_LENGTHS_AT + state] = name.length;
    });
    const digits = new Int32Array(buffer, memory.DIGITS_AT);
    DIGITS.forEach((table, i) => digits.set(table, i * table.length));
    functions.begin(LEADING[every].length, begin.cycle, every === 'tick' ? begin.tick : begin.sample);
  }

  /** @returns undefined where the platform has no WebAssembly. */
  static begin(every: Every, begin: LogBegin, prices: Prices): LogKernel | undefined {
    const instance = code.instantiate(memory.MEMORY_BYTES);
    return instance && new LogKernel(every, instance.functions, instance.buffer, begin, prices);
  }

  /** Gives the rows with their energy, chunk by chunk, in an array that is used again. */
  *price({ values, length }: ActivityBlock): Generator<RowBlock, void> {
    const { every, functions } = this;
    this.block.set(values.subarray(0, length));
    functions.beginBlock();
    for (;;) {
      const rows = functions.price(memory.BLOCK_AT + 2 * length);
      if (rows === 0) return;
      yield { every, values: this.values, rows };
    }
  }

  /** Puts text behind the `from` bytes that wait. @returns how many wait then. */
  put(text: Uint8Array, from: number): number {
    this.bytes.set(text, from);
    return from + text.length;
  }

  /**
   * Writes the rows given last as lines of CSV, behind the `from` bytes that wait.
   * @returns how many wait then; 0 where one holds a number too large for the kernel.
   */
  write(rows: number, from: number): number {
    return this.functions.text(rows, from);
  }

  /** The text that waits, good until more is written. */
  text(length: number): Uint8Array {
    return this.bytes.subarray(0, length);
  }

  /**
   * Looks up the numbers of the values of the rows given last, in the columns whose bits are set.
   * @returns the columns, as bits, where some are missing.
   */
  lookUp(rows: number, columns: number): number {
    return this.functions.numbers(rows, columns);
  }

  /** What was looked up in a column, from a row on. */
  numbers(column: number, row: number, count: number): Uint16Array {
    const found = this.found[column]!;
    return count === found.length ? found : found.subarray(row, row + count);
  }

  /** From now on, a value of a column has this number. */
  know(column: number, value: number, number: number): void {
    this.functions.know(column, value, number);
  }

  /** From now on, no number is known. */
  forget(): void {
    this.functions.forget();
  }
}
