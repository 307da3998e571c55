/** `sextant plot`: a picture of a run, as one HTML page. */
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import type { Chip } from '../chip/chip.js';
import { REFERENCE } from '../design/design.js';
import { tableFor } from '../energy/design-table.js';
import { pricesAt, type Prices } from '../energy/prices.js';
import { withFiles, type DeclaredFiles, type DeclaredOutput } from '../files/declared-files.js';
import { STANDARD } from '../files/destination.js';
import { filesIn } from '../files/directory.js';
import { fileError } from '../files/file-error.js';
import { hashOfFile } from '../files/hash.js';
import { loadTable } from '../node/energy-tables.js';
import { loadPageScript } from '../node/page-script.js';
import { PictureCollector } from '../plot/picture-collector.js';
import type { PictureData } from '../plot/picture-data.js';
import { pictureOfDirectory } from '../plot/picture-dir.js';
import { picturePage } from '../plot/picture-page.js';
import { formatPosition, isEmptyRange, type Position } from '../position/position.js';
import { Window } from '../position/window.js';
import { Program } from '../run/program.js';
import type { RunEnd } from '../run/run-end.js';
import { EXIT, usageError, UserError } from '../text/errors.js';
import { commandLine } from './command-line.js';
import {
  addWindowOptions,
  DEFAULT_NEURONS,
  jsonOption,
  checkNeurons,
  neuronsOption,
  quietOption,
  timeoutOption,
  type ReportOptions,
} from './options.js';
import { chipGiven, chipOption, requireChip, type ChipOption } from './chip-option.js';
import { refuseWithoutEffect } from './options-without-effect.js';
import { loadProgram } from './program.js';
import { Progress } from './progress.js';
import { Report } from './report.js';
import { hasRunRecord, loadRecordedRun, type RecordedRun } from './run/recorded-run.js';
import { catchInterrupts, endWith, wasInterrupted, type Ending } from './shell.js';
import { VERSION } from './version.js';
import { plural } from '../text/plural.js';

interface PlotOptions extends ReportOptions, ChipOption {
  readonly output?: string;
  readonly from?: Position;
  readonly to?: Position;
  readonly neurons?: readonly number[];
  readonly timeout: number;
}

export function plotCommand(): Command {
  const command = new Command('plot')
    .description('draw a run as one HTML page: spikes, outputs, learning, energy, weights, answers')
    .argument('<path>', 'program (it is run), or directory that run or train wrote')
    .option('-o, --output <file>', 'the page (default: beside the program, or picture.html in the directory)')
    .addOption(neuronsOption('shown (default: 0,1,2,3)'))
    .addOption(chipOption())
    .addOption(timeoutOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .addHelpText('after', '\nExample:\n  sextant plot traces/golden/learn_all_a1.host.gz -o run.html')
    .action(plotAction);
  addWindowOptions(command, 'what is shown');
  return command;
}

/** The source of the picture: a run, or the tables of a training. */
interface PlotPlan {
  readonly source: RunToDraw | { readonly directory: string };
  readonly output: DeclaredOutput;
  readonly window: { readonly from?: Position; readonly to?: Position };
  readonly neurons: readonly number[];
  readonly prices: Prices;
}

interface RunToDraw {
  readonly title: string;
  /** What identifies the program. */
  readonly origin: PictureData['origin'];
  readonly program: Program;
  readonly timeout: number;
  readonly maxCycles?: number;
  /** The run of which this one is a repetition. */
  readonly recorded?: RecordedRun;
}

async function planPlot(path: string, options: PlotOptions, files: DeclaredFiles): Promise<PlotPlan> {
  const { from, to } = options;
  if (isEmptyRange(from, to)) throw usageError('the window is empty: --to must come after --from');
  const directory = isDirectory(path);
  const given = directory ? await chipGiven(options, files) : undefined;
  const output = files.writes(options.output ?? pageOf(path, directory), '-o');
  const source = directory
    ? await sourceOfDirectory(path, options, files)
    : await runOf(path, options, files);
  files.check();
  const window = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  const neurons = neuronsOf(options, source);
  const design = 'program' in source ? source.program.design : REFERENCE;
  if (given && !('program' in source))
    throw usageError('--chip is for runs of programs: the results of a training name their own chip');
  requireChip(design, given, path);
  const table = tableFor(await loadTable(), design);
  return { source, output, window, neurons, prices: pricesAt(table) };
}

/** The chosen neurons, or the first ones of the chip. */
function neuronsOf({ neurons }: PlotOptions, source: PlotPlan['source']): readonly number[] {
  if (!('program' in source)) return DEFAULT_NEURONS;
  const { design } = source.program;
  return neurons ? checkNeurons(neurons, design) : DEFAULT_NEURONS.filter((n) => n < design.neurons);
}

function isDirectory(path: string): boolean {
  if (path === STANDARD) return false;
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw fileError(error, { file: path });
  }
}

function pageOf(path: string, directory: boolean): string {
  if (path === STANDARD) throw usageError('a program from standard input needs -o');
  return directory ? join(path, 'picture.html') : `${path.replace(/\.host(\.gz)?$/, '')}.html`;
}

async function runOf(file: string, { timeout, chip }: PlotOptions, files: DeclaredFiles): Promise<RunToDraw> {
  const { code } = await loadProgram(file, chip === undefined ? {} : { chip }, files);
  const origin = [
    ['program', file],
    ['SHA-256', await hashOfFile(file)],
  ] as const;
  return { title: basename(file), origin: [...origin], program: new Program(file, code), timeout };
}

