/**
 * A picture of what a run left in a directory: `summary.json`, `samples.csv` and weights of a training, and tables that
 * were recorded there (spikes.csv, outputs.csv, learning.csv, energy.csv). What is missing is not shown.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readWeightFile } from '../data/dat.js';
import { energyColumn } from '../energy/log/log.js';
import { sizesOf, type Sizes } from '../energy/record.js';
import { COMPONENTS } from '../energy/table/vocabulary.js';
import { fileError } from '../files/file-error.js';
import { DataError, readJson, type Members } from '../text/members.js';
import { badInput, EXIT, UserError } from '../text/errors.js';
import { readLines } from '../files/lines.js';
import { numbered } from '../text/lines.js';
import { emptyPicture, type PictureData } from './picture-data.js';

/** The part of a run's `summary.json` that a picture shows. */
export interface RunSummary {
  readonly task?: string;
  readonly program?: string;
  readonly sizes?: Sizes;
  /** Accuracies from 0 to 1. */
  readonly epochs?: readonly { readonly epoch: number; readonly train: number; readonly test: number }[];
}

const PHASES: Record<string, string> = { train: 'training', test: 'test' };

/** `summary.json` of a run's directory. @throws UserError where it is missing or damaged. */
export function readSummary(dir: string): RunSummary {
  const file = join(dir, 'summary.json');
  try {
    return readJson(readFileSync(file, 'utf8'), summaryOf);
  } catch (error) {
    if (error instanceof DataError) throw badInput(`not the summary of a run: ${error.message}`, { file });
    throw fileError(error, { file });
  }
}

function summaryOf(file: Members): RunSummary {
  file.ignoreOthers();
  return {
    ...(file.has('task') ? { task: file.text('task') } : {}),
    ...(file.has('program') ? { program: file.text('program') } : {}),
    ...(file.has('sizes') ? { sizes: file.object('sizes', sizesOf) } : {}),
    ...(file.has('epochs') ? { epochs: file.objects('epochs', epochOf) } : {}),
  };
}

function epochOf(epoch: Members) {
  epoch.ignoreOthers();
  const accuracy = (phase: Members): number => {
    phase.ignoreOthers();
    return phase.number('accuracy', 0, 1);
  };
  return {
    epoch: epoch.count('epoch'),
    train: epoch.object('train', accuracy),
    test: epoch.object('test', accuracy),
  };
}

/** @throws UserError for a directory without anything to show, or with a damaged file. */
export async function pictureOfDirectory(dir: string): Promise<PictureData> {
  const summary = readSummary(dir);
  const data = emptyPicture(`${summary.task ?? summary.program ?? 'run'} (${basename(resolve(dir))})`);
  data.accuracy = [...(summary.epochs ?? [])];
  const table = async (name: string, row: (get: (column: string) => string) => void): Promise<void> => {
    const file = join(dir, name);
    if (existsSync(file)) await readTable(file, row);
  };
  let tick = 0;
  const played: { label: number; name: string }[] = [];
  await table('samples.csv', (get) => {
    tick += Number(get('ticks'));
    const label = Number(get('label'));
    data.answers.push({ tick, label, output: Number(get('output')) });
    played.push({
      label,
      name: `${PHASES[get('phase')] ?? get('phase')} sample ${get('index')} of epoch ${get('epoch')}`,
    });
  });
  await table('spikes.csv', (get) => {
    const raster = get('layer') === 'input' ? data.inputs : data.spikes;
    // An input event is worked on in the tick after it came.
    raster.ticks.push(Number(get('tick')) + (get('layer') === 'input' ? 1 : 0));
    raster.neurons.push(Number(get('neuron')));
  });
  let shown = 0;
  await table('outputs.csv', (get) => {
    const k = Number(get('output'));
    if (k === 0) {
      const sample = Number(get('sample'));
      const of = played[sample - 1];
      if (sample !== shown) {
        data.samples.push(Number(get('tick')));
        if (of) data.notes.push(`From tick ${get('tick')}: ${of.name}.`);
      }
      shown = sample;
      data.outputTicks.push(Number(get('tick')));
      data.targets.push(get('target_valid') === '1' ? (of?.label ?? -1) : -1);
    }
    (data.outputs[k] ??= []).push(Number(get('membrane_lsb')));
  });
  await table('learning.csv', (get) => {
    const { ticks, mean, max } = data.learning;
    const at = Number(get('tick'));
    if (ticks.at(-1) !== at) {
      ticks.push(at);
      mean.push(0);
      max.push(0);
    }
    const magnitude = Math.abs(Number(get('signal_lsb')));
    mean[ticks.length - 1]! += magnitude / (summary.sizes?.neurons ?? 256);
    max[ticks.length - 1] = Math.max(max.at(-1)!, magnitude);
  });
  const { energy } = data;
  energy.parts = COMPONENTS.map((name) => ({ name, values: [] }));
  await table('energy.csv', (get) => {
    // What came before the first tick, such as loading weights, belongs to none.
    if (Number(get('tick')) === 0) return;
    const spent = COMPONENTS.map((name) => Number(get(energyColumn(name))) / 1000);
    energy.ticks.push(Number(get('tick')));
    energy.total.push(spent.reduce((sum, part) => sum + part, 0));
    energy.parts.forEach(({ values }, i) => values.push(spent[i]!));
  });
  await weights(dir, summary, data);
  if (data.accuracy.length + data.answers.length + data.outputTicks.length + data.spikes.ticks.length === 0)
    throw new UserError('nothing to show: no samples.csv, spikes.csv or outputs.csv', EXIT.FILE, {
      file: dir,
    });
  return data;
}

async function weights(dir: string, { sizes }: RunSummary, data: PictureData): Promise<void> {
  if (!sizes) return;
  const counts = {
    inp: sizes.inputs * sizes.neurons,
    rec: sizes.neurons ** 2,
    out: sizes.neurons * sizes.outputs,
  };
  const names = { inp: 'input weights', rec: 'recurrent weights', out: 'output weights' };
  for (const kind of ['inp', 'rec', 'out'] as const) {
    const count = async (file: string): Promise<number[]> => {
      const values = new Array<number>(256).fill(0);
      for (const w of await readWeightFile(file, counts[kind])) values[w + 128]!++;
      return values;
    };
    const [before, after] = [`weights_before_${kind}.dat`, `weights_${kind}.dat`].map((f) => join(dir, f));
    if (!existsSync(after!)) continue;
    data.weights.push({
      name: names[kind],
      before: existsSync(before!) ? await count(before!) : [],
      after: await count(after!),
    });
  }
}

/** Rows of a CSV table with a header line; lines that begin with # say what it is. */
async function readTable(file: string, row: (get: (column: string) => string) => void): Promise<void> {
  let columns: Map<string, number> | undefined;
  for await (const batch of readLines(file)) {
    for (const [text, line] of numbered(batch)) {
      if (text === '' || text.startsWith('#')) continue;
      const cells = text.split(',');
      if (!columns) {
        columns = new Map(cells.map((name, i) => [name, i]));
        continue;
      }
      if (cells.length !== columns.size)
        throw badInput(`${cells.length} columns, ${columns.size} expected`, { file, line });
      const header = columns;
      row((column) => {
        const value = cells[header.get(column) ?? -1];
        if (value === undefined) throw badInput(`the column '${column}' is missing`, { file, line });
        return value;
      });
    }
  }
}

/** Whether a path is a directory. @throws UserError where there is nothing. */
export function isDirectory(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw fileError(error, { file: path });
  }
}
