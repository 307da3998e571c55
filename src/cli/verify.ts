/** `sextant verify`: runs recorded scenarios and compares every row and event. */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { Command } from 'commander';
import type { Engine } from '../chip/chip.js';
import { DeclaredFiles } from '../files/declared-files.js';
import { findScenarios } from '../node/scenario-files.js';
import { verifyScenarios } from '../node/workers/verify-pool.js';
import { EXIT, UserError } from '../text/errors.js';
import { shorten } from '../text/quote.js';
import type { VerifyResult } from '../verify/verify.js';
import { chipGiven, chipOption, type ChipOption } from './chip-option.js';
import { engineOption, integer, jsonOption, timeoutOption, type ReportOptions } from './options.js';
import { formatCount } from './progress.js';
import { print, Report } from './report.js';
import { catchInterrupts, wasInterrupted } from './shell.js';

/** Characters of a row in a message. */
const LONGEST_ROW = 400;

interface VerifyOptions extends ChipOption, ReportOptions {
  readonly jobs: number;
  readonly engine: Engine;
  readonly timeout: number;
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'run recorded scenarios (NAME.host.gz with NAME.events.jsonl.gz, NAME.rows.csv.gz) and compare them',
    )
    .argument('<path...>', 'host scripts, or directories that are searched for them')
    .option('-j, --jobs <n>', 'scenarios that run at the same time', integer(1, 256), availableParallelism())
    .addOption(chipOption())
    .addOption(engineOption())
    .addOption(timeoutOption())
    .addOption(jsonOption())
    .option('-q, --quiet', 'print only failures')
    .addHelpText('after', '\nExample:\n  sextant verify traces/golden/learn_out_a1.host.gz')
    .action(verifyAction);
}

async function verifyAction(paths: string[], options: VerifyOptions): Promise<void> {
  catchInterrupts();
  const { jobs, timeout, engine } = options;
  const design = await chipGiven(options, new DeclaredFiles());
  const scenarios = paths.flatMap(findScenarios);
  if (scenarios.length === 0)
    throw new UserError(
      `no scenario under ${paths.join(', ')}: NAME.host.gz with NAME.events.jsonl.gz`,
      EXIT.FAILED,
    );
  const report = new Report(options);
  const results: VerifyResult[] = [];
  for await (const result of verifyScenarios(scenarios, {
    jobs,
    timeout,
    engine,
    ...(design ? { design } : {}),
    stopped: wasInterrupted,
  })) {
    results.push(result);
    if (result.passed) report.text(`ok      ${result.name} (${formatCount(result.cycles)} cycles)`);
    else if (options.json !== true) print(failureLines(result).join('\n'));
  }
  const failed = results.filter((r) => !r.passed).length;
  const passed = results.length - failed;
  report.json({ passed, failed, results });
  report.text(`${passed} passed, ${failed} failed`);
  process.exitCode = wasInterrupted() ? EXIT.INTERRUPTED : failed > 0 ? EXIT.FAILED : EXIT.OK;
}

function failureLines({ name, error, divergence: d }: VerifyResult): string[] {
  const lines = [`FAILED  ${name}`];
  if (error !== undefined) lines.push(`        ${error}`);
  if (!d) return lines;
  return [
    ...lines,
    `        first divergence: cycle ${d.cycle}, state ${d.state}, ${d.where}`,
    `        expected ${d.expected}`,
    `        actual   ${d.actual}`,
    `        recorded in ${basename(d.file)}, line ${d.line}; before it:`,
    ...d.before.map((row) => `          ${shorten(row, LONGEST_ROW)}`),
  ];
}
