/** The summary of a run, `summary.json`: what a picture needs of it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sizesOf, type Sizes } from '../energy/record.js';
import { fileError } from '../files/file-error.js';
import { badInput, EXIT, UserError } from '../text/errors.js';
import { DataError, readJson, type Members } from '../text/members.js';
import type { EpochScore, Score } from './picture-data.js';

export interface RunSummary {
  /** Version of sextant that wrote it. */
  readonly sextant?: string;
  /** Of a training: what was learnt, from which data, with which seed. */
  readonly task?: string;
  readonly data?: string;
  readonly seed?: string;
  /** Of a run: the file of its program. */
  readonly program?: string;
  readonly sizes?: Sizes;
  readonly epochs: readonly EpochScore[];
}

const scoreIn = (score: Members): Score => {
  score.ignoreOthers();
  const samples = score.count('samples');
  return score.has('error')
    ? { samples, error: score.number('error', 0, Number.MAX_VALUE) }
    : { samples, correct: score.count('correct') };
};

function summaryIn(file: Members): RunSummary {
  file.ignoreOthers();
  const text = (name: 'sextant' | 'task' | 'data' | 'seed' | 'program'): Partial<RunSummary> =>
    file.has(name) ? { [name]: file.text(name) } : {};
  return {
    ...text('sextant'),
    ...text('task'),
    ...text('data'),
    ...text('seed'),
    ...text('program'),
    ...(file.has('sizes') ? { sizes: file.object('sizes', sizesOf) } : {}),
    epochs: file.has('epochs')
      ? file.objects('epochs', (epoch) => {
          epoch.ignoreOthers();
          return {
            epoch: epoch.count('epoch', 1),
            train: epoch.object('train', scoreIn),
            test: epoch.object('test', scoreIn),
          };
        })
      : [],
  };
}

/**
 * Reads the summary in a run's directory.
 * @throws UserError where it is missing or damaged.
 */
export function readSummary(directory: string): RunSummary {
  const file = join(directory, 'summary.json');
  if (!existsSync(file))
    throw new UserError(
      'has no summary.json: is it the output directory (-o) of a run or training?',
      EXIT.FILE,
      {
        file: directory,
      },
    );
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw fileError(error, { file });
  }
  try {
    return readJson(text, summaryIn);
  } catch (error) {
    throw error instanceof DataError
      ? badInput(`not the summary of a run: ${error.message}`, { file })
      : error;
  }
}
