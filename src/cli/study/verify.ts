/** `sextant study verify`: simulates a sample of a study's points again, on the cycle engine, and compares the bytes. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { verifyStudy, type Verification } from '../../study-node/verify-study.js';
import { EXIT, usageError, UserError } from '../../text/errors.js';
import { Report } from '../report.js';
import { catchInterrupts, endWith, wasInterrupted, type Ending } from '../shell.js';
import { addStudyOptions, openStudyOf, type StudyOptions } from './study-options.js';
import { StudyBar } from './study-bar.js';

interface VerifyOptions extends StudyOptions {
  /** Share of the results. */
  readonly sample: number;
  readonly id?: string;
  readonly seed: string;
}

export function verifyCommand(): Command {
  return addStudyOptions(new Command('verify'))
    .description(
      'simulate a sample of the points again, clock by clock, and compare the results byte for byte',
    )
    .addOption(
      new Option('--sample <share>', 'share of the results, such as 2%')
        .argParser(parseShare)
        .default(0.02, '2%'),
    )
    .option('--id <hex>', 'only results whose id begins with this, as reports name them')
    .option('--seed <text>', 'seed of the choice', '1')
    .addHelpText('after', '\nExample:\n  sextant study verify studies/learning-rate --sample 5%')
    .action(async (path: string, options: VerifyOptions) => {
      catchInterrupts();
      endWith(await withFiles((files) => verify(path, options, files)));
    });
}

function parseShare(text: string): number {
  const [, digits, percent] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const share = Number(digits) / (percent === '%' ? 100 : 1);
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('a share above 0, up to 100%, is needed.');
  return share;
}

async function verify(path: string, options: VerifyOptions, files: DeclaredFiles): Promise<Ending> {
  const open = await openStudyOf(path, options, files);
  files.check();
  const bar = new StudyBar(`verify ${open.study.name}`, options.quiet !== true);
  let result: Verification;
  try {
    result = await verifyStudy(open, {
      share: options.sample,
      ...(options.id === undefined ? {} : { id: options.id }),
      seed: options.seed,
      stopped: wasInterrupted,
      onProgress: (done, total, cycles) => bar.update({ done, total, cycles }),
    });
  } finally {
    bar.stop();
  }
  const { results, checked, different } = result;
  if (options.id !== undefined && checked === 0 && !wasInterrupted())
    throw usageError(`--id ${options.id}: the study has no result of this id`);
  const report = new Report(options, files);
  report.json({ study: open.study.name, ...result });
  report.text(`${checked} of ${results} results simulated again clock by clock: ${different.length} differ`);
  if (wasInterrupted()) return { exitCode: EXIT.INTERRUPTED };
  if (different.length === 0) return { exitCode: EXIT.OK };
  return {
    exitCode: EXIT.FAILED,
    error: new UserError(
      `${different.length} results differ, the first is that of ${different[0]!}`,
      EXIT.FAILED,
    ),
  };
}
