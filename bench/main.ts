/**
 * `npm run bench`: both engines and the writing of rows, in cycles per processor second, then whole commands. With
 * `--watching` instead: what recording costs a run; with `--turns`: what an energy log costs while a run is under way; with
 * `--debugging`: what debugging costs, and how long its questions take; with `--against`: whole commands, compared with
 * another revision.
 */
import { Command } from 'commander';
import { cpus } from 'node:os';
import { againstLine, compareWith } from './against.js';
import { commandLine, timeCommands } from './commands.js';
import { engineLine, measureEngines } from './engines.js';
import { comparisonLines, compareRecordings, recordedScript } from './recordings.js';
import { inTurns, turnsLine } from './turns.js';
import { longWorkload, workloads, type Workload } from './workloads.js';

interface Options {
  runs: string;
  cycleLimit: string;
  starts: string;
  only?: string;
  watching?: boolean;
  turns?: boolean;
  debugging?: boolean;
  against?: string;
  json?: boolean;
}

/** Questions of each kind that a debugging session is given. */
const QUESTIONS = 100;

const options = new Command('bench')
  .description('time both engines on one thread, and commands as whole processes')
  .option('--runs <n>', 'runs of each workload; the median counts', '5')
  .option('--cycle-limit <cycles>', 'cycles that a run of the cycle engine may take', '4000000')
  .option('--starts <n>', 'starts of each command; best and median count', '15')
  .option('--only <text>', 'workloads, commands and recordings whose name contains this')
  .option('--watching', 'instead: what traces and the energy log cost a run')
  .option('--turns', 'instead: what the energy log costs, two chips of one process in turn; no --only')
  .option('--debugging', 'instead: what debugging costs a run, and how long its questions take; no --only')
  .option(
    '--against <revision>',
    'instead: whole commands in turn with those of a revision of git, or of a directory where it is built',
  )
  .option('--json', 'print JSON')
  .addHelpText('after', '\nExample:\n  npm run bench -- --only full-size')
  .parse()
  .opts<Options>();
const runs = Number(options.runs);

if (options.against !== undefined) await benchAgainst(options.against);
else if (options.turns === true) await benchTurns();
else if (options.debugging === true) await benchDebugging();
else if (options.watching === true) await benchRecordings();
else await benchEngines();

function print(lines: readonly string[]): void {
  if (options.json !== true) for (const line of lines) process.stdout.write(`${line}\n`);
}

function printJson(value: unknown): void {
  if (options.json === true) process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

function chosen(name: string): boolean {
  return options.only === undefined || name.includes(options.only);
}

async function chosenWorkloads(): Promise<Workload[]> {
  return (await workloads()).filter(({ name }) => chosen(name));
}

async function benchEngines(): Promise<void> {
  const results = [];
  for (const workload of await chosenWorkloads()) {
    const result = measureEngines(workload, runs, Number(options.cycleLimit));
    results.push(result);
    print([engineLine(result)]);
  }
  const processes = timeCommands(Number(options.starts), chosen);
  print(processes.map(commandLine));
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  print([`peak memory ${(peakBytes / 1e6).toFixed(0)} MB, operations of all workloads included`]);
  const processor = cpus()[0]?.model ?? 'unknown';
  printJson({ node: process.version, processor, peakBytes, results, processes });
}

async function benchRecordings(): Promise<void> {
  const tables = compareRecordings(await chosenWorkloads(), runs);
  for (const { title, ways } of tables)
    print([`${title}, ${runs} runs in turn`, ...ways.map(comparisonLines)]);
  printJson({ script: recordedScript(), tables });
}

async function benchTurns(): Promise<void> {
  const workload = await longWorkload();
  const results = await inTurns(workload, runs);
  print([`energy by tick, ${workload.name}, ${runs} runs`, ...results.map(turnsLine)]);
  printJson({ workload: workload.name, results });
}

async function benchDebugging(): Promise<void> {
  // The debugger is loaded only where it is measured.
  const { measureDebugging } = await import('./debugging.js');
  const result = await measureDebugging(runs, QUESTIONS, (line) => print([line]));
  printJson({ node: process.version, processor: cpus()[0]?.model ?? 'unknown', ...result });
}

async function benchAgainst(revision: string): Promise<void> {
  const compared = await compareWith(revision, runs, chosen);
  print([
    `processor time, in turn with ${compared.revision}, ${runs} runs`,
    ...compared.results.map(againstLine),
  ]);
  printJson({ node: process.version, processor: cpus()[0]?.model ?? 'unknown', ...compared });
}
