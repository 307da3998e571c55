/** `sextant run`: executes a program on the chip. */
import { join } from 'node:path';
import { Command } from 'commander';
import { activityByState, totalActivity } from '../chip/activity.js';
import { Chip, type Engine } from '../chip/chip.js';
import { bothObservers, DEFAULT_TIMEOUT, Executor, type ExecutorOptions } from '../host/executor.js';
import { runScript } from '../host/run-script.js';
import { EXIT, usageError } from '../io/errors.js';
import { OutputFile, writeWhole } from '../io/output.js';
import { eventLine, type EventRecord } from '../trace/events.js';
import { ROWS_HEADER, RowWriter } from '../trace/rows.js';
import { addEnergyOptions, EnergyRun, type EnergyOptions } from './energy-options.js';
import { formatCount, NOMINAL_CLOCK_HZ, Progress } from './progress.js';
import {
  catchInterrupts,
  engineOption,
  integer,
  print,
  printJson,
  VERSION,
  wasInterrupted,
} from './shell.js';
import { printWarnings } from './warnings.js';

interface RunOptions extends EnergyOptions {
  output?: string;
  rows?: string;
  events?: string;
  engine: Engine;
  timeout: number;
  json?: boolean;
  quiet?: boolean;
}

export function runCommand(): Command {
  const command = new Command('run')
    .description('execute a host script on the chip')
    .argument('<file>', 'host script, plain or gzip')
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
    .option('--json', 'print the summary as JSON')
    .option('-q, --quiet', 'no warnings, no progress')
    .addHelpText(
      'after',
      '\nExample:\n  sextant run traces/golden/learn_out_a1.host.gz --events events.jsonl --rows rows.csv.gz',
    )
    .action(runAction);
  return addEnergyOptions(command);
}

async function runAction(file: string, options: RunOptions): Promise<void> {
  if (options.rows !== undefined && options.engine === 'turbo')
    throw usageError('--rows shows every cycle: it needs --engine auto or cycle');
  if (options.energyLog !== undefined && options.every === 'cycle' && options.engine === 'turbo')
    throw usageError('an energy log by cycle needs --engine auto or cycle');
  catchInterrupts();
  const sinks: OutputFile[] = [];
  const open = (name: string): OutputFile => {
    const sink = new OutputFile(name);
    sinks.push(sink);
    return sink;
  };
  let energy: EnergyRun | undefined;
  try {
    const rows = options.rows === undefined ? undefined : open(options.rows);
    const eventFiles = [
      options.events,
      options.output === undefined ? undefined : join(options.output, 'events.jsonl'),
    ];
    const events = eventFiles.filter((f) => f !== undefined).map(open);
    energy = EnergyRun.prepare(options, open);
    const { summary, priced } = await execute(file, options, rows, events, energy);
    for (const sink of sinks.splice(0)) await sink.close();
    if (options.output !== undefined) {
      writeWhole(join(options.output, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
      priced.write(options.output);
    }
    if (options.json === true) printJson(summary);
    else printSummary(summary, options.quiet === true);
    if (options.json !== true && priced.text !== undefined) print(`\n${priced.text}`);
    if (summary.interrupted) process.exitCode = EXIT.INTERRUPTED;
  } finally {
    energy?.abandon();
    for (const sink of sinks) sink.abandon();
  }
}

type Summary = Awaited<ReturnType<typeof execute>>['summary'];

async function execute(
  file: string,
  options: RunOptions,
  rows: OutputFile | undefined,
  events: OutputFile[],
  energy: EnergyRun,
) {
  const chip = new Chip(undefined, { engine: options.engine });
  const counts = { snapshots: 0, outputs: 0, spiReads: 0 };
  const onEvent = (record: EventRecord): void => {
    if ('tag' in record) counts.snapshots++;
    else if ('out' in record) counts.outputs++;
    else counts.spiReads++;
    const line = eventLine(record);
    for (const sink of events) sink.write(line);
  };
  rows?.write(ROWS_HEADER);
  // Snapshots hold the CRC of the rows, so events need rows even where none are written.
  const wantsRows = rows !== undefined || (events.length > 0 && options.engine !== 'turbo');
  const writer = wantsRows ? new RowWriter(rows ? (chunk) => rows.write(chunk) : undefined) : undefined;
  const executorOptions: ExecutorOptions = {
    timeout: options.timeout,
    onEvent,
    ...(rows && writer ? { observer: writer.observe } : {}),
    ...(writer ? { rowsCrc: () => writer.rowsCrc() } : {}),
    ...(writer && !rows ? { rowsObserver: writer.observe } : {}),
    ...(options.engine === 'turbo' ? { recordsRows: 'never' as const } : {}),
  };
  energy.begin(chip);
  // Asked before every call of the engine: an energy log by cycle needs the cycles of its window only.
  if (options.energyLog !== undefined && options.every === 'cycle')
    Object.defineProperty(executorOptions, 'observer', {
      get: () => bothObservers(rows && writer?.observe, energy.observer),
    });
  const executor = new Executor(chip, executorOptions);
  const sinks = [...(rows ? [rows] : []), ...events, energy];
  const progress = new Progress('run', options.quiet !== true);
  const start = performance.now();
  const finished = await runScript(file, executor, {
    drain: () => sinks.map((s) => s.drained()).find((waiting) => waiting !== undefined),
    onProgress: (done) => progress.update(done, chip.cycle),
    stopped: wasInterrupted,
  }).finally(() => progress.stop());
  writer?.flush();
  const seconds = (performance.now() - start) / 1000;
  const priced = await energy.finish(chip, { program: file, interrupted: !finished });
  const summary = {
    sextant: VERSION,
    program: file,
    interrupted: !finished,
    cycles: chip.cycle,
    chipSeconds: chip.cycle / NOMINAL_CLOCK_HZ,
    seconds,
    engineCycles: chip.cyclesByEngine,
    cyclesPerSecond: Math.round(chip.cycle / seconds),
    ...counts,
    ...(writer ? { rows: writer.rows } : {}),
    activity: totalActivity(chip.state.activity),
    activityByState: activityByState(chip.state.activity),
    ...(priced.assessment ? { energy: priced.assessment } : {}),
    warnings: chip.warnings(),
  };
  return { summary, priced };
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
  if (summary.interrupted) print('  interrupted: what is written is valid up to here');
  if (!quiet) printWarnings(summary.warnings);
}
