/** Executes a planned run: opens its outputs, runs the program, finishes what was recorded. */
import type { Chip } from '../../chip/chip.js';
import { combineSources } from '../../chip/observers.js';
import type { DeclaredFiles } from '../../files/declared-files.js';
import type { OutputFile } from '../../files/output.js';
import { formatPosition } from '../../position/position.js';
import type { WindowBounds } from '../../position/window.js';
import type { RunEnd } from '../../run/run-end.js';
import type { MarkRecord, SequencerOptions } from '../../sequencer/sequencer.js';
import { EXIT, UserError } from '../../text/errors.js';
import { eventLine, type EventRecord } from '../../trace/events/record.js';
import { ROWS_HEADER, RowWriter } from '../../trace/rows/writer.js';
import { EnergyRun, type EnergyResult } from '../energy/energy-run.js';
import { Progress } from '../progress.js';
import { wasInterrupted } from '../shell.js';
import { TraceRun, windowOf } from '../trace/trace-run.js';
import { firmwareSummary, type FirmwareSummary } from './firmware-summary.js';
import type { RunPlan } from './run-plan.js';

/** The result of a run. */
export interface RunResult {
  readonly chip: Chip;
  readonly end: RunEnd;
  /** Wall-clock time. */
  readonly seconds: number;
  /** Events by kind. */
  readonly counts: EventCounts;
  /** Rows that were recorded. */
  readonly rows?: number;
  readonly tracedCycles?: number;
  readonly energy: EnergyResult;
  /** Results of a firmware program. */
  readonly firmware?: FirmwareSummary;
  /** Registers of `--set` that the program never wrote. */
  readonly unusedSettings: readonly string[];
  /** Why a trace holds nothing and was removed. */
  readonly emptyTrace?: UserError;
}

export interface EventCounts {
  snapshots: number;
  outputs: number;
  spiReads: number;
}

/** Prepares and executes a run. @throws UserError for a program that cannot be read, or an output that fails. */
export async function executeRun(
  plan: RunPlan,
  files: DeclaredFiles,
  showProgress: boolean,
): Promise<RunResult> {
  const { traces, program, settings } = plan;
  const hooks = { stopped: wasInterrupted };
  const window = traces ? await windowOf(traces, program, settings.timeout, hooks) : {};
  const session = new RunSession(plan, files, window);
  try {
    return await session.run(showProgress);
  } finally {
    session.abandon();
  }
}

class RunSession {
  private readonly chip: Chip;
  private readonly rowsFile: OutputFile | undefined;
  private readonly rows: RowWriter | undefined;
  private readonly eventFiles: readonly OutputFile[];
  private readonly traces: TraceRun | undefined;
  private readonly energy: EnergyRun;
  private readonly marks: MarkRecord[] = [];
  private readonly counts: EventCounts = { snapshots: 0, outputs: 0, spiReads: 0 };

  /** Opens the outputs. */
  constructor(
    private readonly plan: RunPlan,
    private readonly files: DeclaredFiles,
    window: WindowBounds,
  ) {
    const { program, settings, inputs } = plan;
    this.chip = program.newChip(settings.engine);
    this.rowsFile = plan.rows?.open();
    this.eventFiles = plan.events.map((output) => output.open());
    // Snapshots hold the CRC of the rows, so events need rows even where none are written.
    const needsRows =
      this.rowsFile !== undefined || (this.eventFiles.length > 0 && settings.engine !== 'turbo');
    const { rowsFile } = this;
    if (needsRows) this.rows = new RowWriter(rowsFile && ((chunk) => rowsFile.write(chunk)));
    const hash = inputs[0]?.sha256 ?? '';
    if (plan.traces) this.traces = new TraceRun(plan.traces, window, { program: program.name, hash });
    this.energy = new EnergyRun(plan.energy, { source: program.name, sourceHash: hash });
  }

