/** Options that trace a run, the same for every command that runs something. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, renameSync, rmSync } from 'node:fs';
import { InvalidArgumentError, type Command } from 'commander';

import type { ChipState } from '../chip/state.js';
import { EnergyMeter } from '../energy/meter.js';
import type { Prices } from '../energy/prices.js';
import { COMPONENTS } from '../energy/vocabulary.js';
import { OffThreadEncoder } from '../host/off-thread-encoder.js';
import type { Program } from '../host/program.js';
import type { RunHooks } from '../host/run-script.js';
import { EXIT, fileError, usageError, UserError } from '../io/errors.js';
import { OutputFile } from '../io/output.js';
import { closest } from '../isa/closest.js';
import { eventLine } from '../trace/events.js';
import { parseCondition, type Condition } from '../trace/expression.js';
import { PerfettoWriter, type PowerSource } from '../trace/perfetto.js';
import { ROWS_HEADER, RowWriter } from '../trace/rows.js';
import { SaifWriter } from '../trace/saif.js';
import { selectSignals, Window, type Selection } from '../trace/selection.js';
import { SIGNALS, type Signal } from '../trace/signals.js';
import type { TraceMeta, TraceSink } from '../trace/sink.js';
import type { MakeTableEncoder } from '../trace/table-encoder.js';
import { TABLE_KINDS, tableSink, type TableKind } from '../trace/table-sinks.js';
import { Tracer } from '../trace/tracer.js';
import { VcdWriter } from '../trace/vcd.js';
import type { EnergyOptions } from './energy-options.js';
import { pricesOf, type PricingOptions } from './pricing.js';
import { NOMINAL_CLOCK_HZ } from './progress.js';
import { addClockOption } from './shared-options.js';
import { addWindowOptions, parsed, type WindowOptions } from './window-options.js';
import { integer, VERSION } from './shell.js';

export interface TraceOptions extends WindowOptions, PricingOptions {
  trace?: string[];
  when?: Condition;
  trigger?: Condition;
  pre: number;
  post?: number;
  signals?: Signal[];
  neurons: number[];
}

const KINDS = ['vcd', 'fst', 'saif', 'rows', 'events', 'perfetto', ...TABLE_KINDS] as const;
type Kind = (typeof KINDS)[number];
/** A trace that the energy side of a run writes: its log. */
const ENERGY = 'energy';
const isTable = (kind: Kind): kind is TableKind => (TABLE_KINDS as readonly string[]).includes(kind);

const HELP = `
Traces (--trace KIND:FILE, any number of times):
  vcd, fst, saif            signals (--signals); fst needs vcd2fst of gtkwave
  rows, events              CSV of every cycle, JSON lines of what the host saw
  perfetto                  timeline for ui.perfetto.dev (--neurons: membranes)
  spikes, membranes, outputs, weights, learning, activity, host
                            tables: FILE ends in .csv, .csv.gz or .parquet
  energy                    table of energy by component; the same as --energy-log FILE
Positions are cycles, tick=N, sample=N or sample=N.tick=M, ticks and samples counted from 1.
Conditions compare signals: 'state==EPROP && pre>3', 'timing_error'.`;

function parseNeurons(text: string): number[] {
  const numbers = text.split(',').map((part) => (/^\d{1,3}$/.test(part.trim()) ? Number(part) : 256));
  if (numbers.some((n) => n > 255))
    throw new InvalidArgumentError('neurons from 0 to 255, separated by commas, are needed.');
  return numbers;
}

/** Adds the options to a command. */
export function addTraceOptions(command: Command): Command {
  command
    .option('--trace <kind:file>', 'record a trace (see below)', (text, all: string[] | undefined) => [
      ...(all ?? []),
      text,
    ])
    .option('--when <condition>', 'only cycles in which it holds', parsed(parseCondition))
    .option('--trigger <condition>', 'trace from the first cycle in which it holds', parsed(parseCondition))
    .option('--pre <cycles>', 'with --trigger: cycles before it, too', integer(0, 2 ** 40), 0)
    .option('--post <cycles>', 'with --trigger: so many cycles from it on', integer(1, 2 ** 40))
    .option(
      '--signals <globs>',
      "signals of vcd, fst and saif, such as 'sram.*,learning.L[3]'",
      parsed(selectSignals),
    )
    .option('--neurons <list>', 'neurons whose membranes perfetto shows', parseNeurons, [0, 1, 2, 3])
    .addHelpText('after', HELP);
  return addWindowOptions(addClockOption(command));
}

interface Plan {
  kind: Kind;
  file: string;
  output: OutputFile;
}

/** Traces that were asked for, their files open; to be begun with the chip's state. */
export class PreparedTraces {
  private readonly encoders: OffThreadEncoder[] = [];

