/** The traces of a run that is under way. */
import type { Chip } from '../../chip/chip.js';
import type { CycleObserver } from '../../chip/cycle.js';
import type { ObserverSource } from '../../chip/observers.js';
import { recordedChip } from '../../design/recorded-chip.js';
import type { ChipState } from '../../chip/state.js';
import { EnergyMeter } from '../../energy/meter.js';
import type { Prices } from '../../energy/prices.js';
import { COMPONENTS } from '../../energy/table/vocabulary.js';
import type { DeclaredFiles } from '../../files/declared-files.js';
import type { OutputFile } from '../../files/output.js';
import { OffThreadEncoder } from '../../node/workers/off-thread-encoder.js';
import { Window, type WindowBounds } from '../../position/window.js';
import type { RunHooks } from '../../run/breather.js';
import type { Program } from '../../run/program.js';
import { signalsOf } from '../../signals/signals.js';
import { EXIT, UserError } from '../../text/errors.js';
import type { EventRecord } from '../../trace/events/record.js';
import type { SinkRequest } from '../../trace/format.js';
import type { PowerSource } from '../../trace/sink.js';
import { Tracer } from '../../trace/tracer.js';
import { VERSION } from '../version.js';
import { convertVcd } from './made-by.js';
import type { PlannedTrace, TracePlan } from './trace-plan.js';

/** The program that a trace names as its source. */
export interface TraceSource {
  readonly program: string;
  /** SHA-256 of the program's file. */
  readonly hash: string;
}

export class TraceRun implements ObserverSource {
  private readonly outputs: readonly OutputFile[];
  private readonly encoders: OffThreadEncoder[] = [];
  private tracer: Tracer | undefined;

  /** Opens the files. @param window which part of the run is traced. */
  constructor(
    private readonly plan: TracePlan,
    private readonly window: WindowBounds,
    private readonly source: TraceSource,
  ) {
    this.outputs = plan.traces.map(({ output }) => output.open());
  }

  /** Begins the traces with the chip in its present state. */
  async begin({ state }: Chip): Promise<void> {
    const sinks = [];
    for (const [i, trace] of this.plan.traces.entries())
      sinks.push(await trace.format.record.makeSink(this.request(trace, this.outputs[i]!, state)));
    this.tracer = new Tracer(sinks, this.window, state);
  }

  private request({ format }: PlannedTrace, output: OutputFile, state: ChipState): SinkRequest {
    const { signals = signalsOf(state.design), stateNames, neurons, prices, settings, clock } = this.plan;
    return {
      write: (chunk) => output.write(chunk),
      file: output.file,
      state,
      meta: {
        periodPs: Math.round(1e12 / clock),
        version: VERSION,
        source: this.source.program,
        sourceHash: this.source.hash,
        settings,
        ...recordedChip(state.design),
      },
      signals,
      stateNames,
      ...(neurons ? { neurons } : {}),
      power: format.record.showsPower && prices ? powerOf(state, prices) : undefined,
      makeTableEncoder: (layout) => {
        const encoder = new OffThreadEncoder(layout, output);
        this.encoders.push(encoder);
        return encoder;
      },
    };
  }

  /** The observer for the next call of the engine. */
  get observer(): CycleObserver | undefined {
    return this.tracer?.observer;
  }

  /** Whether {@link observer} stays the same until the end of the run. */
  get isSteady(): boolean {
    return this.tracer?.isSteady === true;
  }

  /** Cycles that were traced. */
  get cycles(): number {
    return this.tracer?.cycles ?? 0;
  }

  /** Whether the run has no cycle in the window of the traces so far. */
  get isEmpty(): boolean {
    return this.tracer?.isEmpty === true;
  }

  onEvent(record: EventRecord): void {
    this.tracer?.onEvent(record);
  }

  /** Resolves when the encoders have caught up; undefined when there is nothing to wait for. */
  drained(): Promise<void> | undefined {
    for (const encoder of this.encoders) {
      const waiting = encoder.drained();
      if (waiting) return waiting;
    }
    return undefined;
  }

  /** Ends the encoders, if the run failed. */
  abandon(): void {
    for (const encoder of this.encoders) encoder.abandon();
  }

  /** Ends all traces with the run. @param cycle at which it ended. */
  async finish(cycle: number): Promise<void> {
    await this.tracer?.finish(cycle);
  }

  /** Removes the files instead of finishing them. */
  discard(files: DeclaredFiles): void {
    for (const output of this.outputs) files.discard(output);
  }
}

/** The energy that a chip spends, by component. */
function powerOf(state: ChipState, prices: Prices): PowerSource {
  const meter = new EnergyMeter(state.activity, prices);
  return { parts: COMPONENTS, read: (into) => meter.read(into, 0) };
}

/** Lets other programs make their files from finished traces, such as FST from VCD. */
export function convertTraces({ traces }: TracePlan): void {
  for (const { format, output, converted } of traces)
    if (format.madeBy && converted) convertVcd(format.madeBy, output.file, converted);
}

/**
 * The window that is traced. A trigger is looked for in a run of its own, within the window of the options: runs are
 * deterministic, so that the cycles before it can be recorded in the next.
 * @throws UserError if it never holds.
 */
export async function windowOf(
  plan: TracePlan,
  program: Program,
  timeout: number,
  hooks: RunHooks,
): Promise<WindowBounds> {
  const { trigger, window: bounds } = plan;
  if (!trigger) return bounds;
  const { from, to, when } = bounds;
  const chip = program.newChip();
  let cycle: number | undefined;
  const window = new Window(
    { ...(from ? { from } : {}), ...(to ? { to } : {}) },
    chip.state,
    (s, w) => {
      if (cycle === undefined && trigger.condition(s, w)) cycle = s.cycle;
    },
    false,
  );
  const play = program.begin(chip, {
    timeout,
    observer: window,
  });
  const end = await play.run({ ...hooks, stopped: () => cycle !== undefined || hooks.stopped?.() === true });
  if (cycle === undefined) {
    if (end.kind === 'stopped') throw new UserError('interrupted before the trigger', EXIT.INTERRUPTED);
    const failure = end.kind === 'failed' ? `, which ended early: ${end.error.message}` : '';
    throw new UserError(`the trigger never holds in this run${failure}`, EXIT.FILE, { file: program.name });
  }
  const last = trigger.post === undefined ? to : { cycle: cycle + trigger.post };
  return {
    from: { cycle: Math.max(0, cycle - trigger.pre) },
    ...(last ? { to: last } : {}),
    ...(when ? { when } : {}),
  };
}
