/** `sextant plot`: a picture of a run, as one HTML page. */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { pricesAt } from '../energy/prices.js';
import { loadTable } from '../node/energy-tables.js';
import { DEFAULT_TIMEOUT } from '../host/executor.js';
import { Program } from '../run/program.js';
import { EXIT } from '../text/errors.js';
import { linesOf } from '../files/lines.js';
import { writeWhole } from '../files/output.js';
import { PictureCollector, type PictureData } from '../plot/picture-data.js';
import { isDirectory, pictureOfDirectory, readSummary } from '../plot/picture-dir.js';
import { picturePage } from '../plot/picture-page.js';
import { parsePosition, type Position } from '../position/position.js';
import { Window } from '../position/window.js';
import { loadProgram } from './program.js';
import { Progress } from './progress.js';
import { parsed } from './trace/window-options.js';
import { catchInterrupts, integer, print, printJson, wasInterrupted } from './shell.js';

interface PlotOptions {
  output?: string;
  from?: Position;
  to?: Position;
  timeout: number;
  json?: boolean;
  quiet?: boolean;
}

export function plotCommand(): Command {
  return new Command('plot')
    .description('draw a run as one HTML page: spikes, outputs, learning, energy, weights, answers')
    .argument('<path>', 'program (it is run), or directory that run or train wrote')
    .option('-o, --output <file>', 'the page (default: beside the script, or picture.html in the directory)')
    .option(
      '--from <position>',
      'start of what is shown: a cycle, tick=N, sample=N or sample=N.tick=M',
      parsed(parsePosition),
    )
    .option('--to <position>', 'its end, itself left out', parsed(parsePosition))
    .option('--timeout <cycles>', 'longest single wait', integer(1, 2 ** 40), DEFAULT_TIMEOUT)
    .option('--json', 'print what was drawn as JSON')
    .option('-q, --quiet', 'no progress')
    .addHelpText('after', '\nExample:\n  sextant plot traces/golden/learn_all_a1.host.gz -o run.html')
    .action(plotAction);
}

async function plotAction(path: string, options: PlotOptions): Promise<void> {
  catchInterrupts();
  const directory = isDirectory(path);
  const program = directory ? readSummary(path).program : path;
  // What a run wrote names its program: running that again gives everything there is to show.
  const again = program !== undefined && (!directory || existsSync(program));
  const data = again ? await pictureOfRun(program, options) : await pictureOfDirectory(path);
  const file =
    options.output ?? (directory ? join(path, 'picture.html') : `${path.replace(/\.host(\.gz)?$/, '')}.html`);
  const page = picturePage(data);
  writeWhole(file, page);
  const counts = {
    inputs: data.inputs.ticks.length,
    spikes: data.spikes.ticks.length,
    steps: data.outputTicks.length,
    answers: data.answers.length,
  };
  if (options.json === true) printJson({ file, bytes: page.length, ...counts });
  else
    print(
      `${file}: ${counts.steps} steps, ${counts.inputs} input events, ${counts.spikes} spikes, ${counts.answers} answers`,
    );
  if (wasInterrupted()) process.exitCode = EXIT.INTERRUPTED;
}

async function pictureOfRun(file: string, options: PlotOptions): Promise<PictureData> {
  const image = await loadProgram(file);
  const program = new Program(file, image ? { image } : { script: linesOf(file) });
  const chip = program.newChip();
  const collector = new PictureCollector(basename(file), chip.state, pricesAt(await loadTable()));
  const { from, to, timeout } = options;
  const selection = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  const window = new Window(selection, chip.state, collector.observe, false);
  const play = program.begin(chip, {
    timeout,
    observer: window,
    onEvent: (record) => {
      if (window.open) collector.onEvent(record);
    },
  });
  const progress = new Progress('plot', options.quiet !== true);
  const end = await play
    .run({
      onProgress: (done) => progress.update(done, chip.cycle),
      stopped: () => wasInterrupted() || window.end !== undefined,
    })
    .finally(() => progress.stop());
  const data = collector.finish();
  if (end.kind === 'failed') throw end.error;
  if (end.kind === 'stopped' && window.end === undefined)
    data.notes.push(`interrupted in cycle ${chip.cycle}`);
  return data;
}
