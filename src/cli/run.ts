/** `sextant run`: executes a program on the chip. */
import { join } from 'node:path';
import { Command } from 'commander';
import seedrandom from 'seedrandom';
import { activityByState, totalActivity } from '../chip/activity.js';
import { Chip, type Engine } from '../chip/chip.js';
import type { FirmwareImage } from '../firmware/image.js';
import { DEFAULT_TIMEOUT, Executor } from '../host/executor.js';
import { bothObservers } from '../host/observers.js';
import { randomisePowerUp, runImage } from '../host/run-image.js';
import { runScript, type RunHooks } from '../host/run-script.js';
import { Sequencer, type MarkRecord, type SequencerOptions } from '../host/sequencer.js';
import { EXIT, usageError } from '../io/errors.js';
import { OutputFile, writeWhole } from '../io/output.js';
import { eventLine, type EventRecord } from '../trace/events.js';
import { ROWS_HEADER, RowWriter } from '../trace/rows.js';
import { addEnergyOptions, EnergyRun, type EnergyOptions } from './energy-options.js';
import { firmwareSummary, judge, parseExpectation, printFirmware } from './firmware-results.js';
import { loadProgram, printLint, sourceOptions, type SourceOptions } from './program.js';
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

interface RunOptions extends EnergyOptions, SourceOptions {
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
    .addHelpText(
      'after',
      '\nExamples:\n  sextant run traces/golden/learn_out_a1.host.gz --events events.jsonl --rows rows.csv.gz' +
        "\n  sextant run firmware/cue-accumulation.s --expect 'accuracy>=0.9'",
    )
    .action(runAction);
  return addEnergyOptions(command);
}

const collect = (value: string, before: string[]): string[] => [...before, value];

async function runAction(file: string, options: RunOptions): Promise<void> {
  if (options.rows !== undefined && options.engine === 'turbo')
    throw usageError('--rows shows every cycle: it needs --engine auto or cycle');
  catchInterrupts();
  const expectations = options.expect.map(parseExpectation);
  const image = await loadProgram(file, options);
  if (image === undefined && expectations.length > 0)
    throw usageError('--expect needs a firmware program: a host script has no results');
  if (image && options.quiet !== true) printLint(image);
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
    const run = await execute(file, image, options, rows, events, energy);
    const { summary, priced, sequencer } = run;
    for (const sink of sinks.splice(0)) await sink.close();
    if (options.output !== undefined) {
      writeWhole(join(options.output, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
      priced.write(options.output);
    }
    if (options.json === true) printJson(summary);
    else printSummary(summary, options.quiet === true);
    if (options.json !== true && priced.text !== undefined) print(`\n${priced.text}`);
    if (summary.interrupted) process.exitCode = EXIT.INTERRUPTED;
    else if (sequencer) judge(sequencer, file, summary.cycles, expectations);
  } finally {
    energy?.abandon();
    for (const sink of sinks) sink.abandon();
  }
}

type Summary = Awaited<ReturnType<typeof execute>>['summary'];

async function execute(
  file: string,
  image: FirmwareImage | undefined,
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
  if (options.seed !== undefined) randomisePowerUp(chip, seedrandom(options.seed));
  const marks: MarkRecord[] = [];
  const hostOptions: SequencerOptions = {
    timeout: options.timeout,
    onEvent,
    onMark: (mark) => marks.push(mark),
    ...(options.maxCycles === undefined ? {} : { maxCycles: options.maxCycles }),
    // Asked before every call of the engine: an energy log by cycle needs the cycles of its window only.
    get observer() {
      return bothObservers(rows && writer?.observe, energy.observer);
    },
    ...(writer && !rows ? { rowsObserver: writer.observe } : {}),
    ...(writer ? { rowsCrc: () => writer.rowsCrc() } : {}),
    ...(options.engine === 'turbo' ? { recordsRows: 'never' as const } : {}),
  };
  const sequencer = image && new Sequencer(chip, image, hostOptions);
  energy.begin(chip);
  const sinks = [...(rows ? [rows] : []), ...events, energy];
  const progress = new Progress('run', options.quiet !== true);
  const start = performance.now();
  const hooks: RunHooks = {
    drain: () => sinks.map((s) => s.drained()).find((waiting) => waiting !== undefined),
    onProgress: (done) => progress.update(done, chip.cycle),
    stopped: wasInterrupted,
  };
  const running = sequencer
    ? runImage(sequencer, hooks)
    : runScript(file, new Executor(chip, hostOptions), hooks);
  const finished = await running.finally(() => progress.stop());
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
    ...(sequencer ? { firmware: firmwareSummary(sequencer, marks) } : {}),
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
