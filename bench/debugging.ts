/**
 * What debugging costs, and how long a person waits: a training of ten epochs as `sextant debug` runs it, beside the same
 * training as `sextant run` runs it; then steps back, jumps, questions about weights and searches backwards in its history.
 */
import seedrandom from 'seedrandom';
import { loadSession, type ProgramOptions } from '../src/cli/debug/load-session.js';
import { atCycle, atEpoch, atTick, type Goal } from '../src/debug/goal.js';
import type { StepSize } from '../src/debug/movement.js';
import { DEFAULT_HISTORY, type Session } from '../src/debug/session.js';
import { finish, type Task } from '../src/debug/task.js';
import { withFiles } from '../src/files/declared-files.js';
import { packagePath } from '../src/files/package-root.js';
import { DEFAULT_TIMEOUT } from '../src/host/executor.js';
import { measureProcess } from './processes.js';
import { formatMean, meanOfRatios, quantile, type Mean } from './statistics.js';

const PROGRAM = 'firmware/cue-accumulation.s';
const EPOCHS = 10;
const SEED = 'sextant bench debugging';

/** Milliseconds of processor time, which other processes do not lengthen, one value a question. */
export interface Waits {
  readonly name: string;
  readonly milliseconds: readonly number[];
}

export interface DebuggingResult {
  readonly cycles: number;
  readonly seed: string;
  /** Processor time of the debugged run over that of the plain run, whole processes in turn. */
  readonly cost: { readonly ratios: readonly number[]; readonly mean: Mean };
  readonly waits: readonly Waits[];
  /** Seconds of processor time an epoch of reverse-continue, by the stop that it looks for. */
  readonly searches: readonly { readonly stop: string; readonly secondsAnEpoch: number }[];
  /** Budget of the history, what checkpoints take of it, and the most memory the process had, in bytes. */
  readonly memory: { readonly budget: number; readonly checkpoints: number; readonly peak: number };
}

/**
 * @param runs pairs of processes. @param questions of each kind.
 * @param report is called with each line for people as soon as it is known.
 */
export async function measureDebugging(
  runs: number,
  questions: number,
  report: (line: string) => void,
): Promise<DebuggingResult> {
  const cost = costOfDebugging(runs);
  report(`debugged run over plain run, processor time of ${runs} pairs: ${formatMean(cost.mean, 3)}`);
  const session = await tenEpochs();
  finish(session.continue());
  const cycles = session.position.cycle;
  const waits: Waits[] = [];
  for (const take of [jumps, weightQuestions, stepsBack])
    for (const result of take(session, cycles, questions)) {
      waits.push(result);
      report(waitsLine(result));
    }
  const searches = searchesBack(session);
  for (const { stop, secondsAnEpoch } of searches)
    report(`reverse-continue to ${stop.padEnd(30)} ${secondsAnEpoch.toFixed(2)} s an epoch`);
  const memory = {
    budget: DEFAULT_HISTORY,
    checkpoints: session.timeline.checkpoints.bytes,
    peak: process.resourceUsage().maxRSS * 1024,
  };
  report(memoryLine(memory));
  return { cycles, seed: SEED, cost, waits, searches, memory };
}

function costOfDebugging(runs: number): DebuggingResult['cost'] {
  const sextant = (...args: string[]): number =>
    measureProcess(packagePath('dist/sextant.js'), ...args, '--define', `EPOCHS=${EPOCHS}`, '-q').seconds;
  const ratios = Array.from({ length: runs }, (_, n) => {
    const debugged = (): number => sextant('debug', packagePath(PROGRAM), '-e', 'continue');
    const first = n % 2 === 0 ? 0 : debugged();
    const plain = sextant('run', packagePath(PROGRAM));
    return (first === 0 ? debugged() : first) / plain;
  });
  return { ratios, mean: meanOfRatios(ratios) };
}

const SILENT = { log: () => undefined, note: () => undefined };

async function tenEpochs(): Promise<Session> {
  const options: ProgramOptions = {
    define: new Map([['EPOCHS', EPOCHS]]),
    timeout: DEFAULT_TIMEOUT,
    history: DEFAULT_HISTORY,
  };
  let session: Session | undefined;
  await withFiles(async (files) => {
    ({ session } = await loadSession(packagePath(PROGRAM), options, files, SILENT));
  });
  return session!;
}

