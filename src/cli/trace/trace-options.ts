/** Options that trace a run, the same for every command that runs something; traces.ts does what they ask for. */
import { InvalidArgumentError, type Command } from 'commander';
import { usageError } from '../../text/errors.js';
import { parseCondition, type Condition } from '../../signals/expression.js';
import { RECORDABLE_FORMATS } from '../../trace/formats.js';
import type { TraceFormat } from '../../trace/format.js';
import { selectSignals } from '../../signals/selection.js';
import type { Signal } from '../../signals/signals.js';
import type { EnergyOptions } from '../energy/energy-options.js';
import type { PricingOptions } from '../energy/pricing-options.js';
import { addClockOption } from '../shared-options.js';
import { integer } from '../shell.js';
import { addWindowOptions, parsed, type WindowOptions } from './window-options.js';

export interface TraceOptions extends WindowOptions, PricingOptions {
  trace?: string[];
  when?: Condition;
  trigger?: Condition;
  pre: number;
  post?: number;
  signals?: Signal[];
  neurons: number[];
  stateNames: boolean;
}

/** A trace that the energy side of a run writes: its log. */
export const ENERGY = 'energy';
/** Formats that need no cycle engine. */
const WITHOUT_CYCLES = RECORDABLE_FORMATS.filter((f) => f.record.sees !== 'cycles').map((f) => f.name);

const formatLine = ({ name, summary, madeBy }: TraceFormat): string =>
  `  ${name.padEnd(11)} ${summary.replaceAll('`', '')}${madeBy ? ` (needs ${madeBy.program} of ${madeBy.package})` : ''}`;

const HELP = `
Traces (--trace KIND:FILE, any number of times):
${RECORDABLE_FORMATS.map(formatLine).join('\n')}
  ${ENERGY.padEnd(11)} table: energy by component; the same as --energy-log FILE
The FILE of a table ends in .csv, .csv.gz or .parquet.
Positions are cycles, tick=N, sample=N or sample=N.tick=M; ticks and samples are counted from 1.
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
    .option(
      '--no-state-names',
      'vcd and fst: controller states as numbers only, for readers without text variables',
    )
    .option('--neurons <list>', 'neurons whose membranes perfetto shows', parseNeurons, [0, 1, 2, 3])
    .addHelpText('after', HELP);
  return addWindowOptions(addClockOption(command));
}

/** @throws UserError for options that are about traces, where none is asked for. */
export function checkTraceOptions({ trace, when, trigger, signals }: TraceOptions): void {
  if (trace === undefined && (when ?? trigger ?? signals))
    throw usageError('what is to be traced? add --trace KIND:FILE');
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

/** @throws UserError where the traces asked for, or the window they are to be cut to, need the cycle engine. */
export function refuseCycles({ trace = [], from, to, when, trigger }: TraceOptions): void {
  const refused = trace.find((text) => !WITHOUT_CYCLES.includes(text.split(':', 1)[0]!));
  if (refused !== undefined)
    throw usageError(
      `--trace ${refused} shows cycles: it needs --engine auto or cycle; with turbo, ` +
        `${WITHOUT_CYCLES.join(', ')} and ${ENERGY} can be traced`,
    );
  if (trace.length > 0 && (from ?? to ?? when ?? trigger))
    throw usageError('a part of a run is traced by cycles: it needs --engine auto or cycle');
}

/** The file of `KIND:FILE`. */
export function fileOf(text: string, kind: string): string {
  const file = text.slice(kind.length + 1);
  if (file === '') throw usageError(`--trace ${text}: a file is missing, as in ${kind}:FILE`);
  return file;
}

/** The file of a table. */
export function tableFile(text: string, kind: string): string {
  const file = fileOf(text, kind);
  if (!/\.(csv|csv\.gz|parquet)$/.test(file))
    throw usageError(`--trace ${text}: a table is a .csv, .csv.gz or .parquet file`);
  return file;
}
