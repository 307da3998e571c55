/**
 * What the WebAssembly logs while it plays a list (wasm/log.ts), for receivers that take it many ticks at a time. The rows
 * count from the counters of the state, so that they are taken before these move.
 */
import { ACTIVITIES, sumByActivity } from '../activity.js';
import type { OutputRows, PlayObserver, SpikeRows } from '../cycle.js';
import type { ChipState } from '../state.js';
import type { ChipWatcher, TickRows } from '../watcher.js';
import { BLOCK } from './parameter-block.js';
import { addToSums, TALLIES } from './tallies.js';
import { TICK_ROW, TICK_ROWS, type Workspace } from './workspace.js';

const at = {
  ticks: BLOCK.loggedTicks >> 2,
  spikes: BLOCK.loggedSpikes >> 2,
  outputs: BLOCK.loggedOutputs >> 2,
};

/** Receivers of what happens while a list is played. */
export interface Listeners {
  readonly watcher: ChipWatcher | undefined;
  readonly observer: PlayObserver | undefined;
}

export class PlayLog {
  private readonly ticks: LoggedTicks;
  private readonly spikes: Writable<SpikeRows>;
  private readonly outputs: Writable<OutputRows>;

  constructor(
    private readonly block: Int32Array,
    w: Workspace,
  ) {
    this.ticks = new LoggedTicks(w.tickRows);
    this.spikes = { length: 0, cycles: w.spikeCycles, ticks: w.spikeTicks, sources: w.spikeSources };
    this.outputs = { length: 0, cycles: w.outputCycles, ticks: w.outputTicks, membranes: w.outputMembranes };
  }

  /** Hands the rows on to their receivers; the logs are empty afterwards. */
  handOn(s: ChipState, { watcher, observer }: Listeners): void {
    const { block, ticks, spikes, outputs } = this;
    if ((block[at.ticks]! | block[at.spikes]! | block[at.outputs]!) === 0) return;
    ticks.begin(s, block[at.ticks]!);
    spikes.length = block[at.spikes]!;
    outputs.length = block[at.outputs]!;
    block[at.ticks] = block[at.spikes] = block[at.outputs] = 0;
    if (ticks.length > 0) watcher?.tickRows?.(ticks);
    if (spikes.length > 0) observer?.spikeRows?.(s, spikes);
    if (outputs.length > 0) observer?.outputRows?.(s, outputs);
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The clock and the counters as they were before ticks. */
class LoggedTicks implements TickRows {
  length = 0;
  private readonly tallies: readonly Float64Array[];
  private readonly before = new Float64Array(ACTIVITIES.length);
  private state: ChipState | undefined;

  constructor(private readonly rows: Float64Array) {
    this.tallies = Array.from({ length: TICK_ROWS }, (_, i) =>
      rows.subarray(i * TICK_ROW + 1, i * TICK_ROW + 1 + TALLIES.length),
    );
  }

  begin(s: ChipState, length: number): void {
    this.state = s;
    this.length = length;
    if (length > 0) sumByActivity(s.activity, this.before, 0);
  }

  cycle(row: number): number {
    return this.rows[row * TICK_ROW]!;
  }

  sums(row: number, into: Float64Array, from: number): void {
    const { before } = this;
    for (let i = 0; i < before.length; i++) into[from + i] = before[i]!;
    addToSums(this.state!, this.tallies[row]!, into, from);
  }
}
