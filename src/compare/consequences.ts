/** Effects of the first difference of two runs: the first event of each kind in which they differ afterwards. */
import type { CycleObserver } from '../chip/cycle.js';
import { writtenMembrane } from '../chip/neuron-datapath.js';
import { State } from '../chip/states.js';
import type { EventRecord } from '../trace/events/record.js';
import { forEachWeightChange } from '../trace/weight-changes.js';

/** Kinds of effect, in the order in which a person follows them. */
export const EFFECTS = [
  'register',
  'input',
  'membrane',
  'spike',
  'output',
  'signal',
  'weight',
  'byte',
] as const;
type EventKind = (typeof EFFECTS)[number];
/** `hang`: a wait of one run timed out, while the other run goes on. */
export type EffectKind = EventKind | 'hang';

export interface Effect {
  readonly kind: EffectKind;
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly cycleA: number | undefined;
  readonly cycleB: number | undefined;
}

/** Something that happened in a run. */
interface RunEvent {
  readonly cycle: number;
  readonly name: string;
  readonly value: number;
}

/** Collects the events of a run by kind. */
export class RunEvents {
  readonly queues: Record<EventKind, RunEvent[]> = {
    register: [],
    input: [],
    membrane: [],
    spike: [],
    output: [],
    signal: [],
    weight: [],
    byte: [],
  };
  /** Kinds that are no longer of interest. */
  readonly done = new Set<EventKind>();
  private config: Record<string, number> | undefined;
  private spi = -1;
  private shift = 0;

  readonly onEvent = (record: EventRecord): void => {
    if ('out' in record) this.add('byte', record.cycle, 'output byte', record.out);
  };

  readonly observe: CycleObserver = (s, w) => {
    const { done } = this;
    const { cycle } = s;
    // Registers move only when the SPI slave or RST does.
    const spi = 2 * s.spi.count + s.pins.rst;
    if (!done.has('register') && (spi !== this.spi || s.spi.shiftIn !== this.shift)) {
      this.spi = spi;
      this.shift = s.spi.shiftIn;
      this.config ??= { ...s.config };
      for (const [name, value] of Object.entries(s.config)) {
        if (this.config[name] === value) continue;
        this.config[name] = value;
        this.add('register', cycle, `register ${name}`, value);
      }
    }
    if (w.aerNew && !w.timeTick) this.add('input', cycle, 'input event', s.pins.aerAddress);
    if (w.stepWrite) {
      for (let n = 0; n < 2; n++) {
        const neuron = (s.ctl.step & ~1) + n;
        if ((n === 0 ? w.spike0 : w.spike1) !== 0) this.add('spike', cycle, 'spike of neuron', neuron);
        if (w.neur.we && !w.neur.prog && !done.has('membrane'))
          this.add('membrane', cycle, `membrane of neuron ${2 * w.neur.addr + n}`, writtenMembrane(s, w, n));
      }
    }
    if (s.ctl.state === State.SDONE && !done.has('output'))
      for (let k = 0; k <= s.config.NUM_OUT; k++)
        this.add('output', cycle, `membrane of output ${k}`, s.vOut[k]!);
    if (s.ctl.state === State.EPROP && s.ctl.posts === 0 && s.ctl.ePre === 0 && !done.has('signal'))
      s.learningSignal.forEach((signal, n) => {
        const neuron = s.design.lanes * s.ctl.blk + n;
        this.add('signal', cycle, `learning signal of neuron ${neuron}`, signal);
      });
    if (done.has('weight')) return;
    forEachWeightChange(s, w, (memory, pre, post, _before, after) => {
      this.add('weight', cycle, `change of weight ${memory}[${pre}][${post}] to`, after);
    });
  };

  private add(kind: EventKind, cycle: number, name: string, value: number): void {
    if (!this.done.has(kind)) this.queues[kind].push({ cycle, name, value });
  }
}

/**
 * Compares what happened in both runs so far, dropping what agrees; cycles may be shifted against each other.
 * @param over by run: nothing more will come.
 * @returns the first difference of each kind that has just become known.
 */
export function compareEvents(
  a: RunEvents,
  b: RunEvents,
  [overA, overB]: readonly [boolean, boolean],
): Effect[] {
  const found: Effect[] = [];
  for (const kind of EFFECTS) {
    if (a.done.has(kind)) continue;
    const [x, y] = [a.queues[kind], b.queues[kind]];
    const common = Math.min(x.length, y.length);
    let i = 0;
    while (i < common && x[i]!.value === y[i]!.value && x[i]!.name === y[i]!.name) i++;
    if (i < common || (overA && y.length > common) || (overB && x.length > common)) {
      found.push(effect(kind, x[i], y[i]));
      a.done.add(kind);
      b.done.add(kind);
      x.length = y.length = 0;
    } else {
      x.splice(0, i);
      y.splice(0, i);
    }
  }
  return found;
}

function effect(kind: EffectKind, a: RunEvent | undefined, b: RunEvent | undefined): Effect {
  const same = a?.name === b?.name;
  const first = a && b ? (a.cycle <= b.cycle ? a : b) : (a ?? b)!;
  const text = (h: RunEvent | undefined): string =>
    h ? (same ? String(h.value) : `${h.name} ${h.value}`) : 'nothing';
  return { kind, name: same ? first.name : kind, a: text(a), b: text(b), cycleA: a?.cycle, cycleB: b?.cycle };
}
