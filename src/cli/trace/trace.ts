/** `sextant trace`: looks at recorded traces, converts them, and finds where two of them, or two runs, part. */
import { Command } from 'commander';
import { withFiles, type DeclaredFiles } from '../../files/declared-files.js';
import { EXIT, usageError, UserError } from '../../text/errors.js';
import { CONVERTED_ENDINGS, formatToConvertTo, TRACE_FORMATS } from '../../trace/formats.js';
import { DEFAULT_PERIOD_PS } from '../../trace/sink.js';
import {
  traceStatistics,
  type SignalStatistics,
  type TraceStatistics,
} from '../../trace/recorded/statistics.js';
import { formatCount } from '../progress.js';
import { jsonOption, type ReportOptions } from '../options.js';
import { Report } from '../report.js';
import { catchInterrupts, wasInterrupted } from '../shell.js';
import { VERSION } from '../version.js';
import { diffCommand } from './trace-diff.js';
import { withTrace } from './trace-file.js';
import { convertVcd, requireProgram } from './made-by.js';

export function traceCommand(): Command {
  const command = new Command('trace').description('compare, convert and look at recorded traces');
  for (const sub of [diffCommand(), convertCommand(), infoCommand(), statsCommand()]) command.addCommand(sub);
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
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nFormats:\n${FORMATS}\n\nExample:\n  sextant trace convert traces/golden/learn_out_a1.rows.csv.gz run.vcd`,
    )
    .action((input: string, output: string, options: ReportOptions) =>
      withFiles((files) => convert(input, output, options, files)),
    );
}

async function convert(
  input: string,
  output: string,
  options: ReportOptions,
  files: DeclaredFiles,
): Promise<void> {
  catchInterrupts();
  const format = formatToConvertTo(output);
  if (!format) throw usageError(`${output}: the name must end in ${CONVERTED_ENDINGS.join(', ')}`);
  const { madeBy } = format;
  if (madeBy) requireProgram(madeBy, format.name);
  files.reads(input, 'the input');
  const written = files.writes(madeBy ? `${output}.${process.pid}.vcd` : output, 'the output');
  if (madeBy) files.writes(output, 'the output');
  files.check();
  const report = new Report(options, files);
  const { steps, signals } = await withTrace(input, async (trace) => {
    const file = written.open();
    const meta = { periodPs: trace.periodPs ?? DEFAULT_PERIOD_PS, version: VERSION, source: input };
    const drain = (): Promise<void> | undefined => {
      if (wasInterrupted()) throw new UserError('interrupted', EXIT.INTERRUPTED);
      return file.drained();
    };
    const count = await format.convert.convert(trace, meta, (chunk) => file.write(chunk), drain);
    return { steps: count, signals: trace.signals.length };
  });
  await files.close();
  if (madeBy) convertVcd(madeBy, written.file, output);
  report.json({ input, output, steps, signals });
  report.text(`${output}: ${signals} signals, ${steps} steps`);
}

// --- info and stats

function infoCommand(): Command {
  return new Command('info')
    .description('what a recorded trace holds: length, signals, changes, rates')
    .argument('<file>', 'VCD, rows or events; plain or gzip')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  sextant trace info traces/golden/learn_out_a1.rows.csv.gz')
    .action(async (file: string, options: ReportOptions) => {
      const s = await withTrace(file, traceStatistics);
      const { signals, ...rest } = s;
      const busiest = [...signals].sort((x, y) => y.changes - x.changes).slice(0, 5);
      const report = new Report(options);
      report.json({ file, ...rest, signals: signals.length, busiest });
      report.text(...infoLines(file, s, busiest));
    });
}

function infoLines(file: string, s: TraceStatistics, busiest: SignalStatistics[]): string[] {
  const cycles = s.lastCycle - s.firstCycle + 1;
  const time = s.periodPs === undefined ? '' : ` (${((cycles * s.periodPs) / 1e9).toFixed(3)} ms)`;
  return [
    `${file}: ${s.format}, ${s.signals.length} signals`,
    `  cycles ${s.firstCycle} to ${s.lastCycle}: ${cycles}${time}`,
    `  ${s.steps} cycles with a change, ${formatCount(s.changes)} changes, ${(s.changes / cycles).toFixed(3)} a cycle`,
    `  busiest: ${busiest.map((b) => `${b.name} ${b.changes}`).join(', ')}`,
  ];
}

function statsCommand(): Command {
  return new Command('stats')
    .description('every signal of a recorded trace: changes, range, mean, share of cycles by state')
    .argument('<file>', 'VCD, rows or events; plain or gzip')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  sextant trace stats traces/golden/learn_out_a1.rows.csv.gz')
    .action(async (file: string, options: ReportOptions) => {
      const s = await withTrace(file, traceStatistics);
      const report = new Report(options);
      report.json({ file, ...s });
      report.text(...statsLines(s));
    });
}

function statsLines(s: TraceStatistics): string[] {
  const cycles = Math.max(1, s.lastCycle - s.firstCycle);
  const number = (n: number | undefined): string =>
    n === undefined ? '' : Number.isInteger(n) ? String(n) : n.toFixed(3);
  const line = (name: string, cells: readonly string[]): string =>
    `${name.padEnd(28)} ${cells.map((cell, i) => cell.padStart(i === 0 ? 9 : 11)).join(' ')}`;
  const lines = [line('signal', ['changes', 'min', 'max', 'mean'])];
  for (const signal of s.signals) {
    lines.push(line(signal.name, [signal.changes, signal.min, signal.max, signal.mean].map(number)));
    if (!signal.cycles || signal.bits === 1) continue;
    const shares = Object.entries(signal.cycles).map(
      ([value, n]) => `${value} ${((100 * n) / cycles).toFixed(1)} %`,
    );
    lines.push(`${''.padEnd(28)} ${shares.join(', ')}`);
  }
  return lines;
}
