/**
 * Random lists of ticks and events, played as a whole by one chip and carried out one by one, on plain numbers, by another:
 * both must be the same, register for register, after every part of a list. The lists are split anywhere; in between,
 * snapshots are restored, and memories and registers changed as a debugger does it.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import seedrandom from 'seedrandom';
import type { RegisterName } from '../../isa/registers.js';
import { ACTIVITIES, sumByActivity } from '../../src/chip/activity.js';
import { Chip, type ChipOptions } from '../../src/chip/chip.js';
import { REFERENCE, type Design } from '../../src/design/design.js';
import type { ChipWatcher } from '../../src/chip/watcher.js';
import { derive } from '../../src/chip/config.js';
import { OPERATION } from '../../src/chip/turbo/play-list.js';
import { PLAIN_PHASES } from '../../src/chip/turbo/phases.js';
import { FAULT_BANKS, FAULT_KINDS, FAULT_PATTERNS, type Faults } from '../../src/faults/fault-map.js';
import { Executor } from '../../src/host/executor.js';
import type { Operation } from '../../src/host/operations.js';
import type { CycleObserver } from '../../src/chip/cycle.js';
import { combineObservers } from '../../src/chip/observers.js';
import { CsvEncoder } from '../../src/table/csv-encoder.js';
import { decoderOf } from '../../src/trace/tables/spike-words.js';
import { tableSink } from '../../src/trace/tables/table-sink.js';
import { prepare, program } from './random-program.js';
import { stateDifference } from './state-difference.js';

/** Lists of a program, and operations of a list. */
const LISTS = 6;
const LONGEST = 60;

type Random = () => number;

/** A chip and its host. */
interface Side {
  readonly chip: Chip;
  readonly host: Executor;
  readonly record: Recording | undefined;
}

/** What is recorded of a chip that runs by phases: spikes, outputs, and its counters at every tick. */
class Recording {
  readonly observer: CycleObserver;
  private text = '';
  private readonly sinks = (['spikes', 'outputs'] as const).map((kind) =>
    tableSink({ kind, format: 'csv', meta: { periodPs: 1000, version: '', source: '' } }, (table) =>
      decoderOf(
        table,
        new CsvEncoder(table, (chunk) => {
          this.text += Buffer.from(chunk).toString();
        }),
      ),
    ),
  );

  /** Of a line for each tick; a chip that makes its own ticks may go through millions of them. */
  private readonly ticks = createHash('sha256');

  /** @param takesRows counters are taken many ticks at a time where that is possible, summed over the states. */
  constructor({ state }: Chip, takesRows: boolean) {
    this.observer = combineObservers(...this.sinks.map(({ observe }) => observe))!;
    const sums = new Float64Array(ACTIVITIES.length);
    const sample = (): void => undefined;
    if (takesRows)
      this.watcher = {
        sample,
        tick: () => {
          sumByActivity(state.activity, sums, 0);
          this.ticks.update(`${state.cycle} ${sums.join()}\n`);
        },
        tickRows: (rows) => {
          for (let row = 0; row < rows.length; row++) {
            rows.sums(row, sums, 0);
            this.ticks.update(`${rows.cycle(row)} ${sums.join()}\n`);
          }
        },
      };
    else
      this.watcher = {
        sample,
        tick: () => {
          const counts = state.activity.reduce((sum, count, i) => (sum + count * (i + 1)) % 2 ** 40, 0);
          this.ticks.update(`${state.cycle} ${counts} ${state.ctl.ack} ${state.pins.aerAddress}\n`);
        },
      };
  }

  readonly watcher: ChipWatcher;

  async finish(cycle: number): Promise<string> {
    for (const sink of this.sinks) await sink.finish(cycle);
    return `${this.ticks.digest('hex')}\n${this.text}`;
  }
}

function newSide(chip: Chip, seed: number): Side {
  const record = seed % 2 === 1 ? new Recording(chip, seed % 4 === 1) : undefined;
  chip.watcher = record?.watcher;
  return { chip, record, host: new Executor(chip, { observer: record?.observer }) };
}

