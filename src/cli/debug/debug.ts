/** `sextant debug`: runs a program forwards and backwards, in a terminal, in a batch or for an editor. */
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandWorld } from '../../debug/commands/command.js';
import { DEFAULT_HISTORY } from '../../debug/session.js';
import { MAX_WHOLE_FILE } from '../../files/bytes.js';
import { DeclaredFiles, withFiles } from '../../files/declared-files.js';
import { readText } from '../../files/text.js';
import { addPricingOptions } from '../energy/pricing.js';
import {
  integer,
  jsonOption,
  quietOption,
  repeated,
  seedOption,
  faultOption,
  setOption,
  timeoutOption,
  type ReportOptions,
} from '../options.js';
import { sourceOptions } from '../program.js';
import { usageError } from '../../text/errors.js';
import { print, Report } from '../report.js';
import { catchInterrupts, endWith, type Ending } from '../shell.js';
import { linesOfFile, runBatch, type BatchLine } from './batch.js';
import { loadSession, type LoadedSession, type ProgramOptions } from './load-session.js';
import { packSession } from './save-session.js';
import { runTerminal } from './terminal.js';

interface DebugOptions extends ProgramOptions, ReportOptions {
  /** Files of commands. */
  readonly commands?: readonly string[];
  readonly execute?: readonly string[];
  /** A port, or true for standard input and output. */
  readonly dap?: number | true;
}

/** Parser of a size such as 256M. */
function parseSize(text: string): number {
  const [, digits = '', unit = ''] = /^(\d{1,9})([kMG]?)$/.exec(text) ?? [];
  const bytes = Number(digits) * { '': 1, k: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[unit]!;
  if (digits === '' || bytes < 2 ** 20)
    throw new InvalidArgumentError('a size of at least 1M is needed, such as 256M.');
  return bytes;
}

const EXAMPLE = `
Example:
  sextant debug firmware/blink.s -e 'stop state STEP' -e continue -e 'print tick, v[0]'
  sextant debug firmware/blink.s -e 'goto end' -e 'last v[0]' --json`;

export function debugCommand(): Command {
  const command = sourceOptions(new Command('debug'))
    .description('run a program forwards and backwards, and ask what changed a value and why')
    .argument('[file]', 'firmware image (.sxi), its source (.s), a host script, or a saved session (.sxd)')
    .option('-x, --commands <file>', 'carry out the commands of a file, may be repeated', repeated(String))
    .option('-e, --execute <command>', 'carry out a command, may be repeated', repeated(String))
    .option(
      '--dap [port]',
      'serve an editor by the Debug Adapter Protocol: on standard input and output, or on a port of this machine',
      integer(0, 65535),
    )
    .addOption(
      new Option('--history <size>', 'memory for going back, such as 1G')
        .argParser(parseSize)
        .default(DEFAULT_HISTORY, '256M'),
    )
    .addOption(timeoutOption())
    .option('--max-cycles <cycles>', 'firmware: longest run', integer(1, 2 ** 50))
    .addOption(seedOption())
    .addOption(setOption())
    .addOption(faultOption())
    .addOption(jsonOption())
    .addOption(quietOption())
    .action(debugAction);
  return addPricingOptions(command).addHelpText('after', EXAMPLE);
}

async function debugAction(file: string | undefined, options: DebugOptions): Promise<void> {
  const { dap } = options;
  if (dap !== undefined) {
    await serveEditor(dap, { ...options, ...(file === undefined ? {} : { program: file }) });
    return;
  }
  if (file === undefined)
    throw usageError('a program is missing: a firmware image, its source, a host script or a session');
  const ending = await withFiles(async (files): Promise<Ending> => {
    const report = new Report(options, files);
    const lines = batchLines(options, files);
    const logged: string[] = [];
    const log = (text: string): void => {
      report.text(text);
      logged.push(text);
    };
    const loaded = await loadSession(file, options, files, { log, note: (text) => report.note(text) });
    files.check();
    const world = worldOf(loaded, files);
    if (lines !== undefined) {
      catchInterrupts();
      return runBatch(lines, world, report, () => logged.splice(0));
    }
    await runTerminal(world);
    return { exitCode: 0 };
  });
  endWith(ending);
}

/** Serves an editor. */
async function serveEditor(
  dap: number | true,
  options: DebugOptions & { readonly program?: string },
): Promise<void> {
  // Only editors need the protocol.
  const { servePort, serveStandardStreams } = await import('./dap-server.js');
  if (dap === true) await serveStandardStreams(options);
  else await servePort(dap, options, print);
}

/** The commands of a batch; undefined for a terminal. */
function batchLines({ commands, execute }: DebugOptions, files: DeclaredFiles): BatchLine[] | undefined {
  if (!commands && !execute) return undefined;
  const fromFiles = (commands ?? []).flatMap((file) => {
    files.reads(file, 'the commands');
    return linesOfFile(file, readText(file, MAX_WHOLE_FILE));
  });
  return [...fromFiles, ...(execute ?? []).map((text) => ({ text }))];
}

function worldOf(loaded: LoadedSession, files: DeclaredFiles): CommandWorld {
  const { session, loadFirmware } = loaded;
  return {
    session,
    loadFirmware,
    writeFile: (file, contents) => {
      // A command may write again what an earlier one has written, but not what the session was read from.
      const declared = new DeclaredFiles();
      for (const input of files.inputFiles) declared.reads(input, 'the program or its data');
      const output = declared.writes(file, 'the command');
      declared.check();
      output.write(contents);
    },
    // Only few commands need a connection.
    showWaveform: async (view, port) => (await import('./waveform-viewer.js')).showInViewer(view, port),
    saveSession: () => packSession(loaded.program, session),
  };
}
