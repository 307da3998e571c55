/** Which traces a run writes: the options, and the plan that they give. */
import type { Command } from 'commander';
import type { Engine } from '../../chip/chip.js';
import type { Prices } from '../../energy/prices.js';
import type { Design } from '../../design/design.js';
import type { DeclaredFiles, DeclaredOutput } from '../../files/declared-files.js';
import { isEmptyRange } from '../../position/position.js';
import type { WindowBounds } from '../../position/window.js';
import { parseCondition, type Condition } from '../../signals/expression.js';
import { selectSignals } from '../../signals/selection.js';
import type { Signal } from '../../signals/signals.js';
import type { CHOICES, TraceFormat } from '../../trace/format.js';
import { RECORDABLE_FORMATS, type RecordableFormat } from '../../trace/formats.js';
import { closest } from '../../text/closest.js';
import { usageError } from '../../text/errors.js';
import { forDesign, type ForDesign } from '../for-design.js';
import { pricesOf, type PricingOptions } from '../energy/pricing.js';
import {
  addOnce,
  addWindowOptions,
  clockOption,
  integer,
  repeated,
  type WindowOptions,
  checkNeurons,
  neuronsOption,
} from '../options.js';
import { NOMINAL_CLOCK_HZ } from '../progress.js';
import { refuseWithoutEffect, type DependentOption } from '../options-without-effect.js';
import { requireTable } from '../table-files.js';
import { requireProgram } from './made-by.js';

export interface TraceOptions extends WindowOptions, PricingOptions {
  /** KIND:FILE */
  readonly trace?: readonly string[];
  readonly when?: ForDesign<Condition>;
  readonly trigger?: ForDesign<Condition>;
  readonly pre?: number;
  readonly post?: number;
  readonly signals?: ForDesign<Signal[]>;
  readonly neurons?: number[];
  readonly stateNames?: boolean;
}

/** The kind of `--trace` that is an energy log. */
const ENERGY = 'energy';
/** Formats that need no cycle engine. */
const WITHOUT_CYCLES = RECORDABLE_FORMATS.filter((f) => f.record.sees !== 'cycles').map((f) => f.name);

const formatLine = ({ name, summary, madeBy }: TraceFormat): string =>
  `  ${name.padEnd(11)} ${summary.replaceAll('`', '')}${madeBy ? ` (needs ${madeBy.program} of ${madeBy.package})` : ''}`;

const HELP = `
Traces (--trace KIND:FILE, any number of times; FILE may be - for standard output):
${RECORDABLE_FORMATS.map(formatLine).join('\n')}
  ${ENERGY.padEnd(11)} table: energy by component; the same as --energy-log FILE
The FILE of a table ends in .csv, .csv.gz or .parquet.
Positions are cycles, tick=N, sample=N or sample=N.tick=M; ticks and samples are counted from 1.
Conditions compare signals and stored values: 'state==EPROP && pre>3', 'timing_error', 'membrane[3]>200'.`;

/** Adds the options to a command. */
export function addTraceOptions(command: Command): Command {
  command
    .option('--trace <kind:file>', 'record a trace (see below)', repeated(String))
    .option('--when <condition>', 'trace only cycles in which the condition holds', forDesign(parseCondition))
    .option(
      '--trigger <condition>',
      'trace from the first cycle in which the condition holds',
      forDesign(parseCondition),
    )
    .option(
      '--pre <cycles>',
      'with --trigger: cycles to trace before that one (default: 0)',
      integer(0, 2 ** 40),
    )
    .option(
      '--post <cycles>',
      'with --trigger: cycles to trace from that one on (default: all)',
      integer(1, 2 ** 40),
    )
    .option(
      '--signals <globs>',
      "signals of vcd, fst and saif, such as 'sram.*,learning.L[3]'",
      forDesign(selectSignals),
    )
    .option(
      '--no-state-names',
      'vcd and fst: controller states as numbers only, for readers without text variables',
    )
    .addOption(neuronsOption('recorded by perfetto (default: 0,1,2,3) and membranes (default: all)'))
    .addHelpText('after', HELP);
  addWindowOptions(command, 'traces and energy log');
  addOnce(command, clockOption());
  return command;
}

