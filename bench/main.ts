/**
 * `npm run bench`: both engines side by side, and rows, in cycles a processor second and against the silicon's clock;
 * then whole processes of the command line, in milliseconds. With `--watching` instead: what traces and the energy log cost;
 * with `--turns` what the energy log costs while a run is under way, with `--slices` what recording costs whole runs.
 */
import { Command } from 'commander';
import { cpus } from 'node:os';
import { measure, type Measurement } from './measure.js';
import { measureProcesses, type ProcessTime } from './processes.js';
import { inSlices } from './slices.js';
import { formatMean } from './statistics.js';
import { inTurns, type TurnsResult } from './turns.js';
import { recorded, recordedScript, untraced, type Comparison } from './watching.js';
import { longWorkload, workloads } from './workloads.js';

/** Clocks of the chip: at 0.5 V, as the papers run it, and the fastest. */
const NOMINAL_HZ = 13e6;
const FASTEST_HZ = 115e6;

interface Options {
  runs: string;
  cycleLimit: string;
  starts: string;
  only?: string;
  watching?: boolean;
  turns?: boolean;
  slices?: boolean;
  json?: boolean;
}

const options = new Command('bench')
  .description('time both engines on one thread, and commands from their start')
  .option('--runs <n>', 'runs of the turbo engine; the median counts', '5')
  .option('--cycle-limit <cycles>', 'cycles a run of the cycle engine may take', '4000000')
  .option('--starts <n>', 'starts of each command; best and median count', '15')
  .option('--only <text>', 'workloads, commands and recordings whose name holds this')
  .option('--watching', 'instead: what traces and the energy log cost a run')
  .option('--turns', 'instead: what the energy log costs, two chips of one process in turn; no --only')
  .option('--slices', 'instead: what traces and the energy log cost whole runs, two processes in turn')
  .option('--json', 'print JSON')
  .addHelpText('after', '\nExample:\n  npm run bench -- --only full-size')
  .parse()
  .opts<Options>();

if (options.turns === true) await turns();
else if (options.slices === true) await slices();
else if (options.watching === true) await watching();
else await engines();

interface Result {
  workload: string;
  turbo: Measurement;
  cycle: Measurement;
  rows: Measurement;
  /** Turbo over cycle. */
  ratio: number;
}

async function engines(): Promise<void> {
  const results: Result[] = [];
  for (const workload of await workloads()) {
    if (options.only !== undefined && !workload.name.includes(options.only)) continue;
    const turbo = measure(workload, 'turbo', Number(options.runs));
    // A rate does not need the whole of it, and three runs give a median.
    const cycle = measure(workload, 'cycle', 3, Number(options.cycleLimit));
    const rows = measure(workload, 'rows', 3, Number(options.cycleLimit) / 4);
    const ratio = turbo.cyclesPerSecond / cycle.cyclesPerSecond;
    const result = { workload: workload.name, turbo, cycle, rows, ratio };
    results.push(result);
    if (options.json !== true) printResult(result);
  }
  const processes = measureProcesses(Number(options.starts), options.only);
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  if (options.json === true) {
    const processor = cpus()[0]?.model ?? 'unknown';
    const table = results.map((r) => ({
      ...r,
      overSilicon: {
        at13MHz: r.turbo.cyclesPerSecond / NOMINAL_HZ,
        at115MHz: r.turbo.cyclesPerSecond / FASTEST_HZ,
      },
    }));
    process.stdout.write(
      `${JSON.stringify({ node: process.version, processor, peakBytes, results: table, processes }, null, 2)}\n`,
    );
  } else {
    for (const time of processes) printTime(time);
    process.stdout.write(
      `peak memory ${(peakBytes / 1e6).toFixed(0)} MB, operations of all workloads included\n`,
    );
  }
}

