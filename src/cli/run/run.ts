/** `sextant run`: executes a program on the chip. */
import { Command } from 'commander';
import { withFiles } from '../../files/declared-files.js';
import { STANDARD } from '../../files/destination.js';
import { addEnergyOptions } from '../energy/energy-run.js';
import { allowOption, findingsOf, warnOf, warnOfFindings } from '../findings.js';
import {
  engineOption,
  integer,
  jsonOption,
  quietOption,
  repeated,
  seedOption,
  faultOption,
  setOption,
  timeoutOption,
} from '../options.js';
import { sourceOptions } from '../program.js';
import { Report } from '../report.js';
import { catchInterrupts, endWith } from '../shell.js';
import { addTraceOptions } from '../trace/trace-plan.js';
import { convertTraces } from '../trace/trace-run.js';
import { executeRun } from './execute.js';
import { writeRunDirectory } from './run-directory.js';
import { planRun, type RunOptions } from './run-plan.js';
import { endingOf, summaryLines, summaryOf } from './run-summary.js';
import { addTrapOptions } from './trap-options.js';

const EXAMPLE = `
Example:
  sextant run traces/golden/learn_out_a1.host.gz --events events.jsonl --rows rows.csv.gz
  sextant run traces/golden/learn_out_a1.host.gz --trace vcd:out.vcd --from sample=1.tick=2
  sextant run firmware/blink.s --expect 'results[0]==1'`;

export function runCommand(): Command {
  const command = sourceOptions(new Command('run'))
    .description('execute a host script or a firmware program on the chip')
    .argument(
      '<file>',
      'host script (plain or gzip), firmware image (.sxi) or its source (.s); - for standard input',
    )
    .option('-o, --output <dir>', 'write the results there, with the program and how it was run')
    .option(
      '--rows <file>',
      'write every cycle that differs from the one before, as CSV (gzip when named .gz)',
    )
    .option(
      '--events <file>',
      'write snapshots, output bytes and words read, as JSON lines (gzip when named .gz)',
    )
    .addOption(engineOption())
    .addOption(timeoutOption())
    .option('--max-cycles <cycles>', 'firmware: cycles that the run may take', integer(1, 2 ** 50))
    .addOption(seedOption())
    .addOption(setOption())
    .addOption(faultOption())
    .option(
      '--expect <condition>',
      "firmware: fail unless it holds, such as 'accuracy>=0.9'",
      repeated(String),
    )
    .addOption(allowOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .action(runAction);
  return addTraceOptions(addEnergyOptions(addTrapOptions(command))).addHelpText('after', EXAMPLE);
}

async function runAction(file: string, options: RunOptions): Promise<void> {
  catchInterrupts();
  const ending = await withFiles(async (files) => {
    const plan = await planRun(file, options, files);
    const report = new Report(options, files);
    if (options.quiet !== true && file !== STANDARD)
      warnOfFindings(await findingsOf(plan.loaded.code, options), file, report);
    const result = await executeRun(plan, files, options.quiet !== true);
    await files.close();
    if (plan.traces) convertTraces(plan.traces);
    const end = endingOf(plan, result);
    const sessions = plan.trapSessions?.save(result, options) ?? [];
    const summary = summaryOf(plan, result, end);
    if (plan.directory) await writeRunDirectory(plan.directory, plan, summary);
    report.json({ ...summary, ...(sessions.length > 0 ? { sessions } : {}) });
    report.text(...summaryLines(summary));
    report.text(
      ...sessions.map(({ file }) => `  sextant debug ${file} opens the run where it failed or warned`),
    );
    if (result.energy.text !== undefined) report.text('', result.energy.text);
    warnOf(summary.warnings, report, options);
    return end;
  });
  endWith(ending);
}
