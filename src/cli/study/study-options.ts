/** Arguments and options that the commands of `sextant study` share. */
import { availableParallelism } from 'node:os';
import { Option, type Command } from 'commander';
import type { DeclaredFiles } from '../../files/declared-files.js';
import { openStudy, studyFile, type OpenStudy } from '../../study-node/open-study.js';
import { integer, jsonOption, quietOption, type ReportOptions } from '../options.js';

export interface StudyOptions extends ReportOptions {
  readonly store?: string;
}

const MOST_JOBS = 256;

/** Adds the study as an argument, its store, `--json` and `--quiet`. */
export const addStudyOptions = (command: Command): Command =>
  command
    .argument('<study>', 'directory with a study.yaml, or a study file')
    .option('--store <dir>', 'results of the study (default: store, beside the study file)')
    .addOption(jsonOption())
    .addOption(quietOption());

export const jobsOption = (): Option =>
  new Option('--jobs <n>', 'simulations at once')
    .argParser(integer(1, MOST_JOBS))
    .default(availableParallelism(), 'one for each processor');

/** Opens the study of a command. @throws UserError for anything wrong with its file. */
export function openStudyOf(path: string, { store }: StudyOptions, files: DeclaredFiles): Promise<OpenStudy> {
  files.reads(studyFile(path), 'the study');
  return openStudy(path, store);
}

/** Some points and why they are left out, a line for each reason. */
export const droppedLines = (
  dropped: readonly { readonly reason: string; readonly count: number }[],
): string[] => dropped.map(({ reason, count }) => `  ${count} left out: ${reason}`);