/** Milliseconds of processor time that a task takes, all threads of the process together. */
function wait(task: Task<unknown>): number {
  const spent = process.cpuUsage();
  finish(task);
  const { user, system } = process.cpuUsage(spent);
  return (user + system) / 1000;
}

const times = (count: number, one: () => number): number[] => Array.from({ length: count }, one);

/** Jumps between random places. */
function jumps(session: Session, cycles: number, count: number): Waits[] {
  const random = seedrandom(`${SEED}/jumps`);
  const ticks = session.position.tick;
  const to = (goal: (n: number) => Goal, most: number): number =>
    wait(session.goTo(goal(Math.floor(random() * most))));
  return [
    { name: 'goto cycle N', milliseconds: times(count, () => to(atCycle, cycles)) },
    { name: 'goto tick N', milliseconds: times(count, () => to(atTick, ticks)) },
  ];
}

const SIZES: readonly StepSize[] = ['cycle', 'phase', 'operation', 'instruction', 'tick', 'sample', 'epoch'];

/** Steps back, each from a random place. */
function stepsBack(session: Session, cycles: number, count: number): Waits[] {
  const random = seedrandom(`${SEED}/steps`);
  const from = (step: () => Task<unknown>): number => {
    finish(session.goTo(atCycle(Math.floor(random() * cycles))));
    return wait(step());
  };
  return [
    ...SIZES.map((size) => ({
      name: `back-${size}`,
      milliseconds: times(count, () => from(() => session.step(size, true))),
    })),
    { name: 'reverse-step', milliseconds: times(count, () => from(() => session.line('into', true))) },
  ];
}

/** The last change of random weights, before random places, and of one weight again and again from the end of the run. */
function weightQuestions(session: Session, cycles: number, count: number): Waits[] {
  const random = seedrandom(`${SEED}/weights`);
  const below = (n: number): number => Math.floor(random() * n);
  const { config } = session.machine.chip.state;
  const weight = (): string => {
    const post = below(config.NUM_REC + 1);
    switch (below(3)) {
      case 0:
        return `winp[${below(config.NUM_INP + 1)}][${post}]`;
      case 1:
        return `wrec[${below(config.NUM_REC + 1)}][${post}]`;
      default:
        return `wout[${post}][${below(config.NUM_OUT + 1)}]`;
    }
  };
  finish(session.goTo(atCycle(cycles)));
  const first = [wait(session.last(weight()))];
  const atEnd = times(count, () => wait(session.last(weight())));
  const anywhere = times(count, () => {
    finish(session.goTo(atCycle(below(cycles))));
    return wait(session.last(weight()));
  });
  return [
    { name: 'last writer of a weight, first', milliseconds: first },
    { name: 'last writer of a weight, at the end', milliseconds: atEnd },
    { name: 'last writer of a weight, anywhere', milliseconds: anywhere },
  ];
}

/** Conditions that are not met, so that the whole epoch is searched. */
const NEVER = [
  'v[0] > 32000',
  'membrane[3] > 3000',
  'saturates(v[1])',
  'wrec[17][5] == 127 && wrec[17][6] == 127',
  'energy.sample > 1000uJ',
  'spikes(99) && tick < 0',
];

function searchesBack(session: Session): DebuggingResult['searches'] {
  return NEVER.map((stop) => {
    finish(session.goTo(atEpoch(2)));
    session.stops.length = 0;
    session.addStop({ kind: 'condition', text: `${stop} || epoch == 1` });
    return { stop, secondsAnEpoch: wait(session.continue(true)) / 1000 };
  });
}

function waitsLine({ name, milliseconds }: Waits): string {
  const text = (share: number): string => `${quantile(milliseconds, share).toFixed(1)} ms`.padStart(10);
  return `${name.padEnd(36)} median ${text(0.5)}  95 % within ${text(0.95)}  all within ${text(1)}`;
}

function memoryLine({ budget, checkpoints, peak }: DebuggingResult['memory']): string {
  const text = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  return `memory: budget of the history ${text(budget)}, checkpoints ${text(checkpoints)}, process at most ${text(peak)}`;
}
