/** Prices the rows of an energy log. */
import { ACT } from '../../chip/activity.js';
import { newColumns, type TableEncoder } from '../../table/schema.js';
import { ActivityMeter } from '../meter.js';
import { COMPONENTS } from '../table/vocabulary.js';
import { COUNTER_ROW, LEADING, type EnergyLogLayout } from './log.js';

/** Rows priced at a time: few enough to stay in the nearest cache until they are encoded. */
const CHUNK_ROWS = 256;

/** Takes rows of counters ({@link COUNTER_ROW} numbers each, one after the other) and hands on priced rows. */
export class EnergyEncoder implements TableEncoder {
  private readonly meter: ActivityMeter;
  /** First cycle of the next row, and the number of its tick or sample. */
  private cycle: number;
  private number: number;
  /** Cycles counted before the next row. */
  private cyclesBefore: number;
  private columns: Float64Array[];
  /** Energies of the current row. */
  private readonly energies = new Float64Array(COMPONENTS.length);

  /** @param encoder takes the priced rows: the columns of the layout. */
  constructor(
    private readonly layout: EnergyLogLayout,
    private readonly encoder: TableEncoder,
  ) {
    const { every, begin, prices, columns } = layout;
    this.cycle = begin.cycle;
    this.number = every === 'tick' ? begin.tick : begin.sample;
    this.cyclesBefore = begin.counts[ACT.cycles]!;
    this.meter = new ActivityMeter(begin.counts, prices);
    this.columns = newColumns(columns, CHUNK_ROWS);
  }

  batch(data: Float64Array[], rows: number): Float64Array[] {
    const counters = data[0]!;
    for (let done = 0; done < rows; done += CHUNK_ROWS) {
      const chunk = Math.min(CHUNK_ROWS, rows - done);
      for (let row = 0; row < chunk; row++) this.priceRow(counters, (done + row) * COUNTER_ROW, row);
      this.columns = this.encoder.batch(this.columns, chunk);
    }
    return data;
  }

  finish(): void | Promise<void> {
    return this.encoder.finish();
  }

  /** @param at where the counters of the row begin. @param row of the columns. */
  private priceRow(counters: Float64Array, at: number, row: number): void {
    const { columns, energies } = this;
    const { every } = this.layout;
    const extra = counters[at]!;
    const cyclesAfter = counters[at + 1 + ACT.cycles]!;
    const cycles = cyclesAfter - this.cyclesBefore;
    this.cyclesBefore = cyclesAfter;
    if (every === 'cycle') {
      columns[0]![row] = this.cycle;
      columns[1]![row] = extra;
    } else {
      columns[0]![row] = this.number++;
      columns[1]![row] = this.cycle;
      columns[2]![row] = cycles;
      if (every === 'sample') columns[3]![row] = extra;
    }
    this.cycle += cycles;
    this.meter.read(counters, at + 1, energies, 0);
    const leading = LEADING[every].length;
    for (let c = 0; c < energies.length; c++) columns[leading + c]![row] = energies[c]!;
  }
}