function printTime({ name, milliseconds }: ProcessTime): void {
  const text = (ms: number): string => `${ms.toFixed(0)} ms`.padStart(6);
  const median = milliseconds[milliseconds.length >> 1]!;
  process.stdout.write(`${name.padEnd(34)} best ${text(milliseconds[0]!)}  median ${text(median)}\n`);
}

function printResult({ workload, turbo, cycle, rows, ratio }: Result): void {
  const rate = (m: Measurement): string => `${(m.cyclesPerSecond / 1e6).toFixed(1)} M/s`;
  const times = (hz: number): string => (turbo.cyclesPerSecond / hz).toFixed(2);
  process.stdout.write(
    `${workload.padEnd(21)} ${`${(turbo.cycles / 1e6).toFixed(1)} M cycles`.padStart(14)}` +
      `  rows ${rate(rows).padStart(8)}  cycle ${rate(cycle).padStart(8)}  turbo ${rate(turbo).padStart(10)}  ratio ${ratio.toFixed(1).padStart(5)}` +
      `  silicon at 13 MHz x ${times(NOMINAL_HZ)}, at 115 MHz x ${times(FASTEST_HZ)}\n`,
  );
}

/** Every workload untraced, and one run of the command line with what can be recorded at full speed. */
async function watching(): Promise<void> {
  const runs = Number(options.runs);
  const only = (await workloads()).filter(
    ({ name }) => options.only === undefined || name.includes(options.only),
  );
  const tables: [string, Comparison[]][] = only.map((w) => [
    `${w.name}, processor seconds`,
    untraced(w, runs),
  ]);
  tables.push([`run ${recordedScript()}, seconds on the wall`, await recorded(runs)]);
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify(Object.fromEntries(tables), null, 2)}\n`);
    return;
  }
  for (const [title, list] of tables) {
    process.stdout.write(`${title}, ${runs} interleaved runs\n`);
    for (const { name, seconds, ratio, bytes } of list)
      process.stdout.write(
        `  ${name.padEnd(30)} best ${seconds[0]!.toFixed(3).padStart(8)}  median ${seconds[runs >> 1]!.toFixed(3).padStart(8)}` +
          `  ratio of best ${ratio.best.toFixed(3)} medians ${ratio.median.toFixed(3)} pairs ${formatMean(ratio.pairs, 3)}` +
          `${bytes === undefined ? '' : `  ${(bytes / 1e6).toFixed(1)} MB`}\n`,
      );
  }
}

/** The energy log by tick against none, turn by turn. */
async function turns(): Promise<void> {
  const workload = await longWorkload();
  const results = await inTurns(workload, Number(options.runs));
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ workload: workload.name, results }, null, 2)}\n`);
    return;
  }
  process.stdout.write(`energy by tick, ${workload.name}, ${options.runs} runs\n`);
  for (const result of results) printTurns(result);
}

/** Recordings against untraced runs, whole processes. */
async function slices(): Promise<void> {
  const results = await inSlices(Number(options.runs), options.only);
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ script: recordedScript(), results }, null, 2)}\n`);
    return;
  }
  process.stdout.write(`run ${recordedScript()}, against an untraced run in turn, ${options.runs} runs\n`);
  for (const { name, ratios, ratio, untraced } of results) {
    const seconds = [...untraced].sort((a, b) => a - b)[untraced.length >> 1]!;
    process.stdout.write(
      `  ${name.padEnd(26)} ratio ${formatMean(ratio, 3)}` +
        `  (${ratios.map((r) => r.toFixed(3)).join(' ')}; ${seconds.toFixed(2)} s without)\n`,
    );
  }
}

function printTurns({ way, ratios, ratio, plain }: TurnsResult): void {
  process.stdout.write(
    `  ${way.padEnd(14)} ratio ${formatMean(ratio, 4)}` +
      `  (${Math.min(...ratios).toFixed(4)} to ${Math.max(...ratios).toFixed(4)};` +
      ` ${plain.toFixed(0)} ns a tick without)\n`,
  );
}