/** One trace of a run. */
export interface PlannedTrace {
  readonly format: RecordableFormat;
  readonly output: DeclaredOutput;
  /** The file that another program makes from the output at the end of the run. */
  readonly converted?: DeclaredOutput;
}

/** Tracing starts at the first cycle in which the condition holds; a run of its own finds that cycle. */
export interface Trigger {
  readonly condition: Condition;
  /** Cycles before that one that are also traced. */
  readonly pre: number;
  /** Cycles to trace from that one on; absent: to the end of the run. */
  readonly post?: number;
}

/** The traces of a run. */
export interface TracePlan {
  readonly traces: readonly PlannedTrace[];
  readonly window: WindowBounds;
  readonly trigger?: Trigger;
  /** Signals of waveforms; absent: all. */
  readonly signals?: readonly Signal[];
  /** Whether waveforms hold the names of states. */
  readonly stateNames: boolean;
  /** Neurons whose membranes are recorded; absent: those of each format's choice. */
  readonly neurons?: readonly number[];
  /** In Hz. */
  readonly clock: number;
  /** Prices by which a timeline shows power; only where there is a timeline. */
  readonly prices?: Prices;
  /** The options, to be recorded in the traces. */
  readonly settings: string;
}

/**
 * Splits options into those of traces and those of the energy log: `--trace energy:FILE` is `--energy-log FILE`.
 * @throws UserError (exit code 2) for a second log, and for conditions, which do not select energy.
 */
export function withEnergyLog<T extends TraceOptions & { readonly energyLog?: string }>(options: T): T {
  const isEnergy = (text: string): boolean => text.split(':', 1)[0] === ENERGY;
  const [log, second] = options.trace?.filter(isEnergy) ?? [];
  if (log === undefined) return options;
  if (second !== undefined || options.energyLog !== undefined)
    throw usageError(`--trace ${log}: a run writes one energy log`);
  if (options.when ?? options.trigger)
    throw usageError(`--trace ${log}: --when and --trigger do not select energy; use --from and --to`);
  const others = options.trace?.filter((text) => !isEnergy(text)) ?? [];
  const { trace: _, ...rest } = options;
  return {
    ...(rest as T),
    energyLog: fileOf(log, ENERGY),
    ...(others.length > 0 ? { trace: others } : {}),
  };
}

/**
 * Plans the traces of a run.
 * @param design of the chip that runs.
 * @returns undefined if there are none.
 * @throws UserError (exit code 2) for options that contradict each other, an unknown kind, or an empty window.
 */
export async function planTraces(
  options: TraceOptions & { readonly energyLog?: string },
  engine: Engine,
  design: Design,
  files: DeclaredFiles,
): Promise<TracePlan | undefined> {
  const { trace: wanted, from, to, when, trigger, signals, neurons } = options;
  if ((from ?? to) && !wanted && options.energyLog === undefined)
    throw usageError('--from and --to need --trace KIND:FILE or --energy-log FILE');
  if (isEmptyRange(from, to)) throw usageError('the window is empty: --to must come after --from');
  if (!wanted) {
    refuseIdleOptions(options, []);
    return undefined;
  }
  if (engine === 'turbo') refuseCycles(wanted, options);
  const traces = wanted.map((text) => planTrace(text, files));
  refuseIdleOptions(options, traces);
  const clock = options.clock ?? NOMINAL_CLOCK_HZ;
  const showsPower = traces.some(({ format }) => format.record.showsPower === true);
  return {
    traces,
    window: { ...(from ? { from } : {}), ...(to ? { to } : {}), ...(when ? { when: when(design) } : {}) },
    ...(trigger ? { trigger: triggerOf(trigger(design), options) } : {}),
    ...(signals ? { signals: signals(design) } : {}),
    stateNames: options.stateNames !== false,
    ...(neurons ? { neurons: checkNeurons(neurons, design) } : {}),
    clock,
    // Power is energy over time, and a trace's time is that of its clock.
    ...(showsPower ? { prices: await pricesOf({ ...options, clock }, files, design) } : {}),
    settings: wanted.join(' '),
  };
}

