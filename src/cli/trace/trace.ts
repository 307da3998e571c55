/** `sextant trace`: shows and converts recorded traces, and finds the first difference of two traces or two runs. */
import { Command, Option } from 'commander';
import { REFERENCE } from '../../design/design.js';
import { recordedChip } from '../../design/recorded-chip.js';
import { STANDARD } from '../../files/destination.js';
import { DeclaredFiles, withFiles } from '../../files/declared-files.js';
import { EXIT, usageError, UserError } from '../../text/errors.js';
import { CONVERTED_ENDINGS, formatToConvertTo, TRACE_FORMATS } from '../../trace/formats.js';
import { DEFAULT_PERIOD_PS } from '../../trace/sink.js';
import { traceStatistics, type TraceStatistics } from '../../trace/recorded/statistics.js';
import { infoLines, statisticsLines } from './statistics-text.js';
import { chipGiven, chipOption, type ChipOption } from '../chip-option.js';
import { jsonOption, type ReportOptions } from '../options.js';
import { Report } from '../report.js';
import { catchInterrupts, wasInterrupted } from '../shell.js';
import { VERSION } from '../version.js';
import { diffCommand } from './trace-diff.js';
import { withTrace } from './trace-file.js';
import { convertVcd, requireProgram } from './made-by.js';
import { plural } from '../../text/plural.js';

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
    .argument('<out>', 'new file; its ending tells the format, see below; - for standard output')
    .addOption(
      new Option('--to <format>', 'the format, whatever the name of the new file').choices(
        CONVERTED_ENDINGS.flatMap((ending) => (ending.endsWith('.gz') ? [] : [ending.slice(1)])),
      ),
    )
    .addOption(chipOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      `\nFormats:\n${FORMATS}\n\nExample:\n  sextant trace convert traces/golden/learn_out_a1.rows.csv.gz run.vcd`,
    )
    .action((input: string, output: string, options: ConvertOptions) =>
      withFiles((files) => convert(input, output, options, files)),
    );
}

interface ConvertOptions extends ChipOption, ReportOptions {
  readonly to?: string;
}

async function convert(
  input: string,
  output: string,
  options: ConvertOptions,
  files: DeclaredFiles,
): Promise<void> {
  catchInterrupts();
  const format = formatToConvertTo(options.to === undefined ? output : `.${options.to}`);
  if (!format && output === STANDARD)
    throw usageError('standard output needs a format: --to vcd, for example');
  if (!format)
    throw usageError(`${output}: the name must end in ${CONVERTED_ENDINGS.join(', ')}, or give --to`);
  const { madeBy } = format;
  if (madeBy && output === STANDARD) throw usageError(`${format.name} cannot go to standard output`);
  if (madeBy) requireProgram(madeBy, format.name);
  files.reads(input, 'the input');
  const given = await chipGiven(options, files);
  const written = files.writes(madeBy ? `${output}.${process.pid}.vcd` : output, 'the output');
  const converted = madeBy && files.writes(output, 'the output');
  files.check();
  const report = new Report(options, files);
  const { signals, ...done } = await withTrace(input, { given, otherwise: REFERENCE }, async (trace) => {
    const file = written.open();
    const meta = {
      periodPs: trace.periodPs ?? DEFAULT_PERIOD_PS,
      version: VERSION,
      source: input,
      ...recordedChip(trace.design ?? REFERENCE),
    };
    const drain = (): Promise<void> | undefined => {
      if (wasInterrupted()) throw new UserError('interrupted', EXIT.INTERRUPTED);
      return file.drained();
    };
    const conversion = await format.convert.convert(trace, meta, (chunk) => file.write(chunk), drain);
    return { ...conversion, signals: trace.signals.length };
  });
  await files.close();
  if (madeBy && converted) convertVcd(madeBy, written.file, converted);
  const { steps, leftOut } = done;
  report.json({ input, output, steps, signals, ...(leftOut ? { leftOut } : {}) });
  report.text(`${output}: ${plural(signals, 'signal')}, ${plural(steps, 'step')}`);
  if (leftOut)
    report.text(
      `  left out: ${plural(leftOut.signals.length, 'signal')}, such as ${leftOut.signals[0]!}: ${leftOut.reason}`,
    );
}

// --- info and stats

async function statisticsOf(file: string, options: ChipOption): Promise<TraceStatistics> {
  const given = await chipGiven(options, new DeclaredFiles());
  return withTrace(file, { given }, traceStatistics);
}

function infoCommand(): Command {
  return new Command('info')
    .description('what a recorded trace holds: length, signals, changes, rates')
    .argument('<file>', 'VCD, rows or events; plain or gzip')
    .addOption(chipOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  sextant trace info traces/golden/learn_out_a1.rows.csv.gz')
    .action(async (file: string, options: ChipOption & ReportOptions) => {
      const s = await statisticsOf(file, options);
      const { signals, ...rest } = s;
      const busiest = [...signals].sort((x, y) => y.changes - x.changes).slice(0, 5);
      const report = new Report(options);
      report.json({ file, ...rest, signals: signals.length, busiest });
      report.text(...infoLines(file, s, busiest));
    });
}

function statsCommand(): Command {
  return new Command('stats')
    .description('every signal of a recorded trace: changes, range, mean, share of cycles by state')
    .argument('<file>', 'VCD, rows or events; plain or gzip')
    .addOption(chipOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  sextant trace stats traces/golden/learn_out_a1.rows.csv.gz')
    .action(async (file: string, options: ChipOption & ReportOptions) => {
      const s = await statisticsOf(file, options);
      const report = new Report(options);
      report.json({ file, ...s });
      report.text(...statisticsLines(s));
    });
}
