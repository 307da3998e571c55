/** `sextant trace`: looks at recorded traces, converts them, and finds where two of them, or two runs, part. */
import { Command, InvalidArgumentError } from 'commander';
import { diffRuns, type RunDiff } from '../debug/run-diff.js';
import { Fault } from '../debug/fault.js';
import { DEFAULT_TIMEOUT } from '../host/executor.js';
import { parseOperation } from '../host/operations.js';
import { badInput, EXIT, usageError, UserError } from '../io/errors.js';
import { readLines } from '../io/lines.js';
import { OutputFile } from '../io/output.js';
import { toChangesCsv, toPerfetto, toRows, toVcd, type Converter } from '../trace/convert.js';
import { toParquet } from '../trace/convert-parquet.js';
import { SelectionError } from '../trace/expression.js';
import { TraceFormatError, type LineBatch, type RecordedTrace } from '../trace/model.js';
import { openTrace } from '../trace/open.js';
import { diffRecorded, type RecordedDiff } from '../trace/recorded-diff.js';
import { DEFAULT_PERIOD_PS } from '../trace/sink.js';
import { traceStatistics, type SignalStatistics, type TraceStatistics } from '../trace/statistics.js';
import { formatCount, Progress } from './progress.js';
import { catchInterrupts, integer, print, printJson, VERSION, wasInterrupted } from './shell.js';
import { convertToFst, requireVcd2fst } from './fst.js';

export function traceCommand(): Command {
  const commands = [diffCommand(), convertCommand(), infoCommand(), statsCommand()];
  const command = new Command('trace').description('compare, convert and look at recorded traces');
  for (const sub of commands) command.addCommand(sub.exitOverride());
  return command;
}

/** Runs with a trace file; a damaged one becomes an error with its name and place. */
async function withTrace<T>(file: string, use: (trace: RecordedTrace) => Promise<T>): Promise<T> {
  try {
    return await use(await openTrace(readLines(file)));
  } catch (error) {
    throw placed(error, file);
  }
}

function placed(error: unknown, file: string): unknown {
  if (!(error instanceof TraceFormatError)) return error;
  const line = /^line (\d+)$/.exec(error.where);
  return badInput(error.what, { file, ...(line ? { line: Number(line[1]) } : {}) });
}

// --- diff

interface DiffOptions {
  follow: number;
  flip?: Fault;
  horizon: number;
  timeout: number;
  json?: boolean;
  quiet?: boolean;
}

function parseFault(text: string): Fault {
  try {
    return Fault.parse(text);
  } catch (error) {
    throw error instanceof SelectionError ? new InvalidArgumentError(error.message) : error;
  }
}

function diffCommand(): Command {
  return new Command('diff')
    .description('find the first divergence of two recorded traces, or of two runs, and what follows from it')
    .argument('<a>', 'trace (VCD, rows, events; plain or gzip) or host script')
    .argument('<b>', 'the same kind of file')
    .option('--follow <n>', 'differences told after the first', integer(0, 1000), 8)
    .option('--flip <bit@position>', 'runs: flip a bit in run B, such as wrec[5][17].3@sample=30', parseFault)
    .option('--horizon <cycles>', 'runs: how far to look for what follows', integer(0, 2 ** 40), 3_000_000)
    .option('--timeout <cycles>', 'runs: longest single wait', integer(1, 2 ** 40), DEFAULT_TIMEOUT)
    .option('--json', 'print the result as JSON')
    .option('-q, --quiet', 'no progress')
    .addHelpText(
      'after',
      "\nExit code 1: they differ.\n\nExample:\n  sextant trace diff good.vcd bad.vcd\n  sextant trace diff good.host bad.host\n  sextant trace diff run.host run.host --flip 'winp[3][5].0@sample=2'",
    )
    .action(diffAction);
}

async function diffAction(a: string, b: string, options: DiffOptions): Promise<void> {
  catchInterrupts();
  const [scriptA, scriptB] = [await isScript(a), await isScript(b)];
  if (scriptA !== scriptB)
    throw usageError(
      `${scriptA ? a : b} is a host script, ${scriptA ? b : a} is not: compare two traces or two scripts`,
    );
  if (scriptA) {
    const progress = new Progress('compare', options.quiet !== true);
    const result = await diffRuns(a, b, {
      timeout: options.timeout,
      horizon: options.horizon,
      stopped: wasInterrupted,
      onProgress: (cycle) => progress.update(0, cycle),
      ...(options.flip ? { fault: options.flip } : {}),
    }).finally(() => progress.stop());
    if (options.json === true) printJson(result);
    else printRunDiff(result, options.follow);
    process.exitCode = result.interrupted ? EXIT.INTERRUPTED : result.divergence ? EXIT.FAILED : EXIT.OK;
    return;
  }
  if (options.flip) throw usageError('--flip needs two runs: give host scripts');
  const result = await withTrace(a, (traceA) =>
    withTrace(b, (traceB) => diffRecorded(tagged(traceA, a), tagged(traceB, b), options.follow)),
  );
  if (options.json === true) printJson(result);
  else printRecordedDiff(result);
  process.exitCode = result.differences.length > 0 ? EXIT.FAILED : EXIT.OK;
}

