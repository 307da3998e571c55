/** Reads row files (writer.ts) as recorded traces. */
import type { Design } from '../../design/design.js';
import { ALL_SIGNALS, signalsOf, type Signal } from '../../signals/signals.js';
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

/** What the columns of a chip's row files hold. */
interface Columns {
  readonly values: readonly Signal[];
  /** By SRAM: bits of its address, and digits of its words; undefined: any even number. */
  readonly ports: readonly { readonly addressBits: number; readonly digits: number | undefined }[];
  readonly signals: readonly RecordedSignal[];
  /** What to do about a number that is too large. */
  readonly hint: string;
}

/** @param given the chip; absent: any, whose numbers fit the widest. */
function columnsOf(given: Design | undefined): Columns {
  const all = given ? signalsOf(given) : ALL_SIGNALS;
  const recorded = (name: string): RecordedSignal => {
    const { bits, signed } = all.find((s) => s.name === name)!;
    return { name, type: 'bits', bits, ...(signed ? { signed } : {}) };
  };
  const values = VALUE_COLUMNS.map((column) => all.find((s) => s.row === column)!);
  const ports = SRAM_COLUMNS.map((column) => PORT_PARTS.map((part) => recorded(`sram.${column}.${part}`)));
  const bitsOf = (parts: readonly RecordedSignal[], part: (typeof PORT_PARTS)[number]): number =>
    parts[PORT_PARTS.indexOf(part)]!.bits;
  return {
    values,
    ports: ports.map((parts) => ({
      addressBits: bitsOf(parts, 'addr'),
      digits: given && bitsOf(parts, 'data') / 4,
    })),
    signals: [...values.map((s) => recorded(s.name)), ...ports.flat()],
    hint: given ? ` of chip ${given.name}: name the chip of the rows with --chip` : '',
  };
}

/**
 * A row file, with or without its header line. It does not name its chip.
 * @param design of the chip; absent: any, of which the widths are not known.
 * @throws TraceFormatError naming the line.
 */
export function openRows(lines: AsyncIterable<LineBatch>, design?: Design): RecordedTrace {
  const columns = columnsOf(design);
  return {
    format: 'rows',
    signals: columns.signals,
    timeUnit: 'cycle',
    ...(design ? { design } : {}),
    steps: readRows(lines, columns),
  };
}

async function* readRows(
  batches: AsyncIterable<LineBatch>,
  columns: Columns,
): AsyncGenerator<TraceStep[], void> {
  const reader = new RowReader(columns);
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

  constructor(private readonly columns: Columns) {}

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
      step.values.push(columnValue(this.columns, i, cell, line));
    }
    for (let n = 0; n < SRAM_COLUMNS.length; n++) {
      const cell = cells[VALUE_COLUMNS.length + 1 + n]!;
      if (cell === this.cells[VALUE_COLUMNS.length + 1 + n]) continue;
      const values = portValues(this.columns, cell, line, n);
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

function columnValue({ values, hint }: Columns, i: number, cell: string, line: number): number {
  const { labels, bits } = values[i]!;
  const column = VALUE_COLUMNS[i]!;
  if (labels) {
    const value = labels.indexOf(cell);
    if (value < 0)
      throw new TraceFormatError(`line ${line}`, `column ${column}: ${quote(cell)} is not a state`);
    return value;
  }
  const value = whole(cell, line, column);
  if (value >= 2 ** bits)
    throw new TraceFormatError(`line ${line}`, `column ${column}: ${value} does not fit ${bits} bits${hint}`);
  return value;
}

const trimHex = (hex: string): TraceValue => hex.replace(/^0+(?=.)/, '');

function portValues({ ports, hint }: Columns, cell: string, line: number, n: number): TraceValue[] {
  if (cell === '') return [0, 0, 0, '0', '0'];
  const column = SRAM_COLUMNS[n]!;
  const match = /^(?:R(\d{1,5})|W(\d{1,5}):([0-9a-f]{4,32})\/([0-9a-f]{4,32}))$/.exec(cell);
  // A word has as many digits as it is wide; data and mask are one word.
  if (!match || match[3]?.length !== match[4]?.length)
    throw new TraceFormatError(`line ${line}`, `column ${column}: ${quote(cell)} is not an SRAM access`);
  const [, read, write, data, mask] = match;
  const address = Number(read ?? write);
  const { addressBits, digits } = ports[n]!;
  if (address >= 2 ** addressBits)
    throw new TraceFormatError(`line ${line}`, `column ${column}: there is no address ${address}${hint}`);
  if (digits !== undefined && data !== undefined && data.length !== digits)
    throw new TraceFormatError(
      `line ${line}`,
      `column ${column}: a word of ${data.length} digits instead of the ${digits}${hint}`,
    );
  return read === undefined ? [1, 1, address, trimHex(data!), trimHex(mask!)] : [1, 0, address, '0', '0'];
}
