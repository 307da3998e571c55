/** The table of the membranes of chosen neurons at the end of every step: few rows, and the turbo engine may run. */
import type { CycleObserver } from '../chip/cycle.js';
import type { ChipState } from '../chip/state.js';
import { State } from '../chip/states.js';
import type { Wires } from '../chip/wires.js';
import { tickOf } from '../position/counts.js';
import type { TraceMeta, TraceSink, WriteBytes } from '../trace/sink.js';
import { tableEncoder } from '../trace/tables/encoder.js';
import { tableMeta, TableWriter, type TableLayout } from '../trace/tables/table.js';

const COLUMNS = ['cycle', 'tick', 'neuron', 'membrane_lsb', 'threshold_lsb'];

/**
 * A sink of the table, as CSV.
 * @param neurons whose membranes are written; those that the chip does not use are left out.
 */
export function membraneTable(neurons: readonly number[], meta: TraceMeta, write: WriteBytes): TraceSink {
  const layout: TableLayout = {
    columns: COLUMNS.map((name) => ({ name, type: name === 'cycle' ? 'long' : 'int' })),
    format: 'csv',
    meta: tableMeta('membranes', meta),
  };
  const table = new TableWriter(layout, tableEncoder(layout, write));
  const done = (s: ChipState, w: Wires): void => {
    for (const neuron of neurons) {
      if (neuron > s.config.NUM_REC) continue;
      table.put(s.cycle);
      table.put(tickOf(s, w));
      table.put(neuron);
      table.put(s.neur.membrane[neuron]!);
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