/** Errors of the steps carry the file's name, whoever reads them. */
function tagged(trace: RecordedTrace, file: string): RecordedTrace {
  async function* steps(): RecordedTrace['steps'] {
    try {
      yield* trace.steps;
    } catch (error) {
      throw placed(error, file);
    }
  }
  return { ...trace, steps: steps() };
}

/** A file whose first line that says anything is a host operation. */
async function isScript(file: string): Promise<boolean> {
  const batches: AsyncGenerator<LineBatch, void> = readLines(file);
  try {
    for await (const { lines } of batches) {
      for (const text of lines) {
        if (text.trim() === '' || text.startsWith('#')) continue;
        return canParse(text);
      }
    }
  } finally {
    await batches.return();
  }
  throw badInput('the file is empty', { file, line: 1 });
}

function canParse(text: string): boolean {
  try {
    return parseOperation(text) !== undefined;
  } catch {
    return false;
  }
}

function printRunDiff(
  { divergence: d, operations, effects, cycles, checkpoints, interrupted }: RunDiff,
  follow: number,
): void {
  if (interrupted) {
    print(`interrupted after ${cycles.a} cycles, the same so far`);
    return;
  }
  if (!d) {
    print(
      `the runs are the same: ${cycles.a} cycles${checkpoints > 0 ? `, state compared at ${checkpoints} checkpoints` : ', operation by operation'}`,
    );
    return;
  }
  print(`first divergence: cycle ${d.cycle}, ${d.signal}: A ${d.a}, B ${d.b}`);
  if (d.others.length > 0) print(`  in the same cycle: ${shortList(d.others)}`);
  if (operations) {
    print(`  host operation of A  ${operations.a}`);
    print(`                 of B  ${operations.b}`);
  }
  if (effects.length === 0) print('nothing else differs within the horizon (--horizon)');
  else print('then:');
  for (const e of effects.slice(0, follow)) {
    const cycle =
      e.cycleA === e.cycleB || e.cycleB === undefined
        ? `cycle ${String(e.cycleA)}`
        : `cycle ${String(e.cycleA ?? '-')} / ${e.cycleB}`;
    print(`  ${cycle.padEnd(24)} ${e.name}: A ${e.a}, B ${e.b}`);
  }
}

function printRecordedDiff({ shared, from, to, differences, ends }: RecordedDiff): void {
  const [first, ...then] = differences;
  if (!first) {
    print(`the traces agree: ${shared} shared signals, cycles ${from} to ${to}`);
    return;
  }
  print(
    `first divergence: cycle ${first.cycle}, ${first.signal}: A ${String(first.a ?? 'none')}, B ${String(first.b ?? 'none')}`,
  );
  if (ends.a < first.cycle) print(`  A has nothing after cycle ${ends.a}`);
  if (ends.b < first.cycle) print(`  B has nothing after cycle ${ends.b}`);
  if (then.length > 0) print('then:');
  for (const d of then)
    print(
      `  ${`cycle ${d.cycle}`.padEnd(24)} ${d.signal}: A ${String(d.a ?? 'none')}, B ${String(d.b ?? 'none')}`,
    );
}

const shortList = (names: readonly string[]): string =>
  names.slice(0, 6).join(', ') + (names.length > 6 ? ` and ${names.length - 6} more` : '');

// --- convert

const CONVERTERS: [RegExp, Converter][] = [
  [/\.(vcd|vcd\.gz|fst)$/, toVcd],
  [/\.rows\.csv(\.gz)?$/, toRows],
  [/\.csv(\.gz)?$/, toChangesCsv],
  [/\.parquet$/, toParquet],
  [/\.(pftrace|perfetto-trace)$/, toPerfetto],
];

