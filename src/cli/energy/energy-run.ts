/**
 * The energy of a run: priced as a whole (`--energy`), logged row by row (`--energy-log`), or recorded so that
 * `sextant energy` can price it later (`-o`).
 */
import { Option, type Command } from 'commander';
import type { Chip } from '../../chip/chip.js';
import type { CycleObserver } from '../../chip/cycle.js';
import { combineWatchers, type ObserverSource } from '../../chip/observers.js';
import { assess, type Assessment } from '../../energy/assess.js';
import type { Every, LogOrigin } from '../../energy/log/log.js';
import type { Design } from '../../design/design.js';
import type { Prices } from '../../energy/prices.js';
import { Profiler } from '../../energy/profile.js';
import { recordOf, writeRecord } from '../../energy/record.js';
import type { DeclaredFiles, DeclaredOutput, OutputDirectory } from '../../files/declared-files.js';
import type { OutputFile } from '../../files/output.js';
import { RECORD_FILE } from '../../node/energy-files.js';
import { EnergyLogFile } from '../../node/workers/energy-log-file.js';
import { refuseWithoutEffect } from '../options-without-effect.js';
import { addOnce, addWindowOptions, type WindowOptions } from '../options.js';
import { requireTable } from '../table-files.js';
import { VERSION } from '../version.js';
import { declareReports, energyText, writeReports, type ReportOutputs } from './energy-report.js';
import { addPricingOptions, pricesOf, type PricingOptions } from './pricing.js';

const EVERY = ['cycle', 'tick', 'sample'] as const satisfies readonly Every[];

export interface EnergyOptions extends PricingOptions, WindowOptions {
  readonly energy?: boolean;
  readonly energyLog?: string;
  readonly every?: Every;
}

/** Adds the options of a run that is priced as a whole. */
export function addEnergyOption(command: Command): Command {
  addOnce(
    command,
    new Option(
      '--energy',
      'price the run: its energy on silicon; with -o also as energy.json and energy.html',
    ),
  );
  return addPricingOptions(command);
}

/** Adds the options of a run that is also logged row by row. */
export function addEnergyOptions(command: Command): Command {
  addEnergyOption(command);
  addOnce(
    command,
    new Option('--energy-log <file>', 'write energy by component, row by row (.csv, .csv.gz or .parquet)'),
  );
  addOnce(command, new Option('--every <what>', 'rows of the energy log (default: tick)').choices(EVERY));
  addWindowOptions(command, 'traces and energy log');
  return command;
}

/** Whether a run prices, logs and records its energy, and how. */
export interface EnergyPlan {
  /** Absent: nothing is priced. */
  readonly prices?: Prices;
  /** Whether the run is priced as a whole. */
  readonly isPriced: boolean;
  readonly stepPeriod?: number;
  readonly log?: { readonly output: DeclaredOutput; readonly every: Every } & WindowOptions;
  /** activity.json */
  readonly record?: DeclaredOutput;
  readonly reports?: ReportOutputs;
}

/**
 * @param showsPower whether something else than a price or a log is priced: the timeline of a trace, or recorded samples.
 * @throws UserError for options that would have no effect.
 */
export function refuseIdlePricing(options: EnergyOptions, showsPower: boolean): void {
  const { energy, energyLog, table, vdd, stepPeriod, every } = options;
  const hasLog = energyLog !== undefined;
  const isPriced = { hasEffect: energy === true || hasLog || showsPower, needs: '--energy' };
  refuseWithoutEffect([
    { option: '--table', isGiven: table !== undefined, ...isPriced },
    { option: '--vdd', isGiven: vdd !== undefined, ...isPriced },
    {
      option: '--step-period',
      isGiven: stepPeriod !== undefined,
      hasEffect: energy === true,
      needs: '--energy',
    },
    { option: '--every', isGiven: every !== undefined, hasEffect: hasLog, needs: '--energy-log FILE' },
  ]);
}

