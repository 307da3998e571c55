/** The signals around the present place as a waveform. */
import { signalsOf } from '../../signals/signals.js';
import { timescale } from '../../trace/vcd/header.js';
import { VcdWriter } from '../../trace/vcd/writer.js';
import { GrowingBytes } from '../../table/growing-bytes.js';
import { atCycle } from '../goal.js';
import type { Session } from '../session.js';
import type { Task } from '../task.js';

/** A window of the run as VCD. */
export interface Waveform {
  readonly vcd: Uint8Array;
  readonly from: number;
  /** First cycle after the window. */
  readonly to: number;
  /** Units of the file's time scale in a cycle. */
  readonly unitsACycle: number;
}

/** Picoseconds of a cycle at 13 MHz, the clock of the chip at its low-voltage operating point. */
const PERIOD = Math.round(1e12 / 13e6);

/** @param cycles of the window, half of them before the present place. */
export function* waveformOf(session: Session, cycles: number): Task<Waveform> {
  const { machine, timeline, program } = session;
  const here = machine.place;
  const from = Math.max(session.oldest.cycle, here.cycle - (cycles >> 1));
  const to = from + cycles;
  const bytes = new GrowingBytes();
  const { design } = machine.chip.state;
  const writer = new VcdWriter(
    signalsOf(design).filter((s) => !s.sck),
    { periodPs: PERIOD, version: 'debug', source: program.name },
    (chunk) => void bytes.append(chunk),
  );
  yield* timeline.seek(atCycle(from));
  machine.observer = writer.observe;
  machine.chip.state.quiet = 0;
  while (machine.chip.cycle < to && !machine.ended) {
    machine.move(to - machine.chip.cycle);
    yield;
  }
  machine.observer = undefined;
  const end = machine.chip.cycle;
  writer.finish(end);
  yield* timeline.goTo(here);
  return { vcd: bytes.take(), from, to: end, unitsACycle: timescale(PERIOD).units };
}