function convertCommand(): Command {
  return new Command('convert')
    .description('write a recorded trace in another format, by the name of the new file')
    .argument('<in>', 'VCD, rows or events; plain or gzip')
    .argument('<out>', '.vcd, .vcd.gz, .fst, .rows.csv, .csv (a line a change), .parquet, .pftrace')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', '\nExample:\n  sextant trace convert run.rows.csv.gz run.vcd')
    .action(convertAction);
}

async function convertAction(input: string, output: string, options: { json?: boolean }): Promise<void> {
  catchInterrupts();
  const converter = CONVERTERS.find(([pattern]) => pattern.test(output))?.[1];
  if (!converter) throw usageError(`${output}: name it .vcd, .fst, .rows.csv, .csv, .parquet or .pftrace`);
  const fst = output.endsWith('.fst');
  if (fst) requireVcd2fst();
  await withTrace(input, async (trace) => {
    const file = new OutputFile(fst ? `${output}.${process.pid}.vcd` : output);
    try {
      const meta = { periodPs: trace.periodPs ?? DEFAULT_PERIOD_PS, version: VERSION, source: input };
      const drain = (): Promise<void> | undefined => {
        if (wasInterrupted()) throw new UserError('interrupted', EXIT.INTERRUPTED);
        return file.drained();
      };
      const steps = await converter(trace, meta, (chunk) => file.write(chunk), drain);
      await file.close();
      if (fst) convertToFst(file.file, output);
      if (options.json === true) printJson({ input, output, steps, signals: trace.signals.length });
      else print(`${output}: ${trace.signals.length} signals, ${steps} steps`);
    } catch (error) {
      file.abandon();
      throw error;
    }
  });
}

// --- info and stats

function infoCommand(): Command {
  return new Command('info')
    .description('what a recorded trace holds: length, signals, changes, rates')
    .argument('<file>', 'VCD, rows or events; plain or gzip')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  sextant trace info run.vcd')
    .action(async (file: string, options: { json?: boolean }) => {
      const s = await withTrace(file, traceStatistics);
      const { signals, ...rest } = s;
      const busiest = [...signals].sort((x, y) => y.changes - x.changes).slice(0, 5);
      if (options.json === true) printJson({ file, ...rest, signals: signals.length, busiest });
      else printInfo(file, s, busiest);
    });
}

function printInfo(file: string, s: TraceStatistics, busiest: SignalStatistics[]): void {
  const cycles = s.lastCycle - s.firstCycle + 1;
  const time = s.periodPs === undefined ? '' : ` (${((cycles * s.periodPs) / 1e9).toFixed(3)} ms)`;
  print(`${file}: ${s.format}, ${s.signals.length} signals`);
  print(`  cycles ${s.firstCycle} to ${s.lastCycle}: ${cycles}${time}`);
  print(
    `  ${s.steps} cycles with a change, ${formatCount(s.changes)} changes, ${(s.changes / cycles).toFixed(3)} a cycle`,
  );
  print(`  busiest: ${busiest.map((b) => `${b.name} ${b.changes}`).join(', ')}`);
}

function statsCommand(): Command {
  return new Command('stats')
    .description('every signal of a recorded trace: changes, range, mean, share of cycles by state')
    .argument('<file>', 'VCD, rows or events; plain or gzip')
    .option('--json', 'print it as JSON')
    .addHelpText('after', '\nExample:\n  sextant trace stats run.rows.csv.gz')
    .action(async (file: string, options: { json?: boolean }) => {
      const s = await withTrace(file, traceStatistics);
      if (options.json === true) printJson({ file, ...s });
      else printStats(s);
    });
}

function printStats(s: TraceStatistics): void {
  const cycles = Math.max(1, s.lastCycle - s.firstCycle);
  print(
    `${'signal'.padEnd(28)} ${'changes'.padStart(9)} ${'min'.padStart(11)} ${'max'.padStart(11)} ${'mean'.padStart(11)}`,
  );
  const number = (n: number | undefined): string =>
    n === undefined ? '' : Number.isInteger(n) ? String(n) : n.toFixed(3);
  for (const signal of s.signals) {
    const columns = [signal.changes, signal.min, signal.max, signal.mean].map(number);
    print(`${signal.name.padEnd(28)} ${columns.map((c, i) => c.padStart(i === 0 ? 9 : 11)).join(' ')}`);
    if (!signal.cycles || signal.bits === 1) continue;
    const shares = Object.entries(signal.cycles).map(
      ([value, n]) => `${value} ${((100 * n) / cycles).toFixed(1)} %`,
    );
    print(`${''.padEnd(28)} ${shares.join(', ')}`);
  }
}