/**
 * Plays the lists of one random program; every second program is recorded by phases, too. On other chips than the public
 * design, which plain numbers know alone, the operations are carried out cycle by cycle.
 * @returns the share of the operations that were played as a whole.
 * @throws Error naming the program, the list and the first difference.
 */
export async function playRandomLists(seed: number, design: Design = REFERENCE): Promise<number> {
  const random = seedrandom(`lists ${seed}`);
  const { config, ...rest } = fc.sample(program(0), { seed, numRuns: 1 })[0]!;
  const oneByOne: ChipOptions = design.isReference
    ? { engine: 'turbo', phases: PLAIN_PHASES }
    : { engine: 'cycle' };
  const sides = [new Chip(design, { engine: 'turbo' }), new Chip(design, oneByOne)].map((chip) =>
    newSide(chip, seed),
  ) as [Side, Side];
  const perform = (operation: Operation): void => sides.forEach(({ host }) => host.run(operation));
  perform({ op: 'rst', value: 5 });
  perform({ op: 'wait', value: 5 });
  // Most programs may be played: others stop for the host after every step.
  const lasting =
    random() < 0.9
      ? { EN_CONF: 0, SEND_PER_TIMESTEP: 0, TIMING_MODE: 0, LOCAL_TICK: 0, SINGLE_LABEL: 1 }
      : {};
  const sizes = design.isReference ? {} : sizesWithin(design, random);
  for (const { chip } of sides) prepare(chip, { ...rest, config: { ...config, ...lasting, ...sizes } });
  const faults = random() < 0.25 ? randomFaults(random) : undefined;
  for (const { chip } of sides) chip.injectFaults(faults);
  begin(perform, random);
  let played = 0;
  let operations = 0;
  let kept = sides.map(({ chip }) => chip.snapshot());
  for (let list = 0; list < LISTS; list++) {
    const codes = randomList(random, design.inputs);
    for (let from = 0; from < codes.length;) {
      const to = Math.min(codes.length, from + 1 + below(random, 30));
      played += part(sides, codes, from, to, random);
      operations += to - from;
      from = to;
      compare(sides, `program ${seed}, list ${list}, up to operation ${to}`);
      if (random() < 0.1) sides.forEach(({ chip }, i) => chip.restore(kept[i]!));
      if (random() < 0.1) kept = sides.map(({ chip }) => chip.snapshot());
      if (random() < 0.2)
        poke(
          sides.map(({ chip }) => chip),
          random,
        );
    }
    if (random() < 0.3) perform({ op: 'tvalid', value: below(random, 2) });
    if (random() < 0.3) perform({ op: 'infer', value: below(random, 2) });
    perform({ op: 'wait', value: below(random, 6) });
  }
  const texts: (string | undefined)[] = [];
  for (const { record, chip } of sides) texts.push(await record?.finish(chip.cycle));
  if (texts[0] !== texts[1]) throw new Error(`program ${seed}: the recordings differ`);
  return played / operations;
}

const below = (random: Random, n: number): number => Math.floor(random() * n);

/** Starts a sample, most often with a label. */
function begin(perform: (operation: Operation) => void, random: Random): void {
  perform({ op: 'sample', value: 1 });
  perform({ op: 'wait', value: 4 });
  perform({ op: 'pulse' });
  perform({ op: 'wait', value: 3000 });
  if (random() < 0.8) perform({ op: 'tgt', value: below(random, 16) });
  perform({ op: 'tvalid', value: random() < 0.7 ? 1 : 0 });
  perform({ op: 'wait', value: 5 });
}

/** Faults of weight memories; those of neurons are always stepped. */
function randomFaults(random: Random): Faults {
  const banks = FAULT_BANKS.filter((bank) => bank !== 'neurons' && random() < 0.7);
  return {
    rate: 0.3 * random(),
    kind: FAULT_KINDS[below(random, FAULT_KINDS.length)]!,
    pattern: FAULT_PATTERNS[below(random, FAULT_PATTERNS.length)]!,
    banks,
    seed: String(random()),
  };
}