/** @throws UserError for options without effect on these traces. */
function refuseIdleOptions(
  { when, trigger, pre, post, signals, stateNames, neurons }: TraceOptions,
  traces: readonly PlannedTrace[],
): void {
  const takers = (choice: (typeof CHOICES)[number]): Pick<DependentOption, 'hasEffect' | 'needs'> => {
    const formats = RECORDABLE_FORMATS.filter(({ record }) => record.takes?.includes(choice) === true);
    return {
      hasEffect: traces.some(({ format }) => format.record.takes?.includes(choice) === true),
      needs: `--trace KIND:FILE of the kind ${formats.map(({ name }) => name).join(' or ')}`,
    };
  };
  const anyTrace = { hasEffect: traces.length > 0, needs: '--trace KIND:FILE' };
  const aTrigger = { hasEffect: trigger !== undefined, needs: '--trigger CONDITION' };
  refuseWithoutEffect([
    { option: '--when', isGiven: when !== undefined, ...anyTrace },
    { option: '--trigger', isGiven: trigger !== undefined, ...anyTrace },
    { option: '--pre', isGiven: pre !== undefined, ...aTrigger },
    { option: '--post', isGiven: post !== undefined, ...aTrigger },
    { option: '--signals', isGiven: signals !== undefined, ...takers('signals') },
    { option: '--no-state-names', isGiven: stateNames === false, ...takers('stateNames') },
    { option: '--neurons', isGiven: neurons !== undefined, ...takers('neurons') },
  ]);
}

const triggerOf = (condition: Condition, { pre = 0, post }: TraceOptions): Trigger => ({
  condition,
  pre,
  ...(post === undefined ? {} : { post }),
});

/** @throws UserError where the traces, or the window they are cut to, need the cycle engine. */
function refuseCycles(wanted: readonly string[], { from, to, when, trigger }: TraceOptions): void {
  const refused = wanted.find((text) => !WITHOUT_CYCLES.includes(text.split(':', 1)[0]!));
  if (refused !== undefined)
    throw usageError(
      `--trace ${refused} shows cycles: it needs --engine auto or cycle; with turbo, ` +
        `${WITHOUT_CYCLES.join(', ')} and ${ENERGY} can be traced`,
    );
  if (from ?? to ?? when ?? trigger)
    throw usageError('a part of a run is traced by cycles: it needs --engine auto or cycle');
}

function planTrace(text: string, files: DeclaredFiles): PlannedTrace {
  const kind = text.split(':', 1)[0]!;
  const format = RECORDABLE_FORMATS.find(({ name }) => name === kind);
  if (!format) {
    const hint = closest(kind, [...RECORDABLE_FORMATS.map(({ name }) => name), ENERGY]);
    throw usageError(`--trace ${text}: '${kind}' is not a kind of trace${hint}`);
  }
  const file = fileOf(text, kind);
  const what = `--trace ${kind}:`;
  if (format.record.endings) requireTable(what, file);
  const { madeBy } = format;
  if (!madeBy) return { format, output: files.writes(file, what) };
  requireProgram(madeBy, format.name);
  return {
    format,
    output: files.writes(`${file}.${process.pid}.vcd`, what),
    converted: files.writes(file, what),
  };
}

/** The file of `KIND:FILE`. */
function fileOf(text: string, kind: string): string {
  const file = text.slice(kind.length + 1);
  if (file === '') throw usageError(`--trace ${text}: a file is missing, as in ${kind}:FILE`);
  return file;
}
