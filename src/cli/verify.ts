/** `sextant verify`: runs recorded scenarios and compares every row and event. */
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { Command } from 'commander';
import { Piscina } from 'piscina';
import type { Engine } from '../chip/chip.js';
import { DEFAULT_TIMEOUT } from '../host/executor.js';
import { findScenarios } from '../node/scenario-files.js';
import type { VerifyTask } from '../node/workers/verify-worker.js';
import { verifyScenario, type Scenario, type VerifyResult } from '../verify/verify.js';
import { workerScript } from '../node/workers/worker-script.js';
import { EXIT, UserError } from '../text/errors.js';
import { formatCount } from './progress.js';
import { catchInterrupts, engineOption, integer, print, printJson, wasInterrupted } from './shell.js';

interface VerifyOptions {
  jobs: number;
  engine: Engine;
  timeout: number;
  json?: boolean;
  quiet?: boolean;
}

export function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'run recorded scenarios (NAME.host.gz with NAME.events.jsonl.gz, NAME.rows.csv.gz) and compare them',
    )
    .argument('<path...>', 'host scripts, or directories that are searched for them')
    .option('-j, --jobs <n>', 'scenarios at once', integer(1, 256), availableParallelism())
    .addOption(engineOption())
    .option('--timeout <cycles>', 'longest single wait', integer(1, 2 ** 40), DEFAULT_TIMEOUT)
    .option('--json', 'print the results as JSON')
    .option('-q, --quiet', 'only failures and the last line')
    .addHelpText('after', '\nExample:\n  sextant verify traces/golden')
    .action(verifyAction);
}

async function verifyAction(paths: string[], options: VerifyOptions): Promise<void> {
  catchInterrupts();
  const scenarios = paths.flatMap(findScenarios);
  if (scenarios.length === 0)
    throw new UserError(
      `no scenario under ${paths.join(', ')}: NAME.host.gz with NAME.events.jsonl.gz`,
      EXIT.FAILED,
    );
  const results: VerifyResult[] = [];
  for await (const result of verifyAll(scenarios, options)) {
    results.push(result);
    if (options.json !== true) printResult(result, options.quiet === true);
  }
  const failed = results.filter((r) => !r.passed).length;
  const passed = results.length - failed;
  if (options.json === true) printJson({ passed, failed, results });
  else print(`${passed} passed, ${failed} failed`);
  process.exitCode = wasInterrupted() ? EXIT.INTERRUPTED : failed > 0 ? EXIT.FAILED : EXIT.OK;
}

/** Results in the order of the scenarios, each as soon as it and those before it are there. */
async function* verifyAll(
  scenarios: Scenario[],
  { jobs, timeout, engine }: VerifyOptions,
): AsyncGenerator<VerifyResult> {
  if (jobs === 1 || scenarios.length === 1) {
    for (const scenario of scenarios) {
      if (wasInterrupted()) return;
      yield await verifyScenario(scenario, { timeout, engine });
    }
    return;
  }
  const pool = new Piscina<VerifyTask, VerifyResult>({
    filename: workerScript('verify-worker').href,
    maxThreads: Math.min(jobs, scenarios.length),
  });
  try {
    const running = scenarios.map(({ host }) => pool.run({ host: host.name, timeout, engine }));
    for (const result of running) result.catch(() => undefined);
    for (const result of running) {
      if (wasInterrupted()) return;
      yield await result;
    }
  } finally {
    await pool.destroy();
  }
}

function printResult(result: VerifyResult, quiet: boolean): void {
  if (result.passed) {
    if (!quiet) print(`ok      ${result.name} (${formatCount(result.cycles)} cycles)`);
    return;
  }
  print(`FAILED  ${result.name}`);
  if (result.error !== undefined) print(`        ${result.error}`);
  const d = result.divergence;
  if (!d) return;
  print(`        first divergence: cycle ${d.cycle}, state ${d.state}, ${d.where}`);
  print(`        expected ${d.expected}`);
  print(`        actual   ${d.actual}`);
  print(`        recorded in ${basename(d.file)}, line ${d.line}; before it:`);
  for (const row of d.before) print(`          ${row.length > 400 ? `${row.slice(0, 400)}...` : row}`);
}
