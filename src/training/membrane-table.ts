/** The table of the membranes of chosen neurons at the end of every step: few rows, and the turbo engine may run. */
import { membraneOf } from '../chip/weights.js';
import type { CycleObserver } from '../chip/cycle.js';
import type { ChipState } from '../chip/state.js';
import { State } from '../chip/states.js';
import type { Wires } from '../chip/wires.js';
import { tickOf } from '../position/counts.js';
import { CsvEncoder } from '../table/csv-encoder.js';
import { originOf } from '../table/origin.js';
import { RowWriter } from '../table/row-writer.js';
import type { Column } from '../table/schema.js';
import type { TraceMeta, TraceSink, WriteBytes } from '../trace/sink.js';

const COLUMNS: readonly Column[] = [
  { name: 'cycle', type: 'long' },
  { name: 'tick', type: 'int' },
  { name: 'neuron', type: 'int' },
  { name: 'membrane', unit: 'lsb', type: 'int' },
  { name: 'threshold', unit: 'lsb', type: 'int' },
];

/**
 * A sink of the table, as CSV.
 * @param neurons whose membranes are written; those that the chip does not use are left out.
 */
export function membraneTable(neurons: readonly number[], meta: TraceMeta, write: WriteBytes): TraceSink {
  const encoder = new CsvEncoder({ columns: COLUMNS, meta: originOf('membranes', meta) }, write);
  const table = new RowWriter(COLUMNS, encoder);
  const done = (s: ChipState, w: Wires): void => {
    for (const neuron of neurons) {
      if (neuron > s.config.NUM_REC) continue;
      table.put(s.cycle);
      table.put(tickOf(s, w));
      table.put(neuron);
      table.put(membraneOf(s, neuron));
      table.put(s.neur.threshold[neuron >> 1]!);
      table.end();
    }
  };
  const observe: CycleObserver = Object.assign(
    (s: ChipState, w: Wires): void => {
      if (s.ctl.state === State.SDONE) done(s, w);
    },
    { phases: { done } },
  );
  return { observe, finish: () => table.finish() };
}
