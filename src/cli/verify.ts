/** `sextant verify`: runs recorded scenarios and compares every row and event. */
import { readdirSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { Piscina } from 'piscina';
import type { Engine } from '../chip/chip.js';
import { DEFAULT_TIMEOUT } from '../host/executor.js';
import type { VerifyTask } from '../verify/verify-worker.js';
import { scenarioOf, verifyScenario, type Scenario, type VerifyResult } from '../verify/verify.js';
import { workerScript } from '../node/workers/worker-script.js';
import { EXIT, fileError, UserError } from '../text/errors.js';
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

function findScenarios(path: string): Scenario[] {
  try {
    if (!statSync(path).isDirectory()) {
      const scenario = scenarioOf(path);
      if (!scenario)
        throw new UserError('no recorded events (NAME.events.jsonl.gz) beside it', EXIT.FILE, { file: path });
      return [scenario];
    }
    const names = readdirSync(path, { withFileTypes: true });
    const below = names.filter((n) => n.isDirectory()).map((n) => join(path, n.name));
    const here = names
      .filter((n) => /\.host(\.gz)?$/.test(n.name))
      .map((n) => scenarioOf(join(path, n.name)));
    return [...here.filter((s) => s !== undefined), ...below.flatMap(findScenarios)].sort((a, b) =>
      a.name < b.name ? -1 : 1,
    );
  } catch (error) {
    throw fileError(error, { file: path });
  }
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
    const running = scenarios.map((scenario) => pool.run({ scenario, timeout, engine }));
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
