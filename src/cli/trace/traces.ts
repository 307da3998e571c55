/** Traces of a run: what the options of trace-options.ts ask for. */
import { pricesOf } from '../energy/pricing.js';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ChipState } from '../../chip/state.js';
import type { Prices } from '../../energy/prices.js';
import type { OffThreadEncoder } from '../../node/workers/off-thread-encoder.js';
import type { Program } from '../../run/program.js';
import type { RunHooks } from '../../run/breather.js';
import { fileError } from '../../files/file-error.js';
import { EXIT, usageError, UserError } from '../../text/errors.js';
import type { OutputFile } from '../../files/output.js';
import { closest } from '../../text/closest.js';
import type { Condition } from '../../signals/expression.js';
import { Window, type WindowBounds } from '../../position/window.js';
import type { TraceMeta } from '../../trace/sink.js';
import { Tracer } from '../../trace/tracer.js';
import { convertToFst, requireVcd2fst } from './fst.js';
import { NOMINAL_CLOCK_HZ } from '../progress.js';
import { VERSION } from '../shell.js';
import { ENERGY, fileOf, tableFile, type TraceOptions } from './trace-options.js';
import { isTable, SINKS, type MakeSink, type TraceKind } from './trace-sinks.js';

interface Plan {
  kind: TraceKind;
  file: string;
  output: OutputFile;
  makeSink: MakeSink;
}

/** Traces that were asked for, their files open; to be begun with the chip's state. */
export class PreparedTraces {
  private readonly encoders: OffThreadEncoder[] = [];

  private constructor(
    private readonly plans: readonly Plan[],
    private readonly selection: WindowBounds,
    private readonly meta: TraceMeta,
    private readonly options: TraceOptions,
    /** What power is told by, where a format tells it. */
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
    const parsedKinds = wanted.map(parseKind);
    const clock = options.clock ?? NOMINAL_CLOCK_HZ;
    const periodPs = Math.round(1e12 / clock);
    // Power is energy over time, and a trace's time is that of its clock.
    const prices = parsedKinds.some(({ kind }) => kind === 'perfetto')
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
    const plans: Plan[] = [];
    for (const { kind, file } of parsedKinds) {
      const makeSink = await SINKS[kind]();
      plans.push({
        kind,
        file,
        makeSink,
        output: open(kind === 'fst' ? `${file}.${process.pid}.vcd` : file),
      });
    }
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

  begin(state: ChipState): Tracer {
    const { meta, prices } = this;
    const { neurons, signals } = this.options;
    const keep = (encoder: OffThreadEncoder): void => void this.encoders.push(encoder);
    const request = { state, meta, neurons, prices, keep, ...(signals ? { signals } : {}) };
    const sinks = this.plans.map(({ makeSink, output }) => makeSink({ ...request, output }));
    return new Tracer(sinks, this.selection, state);
  }

  /** After the files are closed: what other programs make of them. */
  complete(): void {
    for (const { kind, file, output } of this.plans) if (kind === 'fst') convertToFst(output.file, file);
  }
}

const isKind = (name: string): name is TraceKind => Object.hasOwn(SINKS, name);

function parseKind(text: string): { kind: TraceKind; file: string } {
  const kind = text.split(':', 1)[0]!;
  if (!isKind(kind)) {
    const hint = closest(kind, [...Object.keys(SINKS), ENERGY]);
    throw usageError(`--trace ${text}: '${kind}' is no kind of trace${hint}`);
  }
  const file = isTable(kind) ? tableFile(text, kind) : fileOf(text, kind);
  if (kind === 'fst') requireVcd2fst();
  return { kind, file };
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