/** Numbers of inputs and neurons that the chip has. */
function sizesWithin({ inputs, neurons }: Design, random: Random): Partial<Record<RegisterName, number>> {
  const most = Math.min(inputs, neurons);
  return { NUM_INP: below(random, most), NUM_REC: below(random, neurons), NUM_OUT: below(random, 16) };
}

function randomList(random: Random, inputs: number): Uint16Array {
  const ticks = random();
  return Uint16Array.from({ length: 1 + below(random, LONGEST) }, () => {
    if (random() < 0.05) return OPERATION.NONE;
    if (random() < 0.1) return OPERATION.GAP;
    return random() < ticks ? OPERATION.TICK : below(random, inputs);
  });
}

/** @returns the number of operations played as a whole. */
function part(
  [played, stepped]: readonly [Side, Side],
  codes: Uint16Array,
  from: number,
  to: number,
  random: Random,
): number {
  let whole = 0;
  for (let i = from; i < to;) {
    // A cycle of rest is played only after a tick.
    const gapFirst = codes[i] === OPERATION.GAP && played.chip.state.ctl.ack !== 0;
    let end = i + 1;
    let acknowledged = played.chip.state.ctl.ack !== 0;
    while (end < to) {
      const code = codes[end - 1]!;
      if (code < OPERATION.OTHER) acknowledged = true;
      else if (code === OPERATION.TICK) acknowledged = false;
      if (codes[end] === OPERATION.GAP && acknowledged) break;
      end++;
    }
    // As an executor does it: a tick that could take longer than the host waits is not played.
    const longest = played.chip.playable ?? Infinity;
    if (gapFirst || longest > PATIENCE || random() < 0.05) {
      end = i + 1;
      const operation = operationOf(codes[i]!);
      if (operation) run(played, operation);
    } else {
      played.chip.play(codes, i, end, played.record?.observer);
      whole += end - i;
    }
    for (; i < end; i++) {
      const operation = operationOf(codes[i]!);
      if (operation) run(stepped, operation);
    }
  }
  return whole;
}

function operationOf(code: number): Operation | undefined {
  if (code === OPERATION.NONE) return undefined;
  if (code === OPERATION.TICK) return { op: 'tick' };
  return code === OPERATION.GAP ? { op: 'wait', value: 1 } : { op: 'aer', value: code };
}

/** Longest that a host waits: a chip may stop for something that does not come. */
const PATIENCE = 100_000;

function run({ host }: Side, operation: Operation): void {
  host.timeout = PATIENCE;
  try {
    host.run(operation);
  } catch {
    // The other side waits as long.
  }
}

/** Changes memories and registers of both chips as a debugger does it. */
function poke(chips: readonly Chip[], random: Random): void {
  const [kind, at, value] = [below(random, 8), random(), random()];
  for (const { state: s } of chips) {
    const put = (array: { length: number; [i: number]: number }, most: number): void => {
      array[Math.floor(at * array.length)] = Math.floor(value * most);
    };
    if (kind === 0) put(s.neur.membrane, 65536);
    else if (kind === 1) put(s.neur.threshold, 2048);
    else if (kind === 2) put(s.neur.alphaLow, 4096);
    else if (kind === 3) put(s.dirty, 2);
    else if (kind === 4) put(s.z, 2);
    else if (kind === 5 && s.design.isReference) put(s.winp.bytes, 256);
    else if (kind === 6) put(s.random.rounding, 32768);
    else {
      s.config.FP_LOC_WREC = Math.floor(value * 8);
      s.config.KAPPA = Math.floor(at * 256);
      derive(s.config, s.derived);
    }
  }
}

function compare([a, b]: readonly [Side, Side], where: string): void {
  const found = stateDifference(a.chip, b.chip);
  if (found !== undefined) throw new Error(`${where}: played and carried out one by one: ${found}`);
}
