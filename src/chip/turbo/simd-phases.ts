/**
 * The phases of the turbo engine in WebAssembly (wasm/kernel.ts), and lists of operations played by it as a whole.
 *
 * The memory of the code holds the parameter block, its workspace and the arrays of the state. Every call writes the
 * settings and registers into the block before and reads the registers back after, so that the state is the only truth.
 */
import type { Design } from '../../design/design.js';
import { Arena } from '../arena.js';
import type { PhaseObserver } from '../cycle.js';
import { stateBytes, type ChipState } from '../state.js';
import { Evt, State } from '../states.js';
import { SYNC } from '../synchronisers.js';
import { CompiledCode } from '../web-assembly.js';
import { writePlaces, writeSettings } from './block-writer.js';
import { FaultPlane } from './fault-plane.js';
import { KERNEL_CODE } from './generated/kernel-code.js';
import { BLOCK, BLOCK_BYTES } from './parameter-block.js';
import type { Listeners } from './play-log.js';
import { PlayReports } from './play-reports.js';
import { REPORT } from './reports.js';
import { plainPhases, type Phases } from './phases.js';
import { allExist } from './regular.js';
import { addTallies, TALLIES, TALLY } from './tallies.js';
import { fillTables, layoutWorkspace, MOST_OPERATIONS, type Workspace } from './workspace.js';

/** Functions of wasm/kernel.ts. */
interface Code {
  prepareStep(): void;
  step(): number;
  propagationCycles(): number;
  propagate(): void;
  learn(): void;
  play(list: number, operations: number): void;
}

const kernelCode = new CompiledCode<Code>(KERNEL_CODE);

const WORKSPACE_AT = Arena.aligned(BLOCK_BYTES);
const at = {
  supplemented: BLOCK.supplemented >> 2,
  reported: BLOCK.reported >> 2,
  address: BLOCK.address >> 2,
  requested: BLOCK.requested >> 2,
  pre: BLOCK.pre >> 2,
  quiet: BLOCK.quiet >> 2,
  drawsAt: BLOCK.drawsAt >> 2,
  woutAt: BLOCK.woutAt >> 2,
  noiseAt: BLOCK.noiseAt >> 2,
};

/** Passes reports of the code on to the phases that were made for it. */
class Reporter {
  report: (what: number) => void = () => undefined;
}

export class SimdPhases implements Phases {
  /** Memory for the arrays of the state. */
  readonly image: Uint8Array;
  private readonly block: Int32Array;
  private readonly cycle: Float64Array;
  private readonly tallies: Float64Array;
  private readonly workspace: Workspace;
  private readonly plain: Phases;
  private readonly reports: PlayReports;
  private readonly faults: FaultPlane;

  /**
   * The phases with memory for the state of a chip.
   * @returns undefined where the platform has no WebAssembly with SIMD.
   */
  static make(design: Design): SimdPhases | undefined {
    const bytes = stateBytes(design);
    const workspace = Arena.measure(layoutWorkspace);
    const reporter = new Reporter();
    const host = { report: (what: number) => reporter.report(what) };
    const instance = kernelCode.instantiate(WORKSPACE_AT + workspace + bytes + Arena.aligned(1), host);
    return instance && new SimdPhases(instance.functions, reporter, instance.buffer, workspace, design);
  }

  private constructor(
    private readonly code: Code,
    private readonly reporter: Reporter,
    buffer: ArrayBuffer,
    workspace: number,
    design: Design,
  ) {
    this.plain = plainPhases(design);
    this.block = new Int32Array(buffer, 0, BLOCK_BYTES >> 2);
    this.cycle = new Float64Array(buffer, BLOCK.cycle, 1);
    this.tallies = new Float64Array(buffer, BLOCK[TALLIES[0]], TALLIES.length);
    this.workspace = Arena.place(layoutWorkspace, new Uint8Array(buffer, WORKSPACE_AT, workspace));
    fillTables(this.workspace);
    this.faults = new FaultPlane(this.workspace.faultBits);
    this.reports = new PlayReports(this.block, this.tallies, this.workspace, design, {
      counts: (s) => this.count(s),
      rest: (s) => this.rest(s),
    });
    this.image = new Uint8Array(buffer, WORKSPACE_AT + workspace, stateBytes(design));
  }

  /** To be called once, with the state whose arrays are in {@link image}. */
  bind(s: ChipState): void {
    writePlaces(this.block, s, this.workspace);
  }

  propagate(s: ChipState, limit: number): number {
    const { ctl: k, derived: d } = s;
    if (k.pre !== 0 || d.lastNeuron === 0 || !allExist(s)) return this.plain.propagate(s, limit);
    this.begin(s);
    if (this.code.propagationCycles() > limit) return this.plain.propagate(s, limit);
    this.code.propagate();
    const cycles = this.end(s);
    k.evt = Evt.WAIT;
    k.pre = d.lastNeuron;
    k.supp = this.block[at.supplemented]!;
    return cycles;
  }

  step(s: ChipState, limit: number, observer: PhaseObserver | undefined): number {
    const { ctl: k, derived: d } = s;
    if (k.step !== 0 || d.lastStep === 0 || limit <= d.lastStep || !allExist(s))
      return this.plain.step(s, limit, observer);
    this.begin(s);
    this.code.prepareStep();
    this.code.step();
    const cycles = this.end(s);
    k.state = State.SDONE;
    k.step = 0;
    if (this.tallies[TALLY.tallySpikes] !== 0) observer?.spikes?.(s, s.cycle + 1, 0, (d.lastStep + 1) >> 1);
    return cycles;
  }

