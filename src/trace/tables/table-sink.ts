/** A trace as a table. */
import type { CycleObserver, PhaseObserver, PlayObserver } from '../../chip/cycle.js';
import type { ChipState } from '../../chip/state.js';
import type { Wires } from '../../chip/wires.js';
import { sampleOf, samplesSoFar, tickOf, ticksSoFar } from '../../position/counts.js';
import { originOf } from '../../table/origin.js';
import { RowWriter } from '../../table/row-writer.js';
import type { TableEncoder, TableFormat } from '../../table/schema.js';
import type { TraceMeta, TraceSink } from '../sink.js';
import { tableOf, type TableKind } from './kinds.js';
import type { MakeTableEncoder } from './layout.js';
import { Rows } from './rows.js';
import { SpikeWriter } from './spike-words.js';

/** A table to record. */
export interface TableRequest {
  readonly kind: TableKind;
  readonly format: TableFormat;
  readonly meta: TraceMeta;
  /** Neurons to record, for kinds that take them; absent: all in use. */
  readonly neurons?: readonly number[];
}

/** Records a table. */
export function tableSink(
  { kind, format, meta, neurons }: TableRequest,
  makeEncoder: MakeTableEncoder,
): TraceSink {
  const { columns, record } = tableOf(kind);
  const layout = { name: kind, columns, format, meta: originOf(kind, meta) };
  if (!record) {
    const spikes = new SpikeWriter(
      makeEncoder({ ...layout, spikePeriodPs: meta.periodPs }) as TableEncoder<Int32Array[]>,
    );
    return { observe: spikeObserver(spikes), finish: () => spikes.finish() };
  }
  const table = new RowWriter(columns, makeEncoder(layout) as TableEncoder);
  const { finish, ...callbacks } = record(new Rows(table, meta.periodPs), neurons && new Set(neurons));
  return {
    ...callbacks,
    finish: () => {
      finish?.();
      return table.finish();
    },
  };
}

/** Input events and spikes. An event that comes with a tick is lost: it is only acknowledged. */
function spikeObserver(spikes: SpikeWriter): CycleObserver {
  const observe = (s: ChipState, w: Wires): void => {
    const event = w.aerNew && !w.timeTick;
    const fires = w.stepWrite && (w.spike0 | w.spike1) !== 0;
    if (!event && !fires) return;
    const sample = sampleOf(s, w);
    const tick = tickOf(s, w);
    if (event) spikes.event(s.cycle, sample, tick, s.pins.aerAddress);
    if (!fires) return;
    const even = s.ctl.step & ~1;
    if (w.spike0 !== 0) spikes.add(s.cycle, sample, tick, even);
    if (w.spike1 !== 0) spikes.add(s.cycle, sample, tick, even + 1);
  };
  // No tick comes within a phase, so the counters give its number.
  const phases: PhaseObserver = {
    event: (s, cycle) => spikes.event(cycle, samplesSoFar(s), ticksSoFar(s), s.pins.aerAddress),
    spikes: (s, cycle, first, last) => spikes.spikes(cycle, samplesSoFar(s), ticksSoFar(s), first, last, s.z),
  };
  const played: PlayObserver = {
    spikeRows: (s, rows) => spikes.rows(rows, samplesSoFar(s), ticksSoFar(s)),
  };
  return Object.assign(observe, { phases, played });
}
