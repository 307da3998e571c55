/**
 * Samples as they come out of a file, item by item, with everything checked that a format cannot: order, limits, labels,
 * ends. An error names the place of the item.
 */
import { REFERENCE, type Design } from '../design/design.js';
import { badInput, type Place } from '../text/errors.js';
import type { InputEvent, Sample } from './task.js';

/** Limits of the addresses of events and of labels. */
export interface Limits {
  readonly inputs: number;
  readonly outputs: number;
}

/** Limits of a chip; smaller settings of a program are the business of its lint. */
export const eventLimitsOf = ({ inputs, outputs }: Design): Limits => ({ inputs, outputs });

const REFERENCE_LIMITS = eventLimitsOf(REFERENCE);
/** Longest sample, in ticks. */
export const MAX_TICKS = 0x7fffffff;

/** Values for what a file leaves out. */
export interface SampleDefaults {
  /** Tick at which labels begin that have no time of their own; default: found from the events around them. */
  readonly labelTick?: number;
  /** Label of samples for which the file has none. */
  readonly label?: number;
}

interface Draft {
  readonly events: InputEvent[];
  label: number | undefined;
  /** Tick of the label, if the label has one. */
  labelTick: number | undefined;
  /** Number of events before the label. */
  before: number;
  /** Tick of the last item. */
  last: number;
}

interface Ended extends Draft {
  readonly ticks: number;
  /** Place of its end in the file. */
  readonly place: Place;
}

const newDraft = (): Draft => ({ events: [], label: undefined, labelTick: undefined, before: 0, last: 0 });

export class SampleCollector {
  private readonly samples: Ended[] = [];
  private current: Draft | undefined;

  constructor(private readonly limits: Limits = REFERENCE_LIMITS) {}

  /** Number of samples that are complete. */
  get count(): number {
    return this.samples.length;
  }

  /** Whether a sample has begun and not ended; its last tick. */
  get open(): boolean {
    return this.current !== undefined;
  }
  get lastTick(): number {
    return this.current?.last ?? 0;
  }

  event(neuron: number, tick: number, place: Place): void {
    const { inputs } = this.limits;
    if (neuron < 0 || neuron >= inputs)
      throw badInput(`neuron ${neuron}, but there are only ${inputs} inputs`, place);
    const draft = this.draft();
    this.advance(draft, tick, place);
    draft.events.push({ neuron, tick });
  }

  /** @param tick at which the label begins; undefined where the format does not say. */
  label(label: number, place: Place, tick?: number): void {
    const { outputs } = this.limits;
    if (label < 0 || label >= outputs)
      throw badInput(`label ${label}, but there are only ${outputs} outputs`, place);
    const draft = this.draft();
    if (draft.label !== undefined) throw badInput('a second label in one sample', place);
    if (tick !== undefined) this.advance(draft, tick, place);
    draft.label = label;
    draft.labelTick = tick;
    draft.before = draft.events.length;
  }

  /** @param ticks of the sample. */
  end(ticks: number, place: Place): void {
    const draft = this.draft();
    if (ticks < 1 || ticks > MAX_TICKS)
      throw badInput(`a sample of ${ticks} ticks; from 1 to ${MAX_TICKS} are possible`, place);
    const late = draft.events.at(-1);
    if (late !== undefined && late.tick >= ticks)
      throw badInput(`the sample ends at ${ticks}, but its last event is at ${late.tick}`, place);
    this.samples.push({ ...draft, ticks, place });
    this.current = undefined;
  }

  /**
   * The samples, once the file has been read.
   * @param place its end, for what is missing.
   */
  finish(place: Place, defaults: SampleDefaults = {}): Sample[] {
    if (this.current !== undefined)
      throw badInput(`the file ends within sample ${this.samples.length + 1}: its end is missing`, place);
    if (!this.samples.some(({ events }) => events.length > 0)) throw badInput('no event in the file', place);
    const common = defaults.labelTick ?? this.commonLabelTick();
    return this.samples.map((sample) => complete(sample, common, defaults.label));
  }

  private draft(): Draft {
    return (this.current ??= newDraft());
  }

  private advance(draft: Draft, tick: number, place: Place): void {
    if (tick < 0 || tick > MAX_TICKS) throw badInput(`time ${tick} is not from 0 to ${MAX_TICKS}`, place);
    if (tick < draft.last)
      throw badInput(`time ${tick} after time ${draft.last}: events must be in order`, place);
    draft.last = tick;
  }

  /**
   * One tick at which the labels of all samples can begin: the tick of the earliest event that follows a label, unless
   * another sample has its label later. Undefined if there is no such tick; each label then begins at a tick of its own.
   */
  private commonLabelTick(): number | undefined {
    let earliest = Infinity;
    let least = 0;
    for (const { events, label, labelTick, before } of this.samples) {
      if (label === undefined || labelTick !== undefined) continue;
      least = Math.max(least, (events[before - 1]?.tick ?? -1) + 1);
      earliest = Math.min(earliest, events[before]?.tick ?? Infinity);
    }
    return least <= earliest && earliest < Infinity ? earliest : undefined;
  }
}

/** A sample with the label and its tick that the file, the events or the defaults give it. */
function complete(s: Ended, common: number | undefined, defaultLabel: number | undefined): Sample {
  const label = s.label ?? defaultLabel;
  const { events, ticks, place } = s;
  if (label === undefined) return { events, label: -1, labelTick: 0, ticks };
  const labelTick = s.labelTick ?? common ?? events[s.before]?.tick;
  if (labelTick === undefined)
    throw badInput(
      'no event follows the label, so that its time is not known: say at which tick labels begin (--label-tick; in .incdata the number after the file)',
      place,
    );
  if (labelTick >= ticks)
    throw badInput(`the sample ends at ${ticks}, before labels begin (${labelTick})`, place);
  return { events, label, labelTick, ticks };
}
