/** Options that price a run, the same for every command that runs something. */
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import type { Chip } from '../chip/chip.js';
import { assess, DEFAULT_STEP_PERIOD, type Assessment } from '../energy/assess.js';
import { calibrate } from '../energy/calibration.js';
import { EVERY, type Every } from '../energy/log.js';
import { OperatingPointError, operatingPoint, pricesAt, type Prices } from '../energy/prices.js';
import { recordOf, writeRecord, type ActivityRecord } from '../energy/record.js';
import { reportHtml } from '../energy/report-html.js';
import { calibrationText, reportText } from '../energy/report-text.js';
import { loadCalibration, loadTable, RECORD_FILE } from '../host/energy-files.js';
import { EnergyRecorder, type EnergyLogRequest } from '../host/energy-recorder.js';
import { loadChartScripts } from '../host/chart-scripts.js';
import { usageError } from '../io/errors.js';
import { writeWhole, type OutputFile } from '../io/output.js';
import { addClockOption, addOnce, addWindowOptions, quantity, type WindowOptions } from './shared-options.js';
import { VERSION } from './shell.js';

/** How to price: the same for a run and for a run that is over. */
export interface PricingOptions {
  table?: string;
  vdd?: number;
  clock?: number;
  stepPeriod: number;
}

export interface EnergyOptions extends PricingOptions, WindowOptions {
  energy?: boolean;
  energyLog?: string;
  every: Every;
}

/** Adds the options of pricing. */
export function addPricingOptions(command: Command): Command {
  addOnce(command, new Option('--table <name>', 'energy table: a built-in name or a YAML file'));
  addOnce(
    command,
    new Option('--vdd <V>', 'supply voltage, such as 0.5V').argParser(quantity('voltage', 'V')),
  );
  addClockOption(command);
  addOnce(
    command,
    new Option('--step-period <time>', 'time between steps in real-time operation')
      .argParser(quantity('time', 's'))
      .default(DEFAULT_STEP_PERIOD, '1ms'),
  );
  return command;
}

/** Adds the options of a run that is priced as a whole. */
export function addEnergyOption(command: Command): Command {
  addOnce(
    command,
    new Option('--energy', 'say what the run costs on silicon; with -o, energy.json and energy.html'),
  );
  return addPricingOptions(command);
}

/** Adds the options of a run that is priced, row by row if need be. */
export function addEnergyOptions(command: Command): Command {
  addEnergyOption(command);
  addOnce(
    command,
    new Option('--energy-log <file>', 'write energy by component, row by row (.csv, .csv.gz or .parquet)'),
  );
  addOnce(command, new Option('--every <what>', 'rows of the energy log').choices(EVERY).default('tick'));
  return addWindowOptions(command);
}

/**
 * Prices of the options' table at their operating point.
 * @throws UserError for a table that cannot be used, or a voltage it does not cover.
 */
export function pricesOf(options: PricingOptions): Prices {
  const table = loadTable(options.table);
  try {
    return pricesAt(table, operatingPoint(table, options.vdd, options.clock));
  } catch (error) {
    throw error instanceof OperatingPointError ? usageError(error.message) : error;
  }
}

/** Energy of a run that is about to begin. */
export class EnergyRun {
  private recorder: EnergyRecorder | undefined;

  private constructor(
    private readonly options: EnergyOptions,
    private readonly prices: Prices | undefined,
    private readonly file: OutputFile | undefined,
  ) {}

  /**
   * Reads the table and opens the log, before anything runs.
   * @param open keeps an output file for closing.
   */
  static prepare(options: EnergyOptions, open: (file: string) => OutputFile): EnergyRun {
    const { energy, energyLog } = options;
    const asked = energy === true || energyLog !== undefined;
    if (!asked && (options.table ?? options.vdd) !== undefined)
      throw usageError('--table and --vdd price a run: add --energy');
    if (energyLog !== undefined && !/\.(csv|csv\.gz|parquet)$/.test(energyLog))
      throw usageError(`--energy-log ${energyLog}: a .csv, .csv.gz or .parquet file is needed`);
    return new EnergyRun(
      options,
      asked ? pricesOf(options) : undefined,
      energyLog === undefined ? undefined : open(energyLog),
    );
  }

  /** Prepares a run that is priced as a whole, where that is asked. */
  static priced(options: PricingOptions & { energy?: boolean }): EnergyRun {
    return EnergyRun.prepare({ ...options, every: 'tick' }, (file) => {
      throw usageError(`${file}: no log is written here`);
    });
  }

  /** Resolves when what is written has gone far enough; undefined when there is nothing to wait for. */
  drained(): Promise<void> | undefined {
    return this.recorder?.drained() ?? this.file?.drained();
  }

  /** Leaves nothing running, where the run came to nothing. */
  abandon(): void {
    this.recorder?.abandon();
  }

  begin(chip: Chip): void {
    const { prices, file, options } = this;
    if (!prices) return;
    const { every, from, to } = options;
    const request: EnergyLogRequest | undefined = file && {
      file,
      prices,
      every,
      ...(from ? { from } : {}),
      ...(to ? { to } : {}),
    };
    this.recorder = new EnergyRecorder(chip, options.energy === true, request);
  }

  /** Who is to see the next cycles; changes while the run goes on. */
  get observer(): EnergyRecorder['observer'] {
    return this.recorder?.observer;
  }

  /** Ends recording. */
  async finish(
    chip: Chip,
    about: { program: string; interrupted: boolean; accuracy?: number },
  ): Promise<PricedRun> {
    const profile = await this.recorder?.finish();
    const record = recordOf(chip.state, { sextant: VERSION, ...about }, profile);
    return new PricedRun(
      record,
      this.options.energy === true ? this.prices : undefined,
      this.options.stepPeriod,
    );
  }
}

/** A run that is over, priced where that was asked. */
export class PricedRun {
  readonly assessment: Assessment | undefined;

  constructor(
    private readonly record: ActivityRecord,
    private readonly prices: Prices | undefined,
    stepPeriod: number,
  ) {
    this.assessment = prices && assess(record, prices, stepPeriod);
  }

  /** What pricing it again needs, and, where priced, energy.json and energy.html. */
  write(directory: string): void {
    writeWhole(join(directory, RECORD_FILE), writeRecord(this.record));
    if (this.prices && this.assessment) writeReports(directory, this.record, this.prices, this.assessment);
  }

  /** The report for a terminal; undefined where nothing was priced. */
  get text(): string | undefined {
    return this.prices && this.assessment ? fullText(this.assessment, this.prices) : undefined;
  }
}

/** Report and calibration table for a terminal. */
export const fullText = (assessment: Assessment, prices: Prices): string =>
  `${reportText(assessment)}\n\n${calibrationText(calibrate(prices.table, loadCalibration()), prices.table)}`;

/** energy.json and energy.html. */
export function writeReports(
  directory: string,
  record: ActivityRecord,
  prices: Prices,
  assessment: Assessment,
): void {
  const calibration = calibrate(prices.table, loadCalibration());
  writeWhole(join(directory, 'energy.json'), `${JSON.stringify({ ...assessment, calibration }, null, 2)}\n`);
  const scripts = loadChartScripts();
  writeWhole(
    join(directory, 'energy.html'),
    reportHtml({ record, prices, assessment, calibration, scripts }),
  );
}
