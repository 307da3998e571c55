/** A run that is priced, logged row by row, or kept for pricing: what the options of energy-options.ts ask for. */
import { join } from 'node:path';
import type { Chip } from '../chip/chip.js';
import { assess, type Assessment } from '../energy/assess.js';
import type { Prices } from '../energy/prices.js';
import { recordOf, writeRecord, type ActivityRecord } from '../energy/record.js';
import { RECORD_FILE } from '../host/energy-files.js';
import { EnergyRecorder, type EnergyLogRequest } from '../host/energy-recorder.js';
import { usageError } from '../io/errors.js';
import { writeWhole, type OutputFile } from '../io/output.js';
import { checkEnergyOptions, type EnergyOptions } from './energy-options.js';
import type { PricingOptions } from './pricing-options.js';
import { fullText, pricesOf } from './pricing.js';
import { VERSION } from './shell.js';

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
    checkEnergyOptions(options);
    const { energy, energyLog } = options;
    const asked = energy === true || energyLog !== undefined;
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
    stepPeriod: number | undefined,
  ) {
    this.assessment = prices && assess(record, prices, stepPeriod);
  }

  /** What pricing it again needs, and, where priced, energy.json and energy.html. */
  async write(directory: string): Promise<void> {
    writeWhole(join(directory, RECORD_FILE), writeRecord(this.record));
    if (!this.prices || !this.assessment) return;
    const { writeReports } = await import('./energy-reports.js');
    writeReports(directory, this.record, this.prices, this.assessment);
  }

  /** The report for a terminal; undefined where nothing was priced. */
  get text(): string | undefined {
    return this.prices && this.assessment ? fullText(this.assessment, this.prices) : undefined;
  }
}
