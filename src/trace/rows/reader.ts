/** Reads row files (writer.ts) as recorded traces. */
import { SIGNALS } from '../../signals/signals.js';
import type { LineBatch } from '../../text/lines.js';
import { quote } from '../../text/quote.js';
import {
  TraceFormatError,
  type RecordedSignal,
  type RecordedTrace,
  type TraceStep,
  type TraceValue,
} from '../recorded/model.js';
import { PORT_PARTS, ROW_COLUMNS, SRAM_COLUMNS, VALUE_COLUMNS } from './writer.js';

const VALUE_SIGNALS = VALUE_COLUMNS.map((column) => SIGNALS.find((s) => s.row === column)!);

const recordedSignal = (name: string): RecordedSignal => {
  const { bits, signed } = SIGNALS.find((s) => s.name === name)!;
  return { name, type: 'bits', bits, ...(signed ? { signed } : {}) };
};
const ROW_SIGNALS: readonly RecordedSignal[] = [
  ...VALUE_SIGNALS.map((s) => recordedSignal(s.name)),
  ...SRAM_COLUMNS.flatMap((column) => PORT_PARTS.map((part) => recordedSignal(`sram.${column}.${part}`))),
];
const ADDRESS_BITS = SRAM_COLUMNS.map((column) => recordedSignal(`sram.${column}.addr`).bits);

/** A row file, with or without its header line. @throws TraceFormatError naming the line. */
export function openRows(lines: AsyncIterable<LineBatch>): RecordedTrace {
  return { format: 'rows', signals: ROW_SIGNALS, timeUnit: 'cycle', steps: readRows(lines) };
}

async function* readRows(batches: AsyncIterable<LineBatch>): AsyncGenerator<TraceStep[], void> {
  const reader = new RowReader();
  for await (const { first, lines } of batches) {
    const steps: TraceStep[] = [];
    for (let i = 0; i < lines.length; i++) {
      const step = reader.row(lines[i]!, first + i);
      if (step) steps.push(step);
    }
    yield steps;
  }
}

class RowReader {
  private cells: string[] = [];
  private cycle = -1;
  private begun = false;

  row(text: string, line: number): TraceStep | undefined {
    if (text.trim() === '') return undefined;
    if (!this.begun && text.startsWith('cycle,')) {
      this.begun = true;
      if (text.trim() === ROW_COLUMNS.join()) return undefined;
      throw new TraceFormatError(`line ${line}`, 'the header is not that of a row file');
    }
    this.begun = true;
    const cells = text.trim().split(',');
    if (cells.length !== ROW_COLUMNS.length)
      throw new TraceFormatError(`line ${line}`, `${cells.length} columns, ${ROW_COLUMNS.length} expected`);
    const cycle = whole(cells[0]!, line, 'cycle');
    if (cycle <= this.cycle)
      throw new TraceFormatError(
        `line ${line}`,
        `cycle ${cycle} comes after cycle ${this.cycle}: cycles must ascend`,
      );
    this.cycle = cycle;
    const step = this.changes(cells, cycle, line);
    this.cells = cells;
    return step;
  }

  /** What differs from the row before. */
  private changes(cells: readonly string[], time: number, line: number): TraceStep {
    const step: TraceStep = { time, index: [], values: [] };
    for (let i = 0; i < VALUE_COLUMNS.length; i++) {
      const cell = cells[i + 1]!;
      if (cell === this.cells[i + 1]) continue;
      step.index.push(i);
      step.values.push(columnValue(i, cell, line));
    }
    for (let n = 0; n < SRAM_COLUMNS.length; n++) {
      const cell = cells[VALUE_COLUMNS.length + 1 + n]!;
      if (cell === this.cells[VALUE_COLUMNS.length + 1 + n]) continue;
      const values = portValues(cell, line, n);
      for (let p = 0; p < values.length; p++) {
        step.index.push(VALUE_COLUMNS.length + PORT_PARTS.length * n + p);
        step.values.push(values[p]!);
      }
    }
    return step;
  }
}

function whole(text: string, line: number, column: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value))
    throw new TraceFormatError(`line ${line}`, `column ${column}: ${quote(text)} is not a number`);
  return value;
}

function columnValue(i: number, cell: string, line: number): number {
  const { labels, bits } = VALUE_SIGNALS[i]!;
  const column = VALUE_COLUMNS[i]!;
  if (labels) {
    const value = labels.indexOf(cell);
    if (value < 0)
      throw new TraceFormatError(`line ${line}`, `column ${column}: ${quote(cell)} is not a state`);
    return value;
  }
  const value = whole(cell, line, column);
  if (value >= 2 ** bits)
    throw new TraceFormatError(`line ${line}`, `column ${column}: ${value} does not fit ${bits} bits`);
  return value;
}

const trimHex = (hex: string): TraceValue => hex.replace(/^0+(?=.)/, '');

function portValues(cell: string, line: number, n: number): TraceValue[] {
  if (cell === '') return [0, 0, 0, '0', '0'];
  const column = SRAM_COLUMNS[n]!;
  const match = /^(?:R(\d{1,5})|W(\d{1,5}):([0-9a-f]{4,32})\/([0-9a-f]{4,32}))$/.exec(cell);
  // A word has as many digits as it is wide; data and mask are one word.
  if (!match || match[3]?.length !== match[4]?.length)
    throw new TraceFormatError(`line ${line}`, `column ${column}: ${quote(cell)} is not an SRAM access`);
  const [, read, write, data, mask] = match;
  const address = Number(read ?? write);
  if (address >= 2 ** ADDRESS_BITS[n]!)
    throw new TraceFormatError(`line ${line}`, `column ${column}: there is no address ${address}`);
  return read === undefined ? [1, 1, address, trimHex(data!), trimHex(mask!)] : [1, 0, address, '0', '0'];
}