/**
 * Plans from the options.
 * @param directory where the run's results go.
 * @throws UserError for options that contradict each other, or a table that cannot be used.
 */
export async function planEnergy(
  options: EnergyOptions,
  directory: OutputDirectory | undefined,
  files: DeclaredFiles,
  design: Design,
): Promise<EnergyPlan> {
  const { energy, energyLog, stepPeriod, from, to, every = 'tick' } = options;
  const isPriced = energy === true;
  if (energyLog !== undefined) requireTable('--energy-log', energyLog);
  const window = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  return {
    isPriced,
    ...(isPriced || energyLog !== undefined ? { prices: await pricesOf(options, files, design) } : {}),
    ...(stepPeriod === undefined ? {} : { stepPeriod }),
    ...(energyLog === undefined
      ? {}
      : { log: { output: files.writes(energyLog, '--energy-log'), every, ...window } }),
    ...(directory ? { record: directory.writes(RECORD_FILE) } : {}),
    ...(directory && isPriced ? { reports: declareReports(directory) } : {}),
  };
}

/** Facts about a run that its record holds. */
export interface RunFacts {
  readonly program: string;
  readonly programSha256?: string;
  readonly interrupted: boolean;
  readonly accuracy?: number;
}

/** What a run cost. */
export interface EnergyResult {
  readonly assessment?: Assessment;
  /** For a terminal. */
  readonly text?: string;
}

/** The program that a log is recorded from. */
export type LogSource = Pick<LogOrigin, 'source' | 'sourceHash'>;

/** The energy side of a run that is under way. */
export class EnergyRun implements ObserverSource {
  private profiler: Profiler | undefined;
  private readonly log: EnergyLogFile | undefined;
  private readonly logFile: OutputFile | undefined;

  /** Opens the log. @param source what the log says about its program. */
  constructor(
    private readonly plan: EnergyPlan,
    source: LogSource = {},
  ) {
    const { log, prices } = plan;
    if (!log || !prices) return;
    const { output, ...rest } = log;
    this.logFile = output.open();
    const origin = { version: VERSION, ...source };
    this.log = new EnergyLogFile({ ...rest, prices, origin, file: this.logFile });
  }

  /** Watches the chip from its present state on. */
  begin(chip: Chip): void {
    this.profiler = this.plan.isPriced ? new Profiler(chip.state) : undefined;
    chip.watcher = combineWatchers(chip.watcher, this.profiler, this.log?.begin(chip));
  }

  /** Whether cycles are observed, rather than ticks or samples. */
  get watchesCycles(): boolean {
    return this.plan.log?.every === 'cycle';
  }

  /** Whether the window of the log lies after the run so far. */
  get isEmpty(): boolean {
    return this.plan.log?.from !== undefined && this.log?.isEmpty === true;
  }

  /** Removes the log instead of finishing it. */
  discardLog(files: DeclaredFiles): void {
    if (this.logFile) files.discard(this.logFile);
  }

  /** The observer for the next call of the engine. */
  get observer(): CycleObserver | undefined {
    return this.log?.observer;
  }

  /** Resolves when the log's worker has caught up; undefined when there is nothing to wait for. */
  drained(): Promise<void> | undefined {
    return this.log?.drained();
  }

  /** Ends the log's worker, if the run failed. */
  abandon(): void {
    this.log?.abandon();
  }

  /** Ends the log and writes the other results. */
  async finish(chip: Chip, facts: RunFacts): Promise<EnergyResult> {
    await this.log?.finish();
    const { isPriced, prices, stepPeriod, record: output, reports } = this.plan;
    if (!isPriced && !output) return {};
    const record = recordOf(chip.state, { sextant: VERSION, ...facts }, this.profiler?.finish());
    output?.write(writeRecord(record));
    if (!isPriced || !prices) return {};
    const assessment = assess(record, prices, stepPeriod);
    if (reports) writeReports(reports, { record, prices, assessment });
    return { assessment, text: energyText(assessment, prices) };
  }
}
