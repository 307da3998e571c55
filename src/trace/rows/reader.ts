/** Reads row files (writer.ts) as recorded traces. */
import type { LineBatch } from '../../text/lines.js';
import { quote } from '../../text/quote.js';
import {
  TraceFormatError,
  type RecordedSignal,
  type RecordedTrace,
  type TraceStep,
  type TraceValue,
} from '../recorded/model.js';
import { ROW_COLUMNS } from './writer.js';
import { SIGNALS } from '../../signals/signals.js';

const SHORT = ROW_COLUMNS.slice(1, -4);
const BANKS = ROW_COLUMNS.slice(-4);
const SHORT_SIGNALS = SHORT.map((column) => SIGNALS.find((s) => s.row === column)!);
/** What an SRAM column says: chip select, write enable, address, data and mask. */
const PORT_PARTS = ['cs', 'we', 'addr', 'data', 'mask'] as const;

const columnSignal = (name: string): RecordedSignal => {
  const { bits, signed } = SIGNALS.find((s) => s.name === name)!;
  return { name, bits, ...(signed ? { signed } : {}) };
};
const ROW_SIGNALS: RecordedSignal[] = [
  ...SHORT_SIGNALS.map((s) => columnSignal(s.name)),
  ...BANKS.flatMap((bank) => PORT_PARTS.map((part) => columnSignal(`sram.${bank}.${part}`))),
];

/** A row file, with or without its header line. @throws TraceFormatError naming the line. */
export function openRows(lines: AsyncIterable<LineBatch>): RecordedTrace {
  return { format: 'rows', signals: ROW_SIGNALS, steps: readRows(lines) };
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

  row(text: string, line: number): TraceStep | undefined {
    if (text === '' || (line === 1 && text.startsWith('cycle,'))) {
      if (text !== '' && text !== ROW_COLUMNS.join())
        throw new TraceFormatError('line 1', 'the header is not that of a row file');
      return undefined;
    }
    const cells = text.split(',');
    if (cells.length !== ROW_COLUMNS.length)
      throw new TraceFormatError(`line ${line}`, `${cells.length} columns, ${ROW_COLUMNS.length} expected`);
    const cycle = whole(cells[0]!, line, 'cycle');
    if (cycle <= this.cycle)
      throw new TraceFormatError(`line ${line}`, `cycle ${cycle} after cycle ${this.cycle}`);
    this.cycle = cycle;
    const step: TraceStep = { cycle, index: [], values: [] };
    for (let i = 0; i < SHORT.length; i++) {
      const cell = cells[i + 1]!;
      if (cell === this.cells[i + 1]) continue;
      step.index.push(i);
      step.values.push(shortValue(i, cell, line));
    }
    for (let b = 0; b < BANKS.length; b++) {
      const cell = cells[SHORT.length + 1 + b]!;
      if (cell === this.cells[SHORT.length + 1 + b]) continue;
      const values = portValues(cell, line, BANKS[b]!);
      for (let p = 0; p < values.length; p++) {
        step.index.push(SHORT.length + PORT_PARTS.length * b + p);
        step.values.push(values[p]!);
      }
    }
    this.cells = cells;
    return step;
  }
}

function whole(text: string, line: number, column: string): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(value))
    throw new TraceFormatError(`line ${line}`, `column ${column}: ${quote(text)} is no number`);
  return value;
}

function shortValue(i: number, cell: string, line: number): number {
  const { labels, bits } = SHORT_SIGNALS[i]!;
  if (labels) {
    const value = labels.indexOf(cell);
    if (value < 0)
      throw new TraceFormatError(`line ${line}`, `column ${SHORT[i]!}: ${quote(cell)} is no state`);
    return value;
  }
  const value = whole(cell, line, SHORT[i]!);
  if (value >= 2 ** bits)
    throw new TraceFormatError(`line ${line}`, `column ${SHORT[i]!}: ${value} does not fit ${bits} bits`);
  return value;
}

const trimHex = (hex: string): TraceValue => hex.replace(/^0+(?=.)/, '').toLowerCase();

function portValues(cell: string, line: number, column: string): TraceValue[] {
  if (cell === '') return [0, 0, 0, '0', '0'];
  const match = /^(?:R(\d{1,4})|W(\d{1,4}):([0-9a-f]{32})\/([0-9a-f]{32}))$/.exec(cell);
  if (!match)
    throw new TraceFormatError(`line ${line}`, `column ${column}: ${quote(cell)} is no SRAM access`);
  const [, read, write, data, mask] = match;
  if (read !== undefined) return [1, 0, Number(read), '0', '0'];
  return [1, 1, Number(write), trimHex(data!), trimHex(mask!)];
}