  private constructor(
    private readonly plans: readonly Plan[],
    private readonly selection: Selection,
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
  ): Promise<PreparedTraces | undefined> {
    const wanted = options.trace ?? [];
    if (wanted.length === 0) {
      const { when, trigger, signals } = options;
      if (when ?? trigger ?? signals) throw usageError('what is to be traced? add --trace KIND:FILE');
      return undefined;
    }
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
      source: program.file,
      sourceHash: await sha256(program.file),
      settings: wanted.join(' '),
    };
    const selection = options.trigger ? await findTrigger(program, options, options.trigger, hooks) : options;
    const plans = parsedKinds.map(({ kind, file }) => ({
      kind,
      file,
      output: open(kind === 'fst' ? `${file}.${process.pid}.vcd` : file),
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

  begin(state: ChipState): Tracer {
    const sinks = this.plans.map((plan) => this.sink(plan, state));
    return new Tracer(sinks, this.selection, state);
  }

  /** After the files are closed: what other programs make of them. */
  complete(): void {
    for (const { kind, file, output } of this.plans) if (kind === 'fst') convertToFst(output.file, file);
  }

  private encoderTo(output: OutputFile): MakeTableEncoder {
    return (layout) => {
      const encoder = new OffThreadEncoder(layout, output);
      this.encoders.push(encoder);
      return encoder;
    };
  }

  private sink({ kind, file, output }: Plan, state: ChipState): TraceSink {
    const { meta, options, prices } = this;
    const signals = options.signals ?? SIGNALS;
    const write = (chunk: Uint8Array): void => output.write(chunk);
    switch (kind) {
      case 'vcd':
      case 'fst':
        return new VcdWriter(signals, meta, write);
      case 'saif':
        return new SaifWriter(signals, meta, write);
      case 'perfetto':
        return new PerfettoWriter(options.neurons, meta, write, prices && powerOf(state, prices));
      case 'rows': {
        const rows = new RowWriter(write);
        output.write(ROWS_HEADER);
        return { observe: rows.observe, finish: () => rows.flush() };
      }
      case 'events':
        return { onEvent: (record) => output.write(eventLine(record)), finish: () => undefined };
      default:
        return tableSink(
          kind,
          file.endsWith('.parquet') ? 'parquet' : 'csv',
          meta,
          write,
          this.encoderTo(output),
        );
    }
  }
}

/** What a chip spends by component of the energy table. */
function powerOf(state: ChipState, prices: Prices): PowerSource {
  const meter = new EnergyMeter(state.activity, prices);
  return { parts: COMPONENTS, read: (into) => meter.read(into, 0) };
}

/** The options with `--trace energy:FILE` as `--energy-log FILE`. */
export function withEnergyLog<T extends TraceOptions & EnergyOptions>(options: T): T {
  const isEnergy = (text: string): boolean => text.split(':', 1)[0] === ENERGY;
  const [asked, again] = options.trace?.filter(isEnergy) ?? [];
  if (asked === undefined) return options;
  if (again !== undefined || options.energyLog !== undefined)
    throw usageError(`--trace ${asked}: a run writes one energy log`);
  if (options.when ?? options.trigger)
    throw usageError(`--trace ${asked}: --when and --trigger do not select energy; use --from and --to`);
  const others = options.trace?.filter((text) => !isEnergy(text)) ?? [];
  const { trace: _, ...rest } = options;
  return {
    ...(rest as T),
    energyLog: tableFile(asked, ENERGY),
    ...(others.length > 0 ? { trace: others } : {}),
  };
}

function parseKind(text: string): { kind: Kind; file: string } {
  const name = text.split(':', 1)[0]!;
  const kind = KINDS.find((k) => k === name);
  if (!kind)
    throw usageError(`--trace ${text}: '${name}' is no kind of trace${closest(name, [...KINDS, ENERGY])}`);
  const file = isTable(kind) ? tableFile(text, kind) : fileOf(text, kind);
  if (kind === 'fst') requireVcd2fst();
  return { kind, file };
}

function fileOf(text: string, kind: string): string {
  const file = text.slice(kind.length + 1);
  if (file === '') throw usageError(`--trace ${text}: a file is missing, as in ${kind}:FILE`);
  return file;
}

function tableFile(text: string, kind: string): string {
  const file = fileOf(text, kind);
  if (!/\.(csv|csv\.gz|parquet)$/.test(file))
    throw usageError(`--trace ${text}: a table is a .csv, .csv.gz or .parquet file`);
  return file;
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
): Promise<Selection> {
  const chip = program.newChip();
  let cycle: number | undefined;
  const { from, to, when } = options;
  const within: Selection = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
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
    get observer() {
      return window.observer;
    },
  });
  const stopped = (): boolean => cycle !== undefined || hooks.stopped?.() === true;
  await play.run({ ...hooks, stopped });
  if (cycle === undefined) {
    if (hooks.stopped?.() === true) throw new UserError('interrupted before the trigger', EXIT.INTERRUPTED);
    throw new UserError('the trigger never holds in this run', EXIT.FAILED, { file: program.file });
  }
  const end = options.post === undefined ? to : { cycle: cycle + options.post };
  return {
    from: { cycle: Math.max(0, cycle - options.pre) },
    ...(end ? { to: end } : {}),
    ...(when ? { when } : {}),
  };
}

/** @throws UserError where vcd2fst is not installed. */
export function requireVcd2fst(): void {
  if (spawnSync('vcd2fst', ['--help'], { stdio: 'ignore' }).error)
    throw new UserError('FST needs the program vcd2fst: install gtkwave, or write VCD instead', EXIT.FILE);
}

/** Makes an FST file of a VCD file, and removes the latter. */
export function convertToFst(vcd: string, fst: string): void {
  const temporary = `${fst}.${process.pid}.tmp`;
  try {
    const { status, stderr } = spawnSync('vcd2fst', [vcd, temporary], { encoding: 'utf8' });
    if (status !== 0)
      throw new UserError(`vcd2fst failed: ${stderr.trim().split('\n')[0] ?? 'no message'}`, EXIT.FILE, {
        file: fst,
      });
    renameSync(temporary, fst);
  } catch (error) {
    throw fileError(error, { file: fst });
  } finally {
    rmSync(vcd, { force: true });
    rmSync(temporary, { force: true });
  }
}
