/** `sextant run` as one value: the options, parsed and checked, with all files declared. */
import type { Engine } from '../../chip/chip.js';
import type { DeclaredFiles, DeclaredOutput } from '../../files/declared-files.js';
import { hashOfFile, type HashedFile } from '../../files/hash.js';
import { parameterText, type Design } from '../../design/design.js';
import { formatFaults } from '../../faults/fault-text.js';
import { formatRegisterSetting, type RegisterSetting } from '../../host/register-settings.js';
import { designOfProgram, Program } from '../../run/program.js';
import type { RunSettings } from '../../run/run-record.js';
import { usageError } from '../../text/errors.js';
import { planEnergy, refuseIdlePricing, type EnergyOptions, type EnergyPlan } from '../energy/energy-run.js';
import type { AllowOptions } from '../findings.js';
import type { ReportOptions, FaultOptions, SetOptions } from '../options.js';
import { NOMINAL_CLOCK_HZ } from '../progress.js';
import { loadProgram, powerUpOf, type LoadedProgram, type SourceOptions } from '../program.js';
import { planTraces, withEnergyLog, type TraceOptions, type TracePlan } from '../trace/trace-plan.js';
import { parseExpectation, type Expectation } from './expectation.js';
import { declareRunDirectory, type RunDirectory } from './run-directory.js';
import { trapSessionsOf } from './trap-options.js';
import type { TrapOptions, TrapSessions } from './trap-sessions.js';

export interface RunOptions
  extends
    EnergyOptions,
    TraceOptions,
    SourceOptions,
    ReportOptions,
    AllowOptions,
    FaultOptions,
    SetOptions,
    TrapOptions {
  readonly output?: string;
  readonly rows?: string;
  readonly events?: string;
  readonly engine: Engine;
  readonly timeout: number;
  readonly maxCycles?: number;
  readonly seed?: string;
  readonly expect?: readonly string[];
}

export interface RunPlan {
  readonly loaded: LoadedProgram;
  readonly program: Program;
  readonly settings: RunSettings;
  /** Clock of the chip, in Hz, to which times refer. */
  readonly clock: number;
  readonly source: SourceOptions;
  /** All files that were read; the program's is the first. */
  readonly inputs: readonly HashedFile[];
  readonly rows?: DeclaredOutput;
  readonly events: readonly DeclaredOutput[];
  readonly directory?: RunDirectory;
  readonly traces?: TracePlan;
  readonly energy: EnergyPlan;
  readonly expectations: readonly Expectation[];
  readonly trapSessions?: TrapSessions;
}

/**
 * Plans a run and checks its files; nothing is written.
 * @throws UserError for options that contradict each other, and for a program that cannot be read.
 */
export async function planRun(file: string, given: RunOptions, files: DeclaredFiles): Promise<RunPlan> {
  const options = withEnergyLog(given);
  checkEngine(options);
  const { rows, events, output, expect = [] } = options;
  const expectations = expect.map(parseExpectation);
  const source = sourceOptionsOf(options);
  const loaded = await loadProgram(file, source, files);
  const design = designOfProgram(loaded.code);
  const set = (options.set ?? []).map((setting) => setting(design));
  const settings = settingsOf(options, set, design);
  const traces = await planTraces(options, settings.engine, design, files);
  const directory = output === undefined ? undefined : files.directory(output, '-o');
  refuseIdlePricing(options, traces?.prices !== undefined);
  const energy = await planEnergy(options, directory, files, design);
  if (!loaded.image && expectations.length > 0)
    throw usageError('--expect needs a firmware program: a host script has no results');
  if (!loaded.image && settings.maxCycles !== undefined)
    throw usageError('--max-cycles needs a firmware program; --timeout limits each wait of a host script');
  const trapSessions = await trapSessionsOf(options, loaded, settings, files);
  const runDirectory = directory && declareRunDirectory(directory, loaded);
  const plan = {
    loaded,
    program: new Program(file, loaded.code, powerUpOf(settings), set),
    settings,
    source,
    clock: options.clock ?? NOMINAL_CLOCK_HZ,
    ...(rows === undefined ? {} : { rows: files.writes(rows, '--rows') }),
    events: [
      ...(events === undefined ? [] : [files.writes(events, '--events')]),
      ...(runDirectory ? [runDirectory.events] : []),
    ],
    ...(runDirectory ? { directory: runDirectory } : {}),
    ...(traces ? { traces } : {}),
    energy,
    expectations,
    ...(trapSessions ? { trapSessions } : {}),
  };
  files.check();
  // Hashing takes time: only results that name their inputs are worth it.
  const inputs = traces || energy.log || directory ? await hashInputs(file, files) : [];
  return { ...plan, inputs };
}

function checkEngine({ rows, energyLog, every, engine }: RunOptions): void {
  if (engine !== 'turbo') return;
  if (rows !== undefined) throw usageError('--rows shows every cycle: it needs --engine auto or cycle');
  if (energyLog !== undefined && every === 'cycle')
    throw usageError('an energy log by cycle needs --engine auto or cycle');
}

const settingsOf = (
  { engine, timeout, maxCycles, seed, fault }: RunOptions,
  set: readonly RegisterSetting[],
  design: Design,
): RunSettings => ({
  engine,
  timeout,
  ...(maxCycles === undefined ? {} : { maxCycles }),
  ...(seed === undefined ? {} : { seed }),
  ...(fault === undefined ? {} : { fault: formatFaults(fault) }),
  set: set.map(formatRegisterSetting),
  ...(design.isReference ? {} : { chip: parameterText(design) }),
});

const sourceOptionsOf = ({ define, data, chip }: SourceOptions): SourceOptions => ({
  ...(define ? { define } : {}),
  ...(data === undefined ? {} : { data }),
  ...(chip === undefined ? {} : { chip }),
});

async function hashInputs(program: string, files: DeclaredFiles): Promise<HashedFile[]> {
  const hashed: HashedFile[] = [];
  for (const file of new Set([program, ...files.inputFiles]))
    hashed.push({ file, sha256: await hashOfFile(file) });
  return hashed;
}