/** @throws UserError for options of runs: what a training recorded is drawn whole. */
function refuseRunOptions({ from, to, neurons }: PlotOptions): void {
  const ofRuns = { hasEffect: false, needs: 'a program or the directory of a run, not of a training' };
  refuseWithoutEffect([
    { option: '--from', isGiven: from !== undefined, ...ofRuns },
    { option: '--to', isGiven: to !== undefined, ...ofRuns },
    { option: '--neurons', isGiven: neurons !== undefined, ...ofRuns },
  ]);
}

async function sourceOfDirectory(
  directory: string,
  options: PlotOptions,
  files: DeclaredFiles,
): Promise<PlotPlan['source']> {
  // Pages are what earlier calls left, and may be replaced.
  for (const file of filesIn(directory))
    if (!file.endsWith('.html')) files.reads(file, 'a result of the run');
  if (!hasRunRecord(directory)) {
    refuseRunOptions(options);
    return { directory };
  }
  const recorded = await loadRecordedRun(directory, files);
  const { name, program, settings, sextant } = recorded.record;
  const { timeout, maxCycles, seed } = settings;
  const origin: PictureData['origin'] = [
    ['program', name],
    ['SHA-256', program.sha256],
    ['run by', `sextant ${sextant}`],
    ...(seed === undefined ? [] : [['SRAMs at power-up', `random, seed '${seed}'`] as const]),
  ];
  return {
    title: `${basename(name)} (${directory})`,
    origin,
    program: recorded.program,
    timeout,
    ...(maxCycles === undefined ? {} : { maxCycles }),
    recorded,
  };
}

async function plotAction(path: string, options: PlotOptions): Promise<void> {
  catchInterrupts();
  const ending = await withFiles(async (files) => {
    const plan = await planPlot(path, options, files);
    const report = new Report(options, files);
    const { data, ending: end } = await draw(plan, report, options.quiet !== true);
    data.origin.push(['drawn by', `sextant ${VERSION}`], ['command', commandLine()]);
    const page = picturePage(data, loadPageScript());
    plan.output.write(page);
    const { file } = plan.output;
    const counts = {
      inputs: data.inputs.ticks.length,
      spikes: data.spikes.ticks.length,
      steps: data.outputTicks.length,
      answers: data.answers.length,
    };
    report.json({ file, bytes: page.length, ...counts });
    report.text(
      `${file}: ${plural(counts.steps, 'step')}, ${plural(counts.inputs, 'input event')}, ${plural(counts.spikes, 'spike')}, ${plural(counts.answers, 'answer')}`,
    );
    return end;
  });
  endWith(ending);
}

interface Drawn {
  readonly data: PictureData;
  readonly ending: Ending;
}

async function draw(plan: PlotPlan, report: Report, shows: boolean): Promise<Drawn> {
  const { source } = plan;
  if ('directory' in source)
    return {
      data: await pictureOfDirectory(source.directory, (table) =>
        report.warning(`${join(source.directory, table)} is missing: the page does not show it`),
      ),
      ending: { exitCode: EXIT.OK },
    };
  source.recorded?.announce(report);
  return drawRun(source, plan, shows);
}

async function drawRun(
  { title, origin, program, timeout, maxCycles, recorded }: RunToDraw,
  { window: bounds, neurons, prices }: PlotPlan,
  showsProgress: boolean,
): Promise<Drawn> {
  const chip = program.newChip();
  const collector = new PictureCollector(title, chip.state, { neurons, prices });
  const window = new Window(bounds, chip.state, collector.observe, false);
  const play = program.begin(chip, {
    timeout,
    ...(maxCycles === undefined ? {} : { maxCycles }),
    observer: window,
    onEvent: (record) => {
      if (window.open) collector.onEvent(record);
    },
  });
  const progress = new Progress('plot', showsProgress);
  const isOver = (): boolean => window.end !== undefined || recorded?.isOver(chip.cycle) === true;
  const end = await play
    .run({
      onProgress: (done) => progress.update(done, chip.cycle),
      stopped: () => wasInterrupted() || isOver(),
    })
    .finally(() => progress.stop());
  if (!wasInterrupted() && window.end === undefined) recorded?.compare(end, chip.cycle);
  if (!window.opened && !wasInterrupted()) throw emptyPicture(end, bounds, program, chip.cycle);
  const data = collector.finish();
  data.origin = [...origin, chipInUse(chip)];
  if (wasInterrupted()) data.notes.push(`The run was interrupted in cycle ${chip.cycle}.`);
  if (end.kind === 'failed') data.notes.push(end.error.message);
  return { data, ending: endingOf(end) };
}

/** Why there is nothing to draw. */
function emptyPicture(
  end: RunEnd,
  { from }: PlotPlan['window'],
  { name }: Program,
  cycles: number,
): UserError {
  if (end.kind === 'failed') return end.error;
  const reason = from
    ? `the run does not reach --from ${formatPosition(from)}`
    : 'no cycle of the run is in the window';
  const message = `the picture would be empty and is not written: ${reason} (${cycles} cycles)`;
  return new UserError(message, EXIT.FILE, { file: name });
}

/** How much of the chip the run used. */
function chipInUse({ state: { config, design } }: Chip): PictureData['origin'][number] {
  const part = (used: number, of: number, name: string): string => `${used + 1} of ${of} ${name}`;
  const parts = [
    part(config.NUM_INP, design.inputs, 'inputs'),
    part(config.NUM_REC, design.neurons, 'neurons'),
    part(config.NUM_OUT, design.outputs, 'outputs'),
  ];
  return ['chip', `${parts.join(', ')} in use`];
}

function endingOf(end: RunEnd): Ending {
  if (end.kind === 'failed') return { exitCode: end.error.exitCode, error: end.error };
  return { exitCode: wasInterrupted() ? EXIT.INTERRUPTED : EXIT.OK };
}
