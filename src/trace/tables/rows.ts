/** Rows of a trace's table; each begins with its place in the run. */
import type { ChipState } from '../../chip/state.js';
import type { Wires } from '../../chip/wires.js';
import { sampleOf, tickOf } from '../../position/counts.js';
import type { RowWriter } from '../../table/row-writer.js';
import type { Column } from '../../table/schema.js';

/** Columns of the time of a row. */
export const TIME: readonly Column[] = [
  { name: 'cycle', type: 'long' },
  { name: 'time', unit: 'us', type: 'double' },
];
/** Columns of the place of a row in the run. */
export const PLACE: readonly Column[] = [
  ...TIME,
  { name: 'sample', type: 'int' },
  { name: 'tick', type: 'int' },
];

export class Rows {
  constructor(
    private readonly table: RowWriter,
    private readonly periodPs: number,
  ) {}

  /** A row of a cycle, behind {@link PLACE}. */
  add(s: ChipState, w: Wires, ...values: number[]): void {
    this.begin(s.cycle, sampleOf(s, w), tickOf(s, w));
    this.end(values);
  }

  /** Begins a row with its {@link PLACE}; `put` for each other column and `end` follow. */
  begin(cycle: number, sample: number, tick: number): RowWriter {
    const { table } = this;
    this.time(cycle);
    table.put(sample);
    table.put(tick);
    return table;
  }

  /** A row behind {@link TIME}. */
  addAt(cycle: number, ...values: number[]): void {
    this.time(cycle);
    this.end(values);
  }

  private time(cycle: number): void {
    this.table.put(cycle);
    this.table.put((cycle * this.periodPs) / 1e6);
  }

  private end(values: readonly number[]): void {
    for (let i = 0; i < values.length; i++) this.table.put(values[i]!);
    this.table.end();
  }
}