  async run(showProgress: boolean): Promise<RunResult> {
    const { chip, plan, rows, traces, energy } = this;
    await traces?.begin(chip);
    this.rowsFile?.write(ROWS_HEADER);
    const play = plan.program.begin(chip, this.hostOptions());
    energy.begin(chip);
    const progress = new Progress('run', showProgress);
    const start = performance.now();
    const end = await play
      .run({
        drain: () => this.drained(),
        onProgress: (done) => progress.update(done, chip.cycle),
        stopped: wasInterrupted,
      })
      .finally(() => progress.stop());
    rows?.flush();
    await traces?.finish(chip.cycle);
    const seconds = (performance.now() - start) / 1000;
    const firmware = play.sequencer && firmwareSummary(play.sequencer, this.marks);
    return {
      chip,
      end,
      seconds,
      counts: this.counts,
      unusedSettings: play.unusedSettings(),
      ...(rows ? { rows: rows.rows } : {}),
      ...(traces ? { tracedCycles: traces.cycles } : {}),
      energy: await this.finishEnergy(end, firmware),
      ...(firmware ? { firmware } : {}),
      ...this.emptyTrace(end),
    };
  }

  /** Ends what works beside the run, if the run failed. */
  abandon(): void {
    this.traces?.abandon();
    this.energy.abandon();
  }

  private hostOptions(): SequencerOptions {
    const { plan, rows, rowsFile, traces, energy } = this;
    const { timeout, maxCycles, engine } = plan.settings;
    return {
      timeout,
      observer: combineSources(
        rowsFile && rows ? { observer: rows.observe } : undefined,
        energy.watchesCycles ? energy : undefined,
        traces,
      ),
      onEvent: (record) => this.take(record),
      // Without files that hold them, snapshots are only counted.
      ...(this.eventFiles.length === 0 && !traces ? { onSnapshot: () => this.counts.snapshots++ } : {}),
      onMark: (mark) => this.marks.push(mark),
      ...(maxCycles === undefined ? {} : { maxCycles }),
      ...(rows ? { rowsCrc: () => rows.rowsCrc() } : {}),
      ...(rows && !rowsFile ? { rowsObserver: rows.observe } : {}),
      ...(engine === 'turbo' ? { recordsRows: 'never' as const } : {}),
    };
  }

  private take(record: EventRecord): void {
    const { counts } = this;
    if ('tag' in record) counts.snapshots++;
    else if ('out' in record) counts.outputs++;
    else counts.spiReads++;
    if (this.eventFiles.length > 0) {
      const line = eventLine(record);
      for (const file of this.eventFiles) file.write(line);
    }
    this.traces?.onEvent(record);
  }

  private drained(): Promise<void> | undefined {
    return this.files.drained() ?? this.energy.drained() ?? this.traces?.drained();
  }

  private finishEnergy(end: RunEnd, firmware: FirmwareSummary | undefined): Promise<EnergyResult> {
    const sha256 = this.plan.inputs[0]?.sha256;
    return this.energy.finish(this.chip, {
      program: this.plan.program.name,
      ...(sha256 === undefined ? {} : { programSha256: sha256 }),
      interrupted: end.kind === 'stopped',
      ...(firmware?.accuracy === undefined ? {} : { accuracy: firmware.accuracy }),
    });
  }

  /** A trace whose window the run does not reach is given up: an empty file would not say why it is empty. */
  private emptyTrace({ kind }: RunEnd): { emptyTrace?: UserError } {
    const { traces, energy, files, plan, chip } = this;
    if (kind === 'stopped' || !(traces?.isEmpty === true || energy.isEmpty)) return {};
    const window = traces?.isEmpty === true ? plan.traces?.window : plan.energy.log;
    if (traces?.isEmpty === true) traces.discard(files);
    if (energy.isEmpty) energy.discardLog(files);
    const reason = window?.from
      ? `the run does not reach --from ${formatPosition(window.from)}`
      : 'no cycle of the run is in the window';
    const message = `the trace would be empty and is not written: ${reason} (${chip.cycle} cycles)`;
    return { emptyTrace: new UserError(message, EXIT.FILE, { file: plan.program.name }) };
  }
}
