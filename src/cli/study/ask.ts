/** `sextant study ask`: an outside optimiser asks for points, and is answered, as JSON lines. */
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { assignmentOf, evaluatePoint } from '../../study-node/evaluate.js';
import type { OpenStudy } from '../../study-node/open-study.js';
import { UserError } from '../../text/errors.js';
import { catchInterrupts, wasInterrupted } from '../shell.js';
import { addStudyOptions, openStudyOf, type StudyOptions } from './study-options.js';

const HELP = `
One line a point on standard input: {"ask": {"AXIS": VALUE, ...}}, with values of all axes; other members are given back.
One line an answer on standard output: {"tell": {"accuracy": 0.8, ...}}, or {"dropped": "why"}, {"failed": "why"},
{"error": "what is wrong with the line"}. Results are kept in the store: a point is simulated once.

Example:
  echo '{"ask": {"rate": 8, "regularisation": 10}}' | sextant study ask studies/learning-rate`;

export function askCommand(): Command {
  return addStudyOptions(new Command('ask'))
    .description('evaluate the points that an outside optimiser asks for, as JSON lines')
    .addHelpText('after', HELP)
    .action((path: string, options: StudyOptions) => withFiles((files) => ask(path, options, files)));
}

async function ask(path: string, options: StudyOptions, files: DeclaredFiles): Promise<void> {
  catchInterrupts();
  const open = await openStudyOf(path, options, files);
  files.check();
  for await (const line of createInterface({ input: process.stdin })) {
    if (wasInterrupted()) return;
    if (line.trim() !== '') process.stdout.write(`${JSON.stringify(await answer(open, line))}\n`);
  }
}

async function answer(open: OpenStudy, line: string): Promise<object> {
  let data: unknown;
  try {
    data = JSON.parse(line);
  } catch (error) {
    return { error: `not valid JSON: ${(error as Error).message}` };
  }
  if (typeof data !== 'object' || data === null || !('ask' in data))
    return { error: 'a member "ask" with the values of all axes is needed' };
  const { ask: values, ...rest } = data;
  try {
    const result = await evaluatePoint(open, assignmentOf(open, values));
    return { ...rest, ...('outcome' in result ? { tell: result.outcome } : result) };
  } catch (error) {
    if (error instanceof UserError) return { ...rest, error: error.message };
    throw error;
  }
}
