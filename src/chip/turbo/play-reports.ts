/** Passes on what the WebAssembly reports while it plays a list (reports.ts) to the watcher and the observer of a chip. */
import type { Design } from '../../design/design.js';
import { decide } from '../controllers.js';
import type { PlayObserver } from '../cycle.js';
import type { ChipState } from '../state.js';
import { State } from '../states.js';
import { newWires, type Wires } from '../wires.js';
import { BLOCK } from './parameter-block.js';
import { REPORT } from './reports.js';
import { PlayLog, type Listeners } from './play-log.js';
import { addTicks } from './tallies.js';
import type { Workspace } from './workspace.js';

/** Brings the state up to date with the code. */
export interface Updates {
  /** Counters and clock. */
  readonly counts: (s: ChipState) => void;
  /** All of it: the chip rests. */
  readonly rest: (s: ChipState) => void;
}

const MEMORIES = ['winp', 'wrec', 'wout'] as const;
const at = {
  address: BLOCK.address >> 2,
  passCycles: BLOCK.passCycles >> 2,
  memory: BLOCK.changedMemory >> 2,
  row: BLOCK.changedRow >> 2,
  word: BLOCK.changedWord >> 2,
  rowBytes: BLOCK.rowBytes >> 2,
};

export class PlayReports {
  private readonly cycle: Float64Array;
  private readonly before: Int8Array;
  private readonly wires: Wires;
  private readonly log: PlayLog;

  constructor(
    private readonly block: Int32Array,
    private readonly tallies: Float64Array,
    workspace: Workspace,
    design: Design,
    private readonly update: Updates,
  ) {
    this.wires = newWires(design);
    this.log = new PlayLog(block, workspace);
    this.cycle = new Float64Array(block.buffer, BLOCK.cycle, 1);
    this.before = new Int8Array(block.buffer, BLOCK.changedFrom, design.lanes);
  }

  /** What the code has to report, as bits of REPORT. */
  static neededBy({ watcher, observer }: Listeners): number {
    let bits = !watcher ? 0 : watcher.tickRows ? REPORT.TICK_ROWS : REPORT.RISE;
    if (observer?.event) bits |= REPORT.EVENT;
    if (observer?.spikes) bits |= REPORT.SPIKES;
    if (observer?.done) bits |= REPORT.DONE;
    if (observer?.tick) bits |= REPORT.TICK;
    if (observer?.stepped) bits |= REPORT.STEPPED;
    if (observer?.learning) bits |= REPORT.LEARNING;
    if (observer?.weights) bits |= REPORT.WEIGHTS;
    if (observer?.scanning) bits |= REPORT.SCANNING;
    if (observer?.spikeRows) bits |= REPORT.SPIKE_ROWS;
    if (observer?.outputRows) bits |= REPORT.OUTPUT_ROWS;
    return bits;
  }

  /** Passes a report on. The state is up to date as far as the receiver may look at it. */
  pass(what: number, s: ChipState, listeners: Listeners): void {
    const { watcher, observer } = listeners;
    this.log.handOn(s, listeners);
    if (what === REPORT.LOGGED) return;
    if (what === REPORT.RISE) {
      this.update.rest(s);
      s.quiet = 0;
      watcher?.tick();
    } else if (observer) this.observe(what, s, observer);
  }

  private observe(what: number, s: ChipState, observer: PlayObserver): void {
    const cycle = this.cycle[0]!;
    const { lastStep } = s.derived;
    if (what === REPORT.TICK) {
      this.update.counts(s);
      observer.tick?.(s, cycle);
      return;
    }
    addTicks(s, this.tallies);
    switch (what) {
      case REPORT.EVENT:
        s.pins.aerAddress = this.block[at.address]!;
        observer.event?.(s, cycle - 1);
        return;
      case REPORT.SPIKES:
        observer.spikes?.(s, cycle - lastStep, 0, (lastStep + 1) >> 1);
        return;
      case REPORT.STEPPED:
        observer.stepped?.(s, cycle - lastStep - 1);
        return;
      case REPORT.DONE:
        this.done(s, cycle, observer);
        return;
      case REPORT.LEARNING:
        observer.learning?.(s, cycle);
        return;
      case REPORT.WEIGHTS:
        this.weights(s, cycle, observer);
        return;
      case REPORT.SCANNING:
        observer.scanning?.(s, cycle);
    }
  }

  /** The cycle of SDONE, with its wires. */
  private done(s: ChipState, cycle: number, observer: PlayObserver): void {
    const { ctl: k } = s;
    const before = s.cycle;
    s.cycle = cycle;
    k.state = State.SDONE;
    decide(s, this.wires);
    observer.done?.(s, this.wires);
    k.state = State.PROP;
    s.cycle = before;
  }

  private weights(s: ChipState, cycle: number, observer: PlayObserver): void {
    const { block } = this;
    const memory = MEMORIES[block[at.memory]!]!;
    const pre = block[at.row]!;
    const { bytes } = s[memory];
    const word = block[at.word]! - bytes.byteOffset;
    // A phase takes two cycles for each of its words, and writes in the second.
    const place = memory === 'wout' ? pre & s.design.laneMask : pre;
    observer.weights?.(s, {
      cycle: cycle + block[at.passCycles]! + 2 * place + 1,
      memory,
      pre,
      post: memory === 'wout' ? 0 : word - pre * block[at.rowBytes]!,
      before: this.before,
      after: bytes.subarray(word, word + s[memory].lanes),
    });
  }
}
