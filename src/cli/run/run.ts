/** `sextant run`: executes a program on the chip. */
import { join } from 'node:path';
import { Command } from 'commander';
import { activityByState, totalActivity } from '../../chip/activity.js';
import type { Engine } from '../../chip/chip.js';
import { combineSources } from '../../chip/observers.js';
import { DEFAULT_TIMEOUT } from '../../host/executor.js';
import { Program } from '../../run/program.js';
import type { RunHooks } from '../../run/breather.js';
import type { MarkRecord, SequencerOptions } from '../../sequencer/sequencer.js';
import { EXIT, usageError } from '../../text/errors.js';
import { linesOf } from '../../files/lines.js';
import { OutputFile, writeWhole } from '../../files/output.js';
import { eventLine, type EventRecord } from '../../trace/events/record.js';
import { ROWS_HEADER, RowWriter } from '../../trace/rows/writer.js';
import {
  addEnergyOptions,
  checkEnergyOptions,
  wantsEnergy,
  type EnergyOptions,
} from '../energy/energy-options.js';
import type { EnergyRun } from '../energy/energy-run.js';
import { firmwareSummary, judge, parseExpectation, printFirmware } from './firmware-results.js';
import { loadProgram, powerUpOf, printLint, sourceOptions, type SourceOptions } from '../program.js';
import { formatCount, NOMINAL_CLOCK_HZ, Progress } from '../progress.js';
import {
  catchInterrupts,
  engineOption,
  integer,
  print,
  printJson,
  VERSION,
  wasInterrupted,
} from '../shell.js';
import {
  addTraceOptions,
  checkTraceOptions,
  refuseCycles,
  withEnergyLog,
  type TraceOptions,
} from '../trace/trace-options.js';
import type { PreparedTraces } from '../trace/traces.js';
import { printWarnings } from '../warnings.js';

interface RunOptions extends EnergyOptions, TraceOptions, SourceOptions {
  output?: string;
  rows?: string;
  events?: string;
  engine: Engine;
  timeout: number;
  maxCycles?: number;
  seed?: string;
  expect: string[];
  json?: boolean;
  quiet?: boolean;
}

const EXAMPLE = `
Example:
  sextant run traces/golden/learn_out_a1.host.gz --events events.jsonl --rows rows.csv.gz
  sextant run traces/golden/learn_out_a1.host.gz --trace vcd:out.vcd --from sample=1.tick=2
  sextant run firmware/cue-accumulation.s --expect 'accuracy>=0.9'`;

export function runCommand(): Command {
  const command = sourceOptions(new Command('run'))
    .description('execute a host script or a firmware program on the chip')
    .argument('<file>', 'host script (plain or gzip), firmware image (.sxi) or its source (.s)')
    .option('-o, --output <dir>', 'write events.jsonl and summary.json there')
    .option(
      '--rows <file>',
      'write every cycle that differs from the one before, as CSV (gzip when named .gz)',
    )
    .option(
      '--events <file>',
      'write snapshots, output bytes and words read, as JSON lines (gzip when named .gz)',
    )
    .addOption(engineOption())
    .option('--timeout <cycles>', 'longest single wait', integer(1, 2 ** 40), DEFAULT_TIMEOUT)
    .option('--max-cycles <cycles>', 'firmware: longest run', integer(1, 2 ** 50))
    .option('--seed <text>', 'random contents of the SRAMs at power-up, as on silicon, instead of 0')
    .option('--expect <condition>', "firmware: fail unless it holds, such as 'accuracy>=0.9'", collect, [])
    .option('--json', 'print the summary as JSON')
    .option('-q, --quiet', 'no warnings, no progress')
    .action(runAction);
  return addTraceOptions(addEnergyOptions(command)).addHelpText('after', EXAMPLE);
}

/** Loaded when it is needed: chips of most runs hold 0 at power-up. */
const collect = (value: string, before: string[]): string[] => [...before, value];

