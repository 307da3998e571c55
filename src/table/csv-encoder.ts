/** Tables as CSV: `#` lines that say where the file comes from, the names of the columns, then a line for each row. */
import { ascii, TextWriter } from './text-writer.js';
import { columnName, type TableEncoder, type TableLayout, type WriteBytes } from './schema.js';

const COMMA = 44;
const MINUS = 45;
const ZERO = 48;
const NEWLINE = 10;
/** Most bytes of a number and the byte that follows it. */
const NUMBER_BYTES = 26;
/** Bytes that may wait before they are written. */
const PIECE_BYTES = 1 << 16;

/** A column's type as a number, which a loop over cells can switch on quickly. */
const CODE = { int: 0, long: 0, millionths: 1, double: 2 } as const;
const TEXT = 3;

export class CsvEncoder implements TableEncoder {
  private readonly out = new TextWriter(2 * PIECE_BYTES);
  private readonly codes: Uint8Array;
  /** The texts of a column of texts. */
  private readonly texts: readonly (readonly Uint8Array[])[];
  /** Most bytes of a row. */
  private readonly rowBytes: number;

  constructor(
    { columns, meta }: Pick<TableLayout, 'columns' | 'meta'>,
    private readonly write: WriteBytes,
  ) {
    this.codes = Uint8Array.from(columns, ({ type }) => (typeof type === 'string' ? CODE[type] : TEXT));
    this.texts = columns.map(({ type }) => (typeof type === 'string' ? [] : type.map(ascii)));
    const widths = this.texts.map((texts) => Math.max(NUMBER_BYTES, ...texts.map((text) => text.length + 1)));
    this.rowBytes = widths.reduce((sum, width) => sum + width, 0);
    const head = meta.map(([key, value]) => `# ${key}: ${value.replace(/\s+/g, ' ')}\n`).join('');
    this.out.append(new TextEncoder().encode(`${head}${columns.map(columnName).join()}\n`));
  }

  batch(data: Float64Array[], rows: number): Float64Array[] {
    const { out } = this;
    for (let row = 0; row < rows; row++) {
      this.writeRow(data, row);
      if (out.length > PIECE_BYTES) this.write(out.take());
    }
    return data;
  }

  finish(): void {
    if (this.out.length > 0) this.write(this.out.take());
  }

  private writeRow(data: readonly Float64Array[], row: number): void {
    const { out, codes } = this;
    out.reserve(this.rowBytes);
    for (let c = 0; c < codes.length; c++) {
      if (c > 0) out.byte(COMMA);
      const value = data[c]![row]!;
      switch (codes[c]) {
        case CODE.int:
          if (value < 0) out.byte(MINUS);
          out.number(Math.abs(value));
          break;
        case CODE.millionths:
          if (value === 0) out.byte(ZERO);
          else if (value <= Number.MAX_SAFE_INTEGER) out.millionths(value);
          else out.append(ascii(String(value / 1e6)));
          break;
        case CODE.double:
          out.double(value);
          break;
        default:
          out.append(this.texts[c]![value]!);
      }
    }
    out.byte(NEWLINE);
  }
}