  learn(s: ChipState, limit: number, observer: PhaseObserver | undefined): number {
    const { ctl: k, config: c, sync } = s;
    const starts = k.blk === 0 && k.lsb === 0 && k.posts === 1 && k.ePre === 0;
    const returns = c.SEND_PER_TIMESTEP !== 0 || (sync.stage2 & SYNC.SAMPLE) !== 0;
    if (!starts || !returns || c.DO_EPROP === 0 || !allExist(s) || passCycles(s) > limit)
      return this.plain.learn(s, limit, observer);
    this.begin(s);
    if (observer?.weights) this.listen(s, { watcher: undefined, observer });
    this.code.learn();
    const cycles = this.end(s);
    endPass(s);
    k.state = c.SEND_PER_TIMESTEP !== 0 ? State.SEND : State.PROP;
    if (k.state === State.PROP) k.evt = Evt.CNT;
    return cycles;
  }

  /**
   * Plays operations (play-list.ts) on a chip that may play (playing.ts), with the pins as a host leaves them.
   * @returns cycles passed.
   */
  play(s: ChipState, codes: Uint16Array, from: number, to: number, listeners: Listeners): number {
    const { operations } = this.workspace;
    const start = s.cycle;
    listeners.observer?.resting?.(s, s.cycle);
    for (let i = from; i < to; i += MOST_OPERATIONS) {
      const count = Math.min(MOST_OPERATIONS, to - i);
      operations.set(codes.subarray(i, i + count));
      this.begin(s);
      this.listen(s, listeners);
      this.code.play(operations.byteOffset, count);
      this.reports.pass(REPORT.LOGGED, s, listeners);
      this.rest(s);
    }
    return s.cycle - start;
  }

  /** Has what happens reported, up to the next {@link begin}. */
  private listen(s: ChipState, listeners: Listeners): void {
    this.block[at.reported] = PlayReports.neededBy(listeners);
    this.reporter.report = (what) => this.reports.pass(what, s, listeners);
  }

  /** Brings the block up to date. */
  private begin(s: ChipState): void {
    writeSettings(this.block, s);
    this.faults.update(s);
    this.cycle[0] = s.cycle;
    this.tallies.fill(0);
  }

  /** Takes the registers and counts of the block. @returns cycles passed. */
  private end(s: ChipState): number {
    const { block, tallies } = this;
    const { random } = s;
    random.winp.at = block[at.drawsAt]!;
    random.wrec.at = block[at.drawsAt + 1]!;
    random.wout.at = block[at.woutAt]!;
    random.noise.at = block[at.noiseAt]!;
    addTallies(s, tallies);
    const pairs = (s.config.NUM_REC >> 1) + 1;
    s.neur.writes +=
      tallies[TALLY.tallyEvents]! * pairs +
      tallies[TALLY.tallySupplements]! +
      tallies[TALLY.tallySteps]! * ((s.derived.lastStep + 1) >> 1);
    s.winp.writes += tallies[TALLY.tallyWeightWrites]!;
    s.wrec.writes += tallies[TALLY.tallyRecurrentWrites]!;
    s.wout.writes += tallies[TALLY.tallyOutputWrites]!;
    return this.cycle[0]! - s.cycle;
  }

  /** Brings counters, clock and address bus up to date with what was played so far. */
  private count(s: ChipState): void {
    const { block, tallies } = this;
    s.cycle += this.end(s);
    if (tallies[TALLY.tallyHandshakes] !== 0) {
      s.pins.aerAddress = block[at.address]!;
      s.pins.aerTarget = 0;
    }
    if (tallies[TALLY.tallyPasses] !== 0) endPass(s);
    tallies.fill(0);
  }

  /** Brings the state up to date with what was played so far; the chip rests. */
  private rest(s: ChipState): void {
    const { ctl: k, sync } = s;
    const { block } = this;
    this.count(s);
    const requested = block[at.requested] !== 0;
    k.ack = requested ? 1 : 0;
    k.upd = 0;
    k.supp = block[at.supplemented]!;
    k.pre = block[at.pre]!;
    const request = requested ? SYNC.AERIN_REQ : 0;
    sync.stage1 = (sync.stage1 & ~SYNC.AERIN_REQ) | request;
    sync.stage2 = (sync.stage2 & ~SYNC.AERIN_REQ) | request;
    sync.stage3 = (sync.stage3 & ~SYNC.AERIN_REQ) | request;
    sync.raw &= ~SYNC.AERIN_REQ;
    k.tickCount = 1;
    s.quiet = block[at.quiet]!;
  }
}

/** Cycles of a learning pass. */
function passCycles({ config: c, derived: d, design }: ChipState): number {
  if (c.DO_EPROP === 4) return 2 * (c.NUM_REC + 1);
  return ((c.NUM_REC >> design.laneBits) + 1) * (2 * design.lanes + 2 * (d.lastNeuron + 1));
}

/** The counters of the learning unit after a pass. */
function endPass({ ctl: k, config: c, design }: ChipState): void {
  const outputsOnly = c.DO_EPROP === 4;
  k.ePre = 0;
  k.posts = 1;
  k.lsb = outputsOnly ? (2 * ((c.NUM_REC & design.laneMask) + 1)) & (2 * design.lanes - 1) : 0;
  const blocks = c.NUM_REC >> design.laneBits;
  k.blk = (k.lsb !== 0 ? blocks : blocks + 1) & design.blockMask;
}
