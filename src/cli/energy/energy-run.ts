/** A run that is priced, logged row by row, or kept for pricing: what the options of energy-options.ts ask for. */
import type { Chip } from '../../chip/chip.js';
import type { CycleObserver } from '../../chip/cycle.js';
import { combineWatchers } from '../../chip/observers.js';
import type { Prices } from '../../energy/prices.js';
import type { Profiler } from '../../energy/profile.js';
import type { EnergyLogFile } from '../../node/workers/energy-log-file.js';
import { usageError } from '../../text/errors.js';
import type { OutputFile } from '../../files/output.js';
import { checkEnergyOptions, type EnergyOptions } from './energy-options.js';
import type { PricedRun } from './priced-run.js';
import { pricesOf } from './pricing.js';
import type { PricingOptions } from './pricing-options.js';
import { VERSION } from '../shell.js';

type Options = EnergyOptions & { readonly output?: string };

/** Energy of a run that is about to begin. What a run does not ask for is not loaded. */
export class EnergyRun {
  private profiler: Profiler | undefined;

  private constructor(
    private readonly options: Options,
    private readonly prices: Prices | undefined,
    private readonly log: EnergyLogFile | undefined,
    private readonly newProfiler: ((chip: Chip) => Profiler) | undefined,
  ) {}

  /**
   * Reads the table and opens the log, before anything runs.
   * @param open keeps an output file for closing.
   */
  static async prepare(options: Options, open: (file: string) => OutputFile): Promise<EnergyRun> {
    checkEnergyOptions(options);
    const { energy, energyLog } = options;
    const priced = energy === true;
    const prices = priced || energyLog !== undefined ? await pricesOf(options) : undefined;
    const log = prices && energyLog !== undefined ? await logOf(options, open(energyLog), prices) : undefined;
    const profile = priced ? await import('../../energy/profile.js') : undefined;
    return new EnergyRun(options, prices, log, profile && ((chip) => new profile.Profiler(chip.state)));
  }

  /** Prepares a run that is priced as a whole, where that is asked. */
  static priced(options: PricingOptions & { energy?: boolean; output?: string }): Promise<EnergyRun> {
    return EnergyRun.prepare({ ...options, every: 'tick' }, (file) => {
      throw usageError(`${file}: no log is written here`);
    });
  }

  /** Resolves when what is written has gone far enough; undefined when there is nothing to wait for. */
  drained(): Promise<void> | undefined {
    return this.log?.drained();
  }

  /** Leaves nothing running, where the run came to nothing. */
  abandon(): void {
    this.log?.abandon();
  }

  /** Watches the chip, as it stands, from here on. */
  begin(chip: Chip): void {
    this.profiler = this.newProfiler?.(chip);
    chip.watcher = combineWatchers(this.profiler, this.log?.begin(chip));
  }

  /** Whether cycles are watched, some time in the run. */
  get watchesCycles(): boolean {
    return this.log !== undefined && this.options.every === 'cycle';
  }

  /** Who is to see the next cycles; changes while the run goes on. */
  get observer(): CycleObserver | undefined {
    return this.log?.observer;
  }

  /** Ends recording. @returns what was asked for besides the log. */
  async finish(
    chip: Chip,
    about: { program: string; interrupted: boolean; accuracy?: number },
  ): Promise<PricedRun | undefined> {
    const { energy, output, stepPeriod } = this.options;
    await this.log?.finish();
    if (energy !== true && output === undefined) return undefined;
    const [{ PricedRun: Priced }, { recordOf }] = await Promise.all([
      import('./priced-run.js'),
      import('../../energy/record.js'),
    ]);
    const record = recordOf(chip.state, { sextant: VERSION, ...about }, this.profiler?.finish());
    return new Priced(record, energy === true ? this.prices : undefined, stepPeriod);
  }
}

async function logOf(options: Options, file: OutputFile, prices: Prices): Promise<EnergyLogFile> {
  const { EnergyLogFile: LogFile } = await import('../../node/workers/energy-log-file.js');
  const { every, from, to } = options;
  return new LogFile({ file, prices, every, ...(from ? { from } : {}), ...(to ? { to } : {}) });
}
