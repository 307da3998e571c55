/**
 * The targets of a regression as CSV: columns `sample` and `step`, both from 0 and in order, and a column for each output,
 * `target_0` and so on, in units of the output membrane. A sample of n ticks has n - 1 steps.
 */
import { readLines } from '../files/lines.js';
import { csvLine, CsvReader, type CsvRow } from '../table/csv.js';
import { badInput } from '../text/errors.js';
import { numbered } from '../text/lines.js';
import type { Sample } from './task.js';

const LEAST = -0x8000;
const MOST = 0x7fff;

const columnsOf = (outputs: number): string[] => [
  'sample',
  'step',
  ...Array.from({ length: outputs }, (_, k) => `target_${k}`),
];

/**
 * Adds targets to samples.
 * @param outputs of the network.
 * @throws UserError with file and line for a row that does not belong there, and for missing rows.
 */
export async function withTargets(
  samples: readonly Sample[],
  file: string,
  outputs: number,
): Promise<Sample[]> {
  const names = columnsOf(outputs).slice(2);
  const result = samples.map((sample) => ({
    ...sample,
    targets: new Int16Array((sample.ticks - 1) * outputs),
  }));
  const reader = new CsvReader(file, columnsOf(outputs));
  const at = { sample: 0, step: 0 };
  let last = 1;
  const take = (row: CsvRow, line: number): void => {
    const sample = result[at.sample];
    if (!sample) throw badInput(`more rows than the ${result.length} samples have steps`, { file, line });
    const [number, step] = [row.whole('sample', 0, MOST), row.whole('step', 0, sample.ticks)];
    if (number !== at.sample || step !== at.step)
      throw badInput(`sample ${number}, step ${step}, but sample ${at.sample}, step ${at.step} is expected`, {
        file,
        line,
      });
    names.forEach((name, k) => (sample.targets[step * outputs + k] = row.whole(name, LEAST, MOST)));
    at.step++;
    while (at.sample < result.length && at.step >= result[at.sample]!.ticks - 1) {
      at.sample++;
      at.step = 0;
    }
  };
  for await (const batch of readLines(file))
    for (const [text, line] of numbered(batch)) {
      last = line;
      const row = reader.row(text, line);
      if (row) take(row, line);
    }
  if (at.sample < result.length)
    throw badInput(`ends before sample ${at.sample}, step ${at.step}`, { file, line: last });
  return result;
}

/** The targets of samples as text. */
export function formatTargets(samples: readonly Sample[], outputs: number): string {
  const lines = [csvLine(columnsOf(outputs))];
  samples.forEach(({ targets = new Int16Array() }, sample) => {
    for (let step = 0; step * outputs < targets.length; step++)
      lines.push(csvLine([sample, step, ...targets.subarray(step * outputs, (step + 1) * outputs)]));
  });
  return lines.join('');
}
