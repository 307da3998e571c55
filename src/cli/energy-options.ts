/** Options that price a run, the same for every command that runs something. */
import { join } from 'node:path';
import { Option, type Command } from 'commander';
import type { Chip } from '../chip/chip.js';
import { assess, type Assessment } from '../energy/assess.js';
import { EVERY, type Every } from '../energy/log.js';
import type { Prices } from '../energy/prices.js';
import { recordOf, writeRecord, type ActivityRecord } from '../energy/record.js';
import { RECORD_FILE } from '../host/energy-files.js';
import { EnergyRecorder, type EnergyLogRequest } from '../host/energy-recorder.js';
import { usageError } from '../io/errors.js';
import { writeWhole, type OutputFile } from '../io/output.js';
import { writeReports } from './energy-reports.js';
import { addPricingOptions, fullText, pricesOf, type PricingOptions } from './pricing.js';
import { addOnce } from './shared-options.js';
import { VERSION } from './shell.js';
import { addWindowOptions, type WindowOptions } from './window-options.js';

export interface EnergyOptions extends PricingOptions, WindowOptions {
  energy?: boolean;
  energyLog?: string;
  every: Every;
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
  static async prepare(options: EnergyOptions, open: (file: string) => OutputFile): Promise<EnergyRun> {
    const { energy, energyLog } = options;
    const asked = energy === true || energyLog !== undefined;
    if (!asked && (options.table ?? options.vdd) !== undefined)
      throw usageError('--table and --vdd price a run: add --energy');
    if (energyLog !== undefined && !/\.(csv|csv\.gz|parquet)$/.test(energyLog))
      throw usageError(`--energy-log ${energyLog}: a .csv, .csv.gz or .parquet file is needed`);
    return new EnergyRun(
      options,
      asked ? await pricesOf(options) : undefined,
      energyLog === undefined ? undefined : open(energyLog),
    );
  }

  /** Prepares a run that is priced as a whole, where that is asked. */
  static priced(options: PricingOptions & { energy?: boolean }): Promise<EnergyRun> {
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

  /** Whether cycles are watched, some time in the run. */
  get watchesCycles(): boolean {
    return this.file !== undefined && this.options.every === 'cycle';
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
