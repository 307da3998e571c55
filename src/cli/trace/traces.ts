/** Traces of a run: what the options of trace-options.ts ask for. */
import { pricesOf } from '../energy/pricing.js';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ChipState } from '../../chip/state.js';
import { EnergyMeter } from '../../energy/meter.js';
import type { Prices } from '../../energy/prices.js';
import { COMPONENTS } from '../../energy/table/vocabulary.js';
import { OffThreadEncoder } from '../../node/workers/off-thread-encoder.js';
import type { Program } from '../../run/program.js';
import type { RunHooks } from '../../run/breather.js';
import { fileError } from '../../files/file-error.js';
import { EXIT, usageError, UserError } from '../../text/errors.js';
import type { OutputFile } from '../../files/output.js';
import { closest } from '../../text/closest.js';
import type { Condition } from '../../signals/expression.js';
import { SIGNALS } from '../../signals/signals.js';
import { Window, type WindowBounds } from '../../position/window.js';
import type { SinkRequest } from '../../trace/format.js';
import { RECORDABLE_FORMATS, type RecordableFormat } from '../../trace/formats.js';
import type { PowerSource, TraceMeta } from '../../trace/sink.js';
import { Tracer } from '../../trace/tracer.js';
import { convertVcd, requireProgram } from './made-by.js';
import { NOMINAL_CLOCK_HZ } from '../progress.js';
import { VERSION } from '../shell.js';
import { ENERGY, fileOf, tableFile, type TraceOptions } from './trace-options.js';

interface Plan {
  readonly format: RecordableFormat;
  readonly file: string;
  /** The file itself, or the VCD from which another program makes it. */
  readonly output: OutputFile;
}

/** Traces that were asked for, their files open; to be begun with the chip's state. */
export class PreparedTraces {
  private readonly encoders: OffThreadEncoder[] = [];

  private constructor(
    private readonly plans: readonly Plan[],
    private readonly selection: WindowBounds,
    private readonly meta: TraceMeta,
    private readonly options: TraceOptions,
    /** Prices by which a format shows power. */
    private readonly prices: Prices | undefined,
  ) {}

  /**
   * Opens the files; with a trigger, first looks for it in a run of its own: runs are deterministic, so that what came
   * before it can be recorded in the next.
   * @param program what is run. @param open keeps an output file for closing.
   */
  static async prepare(
    program: Program,
    options: TraceOptions,
    open: (file: string) => OutputFile,
    hooks: RunHooks & { timeout?: number },
  ): Promise<PreparedTraces> {
    const wanted = options.trace ?? [];
    const parsed = wanted.map(parseTrace);
    const clock = options.clock ?? NOMINAL_CLOCK_HZ;
    const periodPs = Math.round(1e12 / clock);
    // Power is energy over time, and a trace's time is that of its clock.
    const prices = parsed.some(({ format }) => format.record.showsPower)
      ? await pricesOf({ ...options, clock })
      : undefined;
    const meta: TraceMeta = {
      periodPs,
      version: VERSION,
      source: program.name,
      sourceHash: await sha256(program.name),
      settings: wanted.join(' '),
    };
    const selection = options.trigger ? await findTrigger(program, options, options.trigger, hooks) : options;
    const plans = parsed.map(({ format, file }) => ({
      format,
      file,
      output: open(format.madeBy ? `${file}.${process.pid}.vcd` : file),
    }));
    return new PreparedTraces(plans, selection, meta, options, prices);
  }

  /** Resolves when what is written has gone far enough; undefined when there is nothing to wait for. */
  drained(): Promise<void> | undefined {
    for (const part of this.encoders) {
      const waiting = part.drained();
      if (waiting) return waiting;
    }
    for (const { output } of this.plans) {
      const waiting = output.drained();
      if (waiting) return waiting;
    }
    return undefined;
  }

  /** Leaves nothing running, where the run came to nothing. */
  abandon(): void {
    for (const encoder of this.encoders) encoder.abandon();
  }

  async begin(state: ChipState): Promise<Tracer> {
    const sinks = [];
    for (const { format, output } of this.plans)
      sinks.push(await format.record.makeSink(this.request(format, output, state)));
    return new Tracer(sinks, this.selection, state);
  }

  private request(format: RecordableFormat, output: OutputFile, state: ChipState): SinkRequest {
    const { meta, prices } = this;
    const { neurons, signals, stateNames } = this.options;
    return {
      write: (chunk) => output.write(chunk),
      file: output.file,
      state,
      meta,
      neurons,
      stateNames,
      signals: signals ?? SIGNALS,
      power: format.record.showsPower && prices ? powerOf(state, prices) : undefined,
      makeTableEncoder: (layout) => {
        const encoder = new OffThreadEncoder(layout, output);
        this.encoders.push(encoder);
        return encoder;
      },
    };
  }

  /** After the files are closed: converts those that another program makes. */
  complete(): void {
    for (const { format, file, output } of this.plans)
      if (format.madeBy) convertVcd(format.madeBy, output.file, file);
  }
}

/** The energy that a chip spends, by component. */
function powerOf(state: ChipState, prices: Prices): PowerSource {
  const meter = new EnergyMeter(state.activity, prices);
  return { parts: COMPONENTS, read: (into) => meter.read(into, 0) };
}

function parseTrace(text: string): { format: RecordableFormat; file: string } {
  const kind = text.split(':', 1)[0]!;
  const format = RECORDABLE_FORMATS.find(({ name }) => name === kind);
  if (!format) {
    const hint = closest(kind, [...RECORDABLE_FORMATS.map(({ name }) => name), ENERGY]);
    throw usageError(`--trace ${text}: '${kind}' is not a kind of trace${hint}`);
  }
  const { endings } = format.record;
  const file = endings ? tableFile(text, kind) : fileOf(text, kind);
  if (format.madeBy) requireProgram(format.madeBy, format.name);
  return { format, file };
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  } catch (error) {
    throw fileError(error, { file });
  }
  return hash.digest('hex');
}

/** Runs until the trigger, within --from and --to, and gives the window around it. */
async function findTrigger(
  program: Program,
  options: TraceOptions,
  trigger: Condition,
  hooks: RunHooks & { timeout?: number },
): Promise<WindowBounds> {
  const chip = program.newChip();
  let cycle: number | undefined;
  const { from, to, when } = options;
  const within: WindowBounds = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  const window = new Window(
    within,
    chip.state,
    (s, w) => {
      if (cycle === undefined && trigger(s, w)) cycle = s.cycle;
    },
    false,
  );
  const play = program.begin(chip, {
    ...(hooks.timeout === undefined ? {} : { timeout: hooks.timeout }),
    observer: window,
  });
  const stopped = (): boolean => cycle !== undefined || hooks.stopped?.() === true;
  const ending = await play.run({ ...hooks, stopped });
  if (ending.kind === 'failed' && !play.sequencer) throw ending.error;
  if (cycle === undefined) {
    if (hooks.stopped?.() === true) throw new UserError('interrupted before the trigger', EXIT.INTERRUPTED);
    throw new UserError('the trigger never holds in this run', EXIT.FAILED, { file: program.name });
  }
  const end = options.post === undefined ? to : { cycle: cycle + options.post };
  return {
    from: { cycle: Math.max(0, cycle - options.pre) },
    ...(end ? { to: end } : {}),
    ...(when ? { when } : {}),
  };
}
