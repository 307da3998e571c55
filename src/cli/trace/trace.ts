/** `sextant trace`: looks at recorded traces, converts them, and finds where two of them, or two runs, part. */
import { Command } from 'commander';
import { EXIT, usageError, UserError } from '../../text/errors.js';
import { OutputFile } from '../../files/output.js';
import { CONVERTED_ENDINGS, formatToConvertTo, TRACE_FORMATS } from '../../trace/formats.js';
import { DEFAULT_PERIOD_PS } from '../../trace/sink.js';
import {
  traceStatistics,
  type SignalStatistics,
  type TraceStatistics,
} from '../../trace/recorded/statistics.js';
import { formatCount } from '../progress.js';
import { catchInterrupts, print, printJson, VERSION, wasInterrupted } from '../shell.js';
import { diffCommand } from './trace-diff.js';
import { withTrace } from './trace-file.js';
import { convertVcd, requireProgram } from './made-by.js';

export function traceCommand(): Command {
  const commands = [diffCommand(), convertCommand(), infoCommand(), statsCommand()];
  const command = new Command('trace').description('compare, convert and look at recorded traces');
  for (const sub of commands) command.addCommand(sub.exitOverride());
  return command;
}

// --- convert

const FORMATS = TRACE_FORMATS.flatMap(({ summary, convert }) =>
  convert ? [`  ${convert.endings.join(', ').padEnd(28)} ${summary.replaceAll('`', '')}`] : [],
).join('\n');

function convertCommand(): Command {
  return new Command('convert')
    .description('write a recorded trace in another format, by the name of the new file')
    .argument('<in>', 'VCD, rows or events; plain or gzip')
    .argument('<out>', 'new file; its ending tells the format, see below')
    .option('--json', 'print what was done as JSON')
    .addHelpText(
      'after',
      `\nFormats:\n${FORMATS}\n\nExample:\n  sextant trace convert run.rows.csv.gz run.vcd`,
    )
    .action(convertAction);
}

async function convertAction(input: string, output: string, options: { json?: boolean }): Promise<void> {
  catchInterrupts();
  const format = formatToConvertTo(output);
  if (!format) throw usageError(`${output}: the name must end in ${CONVERTED_ENDINGS.join(', ')}`);
  const { madeBy } = format;
  if (madeBy) requireProgram(madeBy, format.name);
  await withTrace(input, async (trace) => {
    const file = new OutputFile(madeBy ? `${output}.${process.pid}.vcd` : output);
    try {
      const meta = { periodPs: trace.periodPs ?? DEFAULT_PERIOD_PS, version: VERSION, source: input };
      const drain = (): Promise<void> | undefined => {
        if (wasInterrupted()) throw new UserError('interrupted', EXIT.INTERRUPTED);
        return file.drained();
      };
      const steps = await format.convert.convert(trace, meta, (chunk) => file.write(chunk), drain);
      await file.close();
      if (madeBy) convertVcd(madeBy, file.file, output);
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