async function runAction(file: string, given: RunOptions): Promise<void> {
  const options = withEnergyLog(given);
  if (options.rows !== undefined && options.engine === 'turbo')
    throw usageError('--rows shows every cycle: it needs --engine auto or cycle');
  if (options.energyLog !== undefined && options.every === 'cycle' && options.engine === 'turbo')
    throw usageError('an energy log by cycle needs --engine auto or cycle');
  if (options.engine === 'turbo') refuseCycles(options);
  if ((options.from ?? options.to) !== undefined && !options.trace && options.energyLog === undefined)
    throw usageError('--from and --to are the window of what? add --trace KIND:FILE or --energy-log FILE');
  checkTraceOptions(options);
  checkEnergyOptions(options);
  catchInterrupts();
  const expectations = options.expect.map(parseExpectation);
  const image = await loadProgram(file, options);
  if (image === undefined && expectations.length > 0)
    throw usageError('--expect needs a firmware program: a host script has no results');
  if (image && options.quiet !== true) await printLint(image);
  const program = new Program(
    file,
    image ? { image } : { script: linesOf(file) },
    await powerUpOf(options.seed),
  );
  const sinks: OutputFile[] = [];
  const open = (name: string): OutputFile => {
    const sink = new OutputFile(name);
    sinks.push(sink);
    return sink;
  };
  let energy: EnergyRun | undefined;
  let traces: PreparedTraces | undefined;
  try {
    const rows = options.rows === undefined ? undefined : open(options.rows);
    const eventFiles = [
      options.events,
      options.output === undefined ? undefined : join(options.output, 'events.jsonl'),
    ];
    const events = eventFiles.filter((f) => f !== undefined).map(open);
    const hooks = { stopped: wasInterrupted, timeout: options.timeout };
    // Loaded when they are needed: most runs are neither traced nor priced.
    if (options.trace !== undefined)
      traces = await (
        await import('../trace/traces.js')
      ).PreparedTraces.prepare(program, options, open, hooks);
    if (wantsEnergy(options))
      energy = await (await import('../energy/energy-run.js')).EnergyRun.prepare(options, open);
    const run = await execute(program, options, rows, events, energy, traces);
    const { summary, priced, sequencer } = run;
    for (const sink of sinks.splice(0)) await sink.close();
    traces?.complete();
    if (options.output !== undefined) {
      writeWhole(join(options.output, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
      await priced?.write(options.output);
    }
    if (options.json === true) printJson(summary);
    else printSummary(summary, options.quiet === true);
    if (options.json !== true && priced?.text !== undefined) print(`\n${priced.text}`);
    if (summary.interrupted) process.exitCode = EXIT.INTERRUPTED;
    else if (sequencer) judge(sequencer, file, summary.cycles, expectations);
  } finally {
    energy?.abandon();
    traces?.abandon();
    for (const sink of sinks) sink.abandon();
  }
}

type Summary = Awaited<ReturnType<typeof execute>>['summary'];

async function execute(
  program: Program,
  options: RunOptions,
  rows: OutputFile | undefined,
  events: OutputFile[],
  energy: EnergyRun | undefined,
  traces: PreparedTraces | undefined,
) {
  const chip = program.newChip(options.engine);
  const counts = { snapshots: 0, outputs: 0, spiReads: 0 };
  const onEvent = (record: EventRecord): void => {
    if ('tag' in record) counts.snapshots++;
    else if ('out' in record) counts.outputs++;
    else counts.spiReads++;
    const line = eventLine(record);
    for (const sink of events) sink.write(line);
    tracer?.onEvent(record);
  };
  const tracer = await traces?.begin(chip.state);
  rows?.write(ROWS_HEADER);
  // Snapshots hold the CRC of the rows, so events need rows even where none are written.
  const wantsRows = rows !== undefined || (events.length > 0 && options.engine !== 'turbo');
  const writer = wantsRows ? new RowWriter(rows ? (chunk) => rows.write(chunk) : undefined) : undefined;

  const marks: MarkRecord[] = [];
  const hostOptions: SequencerOptions = {
    timeout: options.timeout,
    observer: combineSources(
      rows && writer ? { observer: writer.observe } : undefined,
      energy?.watchesCycles === true ? energy : undefined,
      tracer,
    ),
    onEvent,
    onMark: (mark) => marks.push(mark),
    ...(options.maxCycles === undefined ? {} : { maxCycles: options.maxCycles }),
    ...(writer ? { rowsCrc: () => writer.rowsCrc(), ...(rows ? {} : { rowsObserver: writer.observe }) } : {}),
    ...(options.engine === 'turbo' ? { recordsRows: 'never' as const } : {}),
  };
  const play = program.begin(chip, hostOptions);
  const { sequencer } = play;
  energy?.begin(chip);
  const sinks = [
    ...(rows ? [rows] : []),
    ...events,
    ...(energy ? [energy] : []),
    ...(traces ? [traces] : []),
  ];
  const progress = new Progress('run', options.quiet !== true);
  const start = performance.now();
  const hooks: RunHooks = {
    drain: () => sinks.map((s) => s.drained()).find((waiting) => waiting !== undefined),
    onProgress: (done) => progress.update(done, chip.cycle),
    stopped: wasInterrupted,
  };
  const end = await play.run(hooks).finally(() => progress.stop());
  if (end.kind === 'failed' && !sequencer) throw end.error;
  const finished = end.kind !== 'stopped';
  writer?.flush();
  await tracer?.finish(chip.cycle);
  const seconds = (performance.now() - start) / 1000;
  const firmware = sequencer && firmwareSummary(sequencer, marks);
  const priced = await energy?.finish(chip, {
    program: program.name,
    interrupted: !finished,
    ...(firmware?.accuracy === undefined ? {} : { accuracy: firmware.accuracy }),
  });
  const summary = {
    sextant: VERSION,
    program: program.name,
    interrupted: !finished,
    cycles: chip.cycle,
    chipSeconds: chip.cycle / NOMINAL_CLOCK_HZ,
    seconds,
    engineCycles: chip.cyclesByEngine,
    cyclesPerSecond: Math.round(chip.cycle / seconds),
    ...counts,
    ...(writer ? { rows: writer.rows } : {}),
    ...(tracer ? { tracedCycles: tracer.cycles } : {}),
    activity: totalActivity(chip.state.activity),
    activityByState: activityByState(chip.state.activity),
    ...(priced?.assessment ? { energy: priced.assessment } : {}),
    warnings: chip.warnings(),
    ...(firmware ? { firmware } : {}),
  };
  return { summary, priced, sequencer };
}

function printSummary(summary: Summary, quiet: boolean): void {
  const { activity: a } = summary;
  print(`${summary.program}: ${formatCount(summary.cycles)} cycles in ${summary.seconds.toFixed(2)} s`);
  print(
    `  ${formatCount(summary.cyclesPerSecond)} cycles/s; ${(summary.chipSeconds * 1e3).toFixed(3)} ms on the chip at 13 MHz`,
  );
  print(
    `  ticks ${a.ticks}, input events ${a.inputEvents}, spikes ${a.spikes}, synaptic operations ${a.synapticOps}`,
  );
  print(
    `  weights changed ${a.lanesChanged} of ${a.lanesEvaluated} evaluated, output bytes ${summary.outputs}`,
  );
  if (summary.firmware) printFirmware(summary.firmware);
  if (summary.interrupted) print('  interrupted: what is written is valid up to here');
  if (!quiet) printWarnings(summary.warnings);
}
