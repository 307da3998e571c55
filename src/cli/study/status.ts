/** `sextant study status`: how far a study is, and what failed. */
import { Command } from 'commander';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { followStudy } from '../../study-node/follow-study.js';
import { readFailure, type StoredFailure } from '../../study-node/simulation-job.js';
import { Report } from '../report.js';
import { addStudyOptions, openStudyOf, type StudyOptions } from './study-options.js';

export function statusCommand(): Command {
  return addStudyOptions(new Command('status'))
    .description('say how many simulations of a study are done, missing and failed, and why')
    .addHelpText('after', '\nExample:\n  sextant study status studies/first')
    .action((path: string, options: StudyOptions) => withFiles((files) => status(path, options, files)));
}

async function status(path: string, options: StudyOptions, files: DeclaredFiles): Promise<void> {
  const open = await openStudyOf(path, options, files);
  files.check();
  const state = await followStudy(open);
  const ids = [...new Set(state.steps.flat().map((trial) => trial.ids.id))];
  const failed = ids.filter((id) => state.failed.has(id));
  const failures = failed.flatMap((id) => readFailure(open.store, id) ?? []);
  const done = ids.filter((id) => state.done.has(id)).length;
  const report = new Report(options, files);
  const result = {
    study: open.study.name,
    simulations: ids.length,
    done,
    failed: failed.length,
    missing: ids.length - done - failed.length,
    isComplete: state.isComplete,
    unused: [...state.done].filter((id) => !ids.includes(id)).length,
    model: open.model,
    failures,
  };
  report.json(result);
  report.text(
    `${result.study}: ${done} of ${ids.length} simulations done, ${failed.length} failed, ${result.missing} missing` +
      (state.isComplete ? '; complete' : ''),
    ...reasons(failures),
    ...(result.unused > 0
      ? [`  ${result.unused} results belong to other points, data or models and are not used`]
      : []),
  );
}

function reasons(failures: readonly StoredFailure[]): string[] {
  const counts = new Map<string, number>();
  for (const { kind, message } of failures) {
    const reason = `${kind}: ${message}`;
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].map(([reason, count]) => `  ${count} failed: ${reason}`);
}
