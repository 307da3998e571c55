/** Recorded scenarios as what they do to the pins, so that a run can be cut at any cycle. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { InputPin } from '../../isa/pins.js';
import { Chip } from '../../src/chip/chip.js';
import type { CycleObserver } from '../../src/chip/cycle.js';
import { Executor } from '../../src/host/executor.js';
import { parseOperation } from '../../src/host/operations.js';
import { RowWriter } from '../../src/trace/rows/writer.js';

const root = join(import.meta.dirname, '../..');
const FOLDERS = ['traces/golden', '../shared/golden/scenarios'].map((folder) => join(root, folder));

/** Small scenarios of six kinds. */
export const SCENARIOS = [
  'learn_all_a2',
  'infer_noise_a2',
  'local_tick_a1',
  'regression_a2',
  'regul_always_a2',
  'raw_a2',
] as const;

/** A pin change, or cycles that pass. */
export type Action = { pin: InputPin; value: number } | { cycles: number };

/** A chip that records what is done to its pins. Its cycles pass one by one, so that every change is seen at its cycle. */
export class RecordingChip extends Chip {
  readonly actions: Action[] = [];
  constructor() {
    super(undefined, { engine: 'cycle' });
  }
  override setPin(pin: InputPin, value: number): void {
    this.actions.push({ pin, value });
    super.setPin(pin, value);
  }
  override setSck(value: number): void {
    this.actions.push({ pin: 'SCK', value });
    super.setSck(value);
  }
  /** Every edge is recorded. */
  override shiftIn(): number {
    return 0;
  }
  override setMosi(value: number): void {
    this.actions.push({ pin: 'MOSI', value });
    super.setMosi(value);
  }
  override advance(limit: number, observer?: CycleObserver): number {
    const cycles = super.advance(limit, observer);
    const last = this.actions[this.actions.length - 1];
    if (last !== undefined && 'cycles' in last) last.cycles += cycles;
    else this.actions.push({ cycles });
    return cycles;
  }
}

/** What a scenario does to the pins. */
export function recordActions(scenario: string): Action[] {
  const file = FOLDERS.map((folder) => join(folder, `${scenario}.host.gz`)).find((f) => existsSync(f));
  if (file === undefined) throw new Error(`no recorded scenario '${scenario}' in ${FOLDERS.join(' or ')}`);
  const chip = new RecordingChip();
  const executor = new Executor(chip);
  for (const line of gunzipSync(readFileSync(file)).toString('latin1').split('\n')) {
    const operation = parseOperation(line);
    if (operation) executor.run(operation);
  }
  return chip.actions;
}

/** Plays actions on a chip, from a place to a place. */
export class Player {
  private at = 0;
  private passed = 0;

  constructor(
    private readonly actions: readonly Action[],
    private readonly chip: Chip,
  ) {}

  /** Another player that stands where this one does. */
  fork(chip: Chip): Player {
    const copy = new Player(this.actions, chip);
    copy.at = this.at;
    copy.passed = this.passed;
    return copy;
  }

  /**
   * Plays until the chip has seen `cycle` edges, or to the end.
   * @param restless keeps the chip from skipping quiet cycles.
   */
  play(cycle = Infinity, observer?: CycleObserver, restless = false): void {
    const { chip, actions } = this;
    while (this.at < actions.length) {
      const action = actions[this.at]!;
      if ('pin' in action) {
        chip.setPin(action.pin, action.value);
      } else {
        const due = Math.min(action.cycles - this.passed, cycle - chip.cycle);
        for (let n = restless ? due : Math.min(due, 1); n > 0; n--) {
          if (restless) chip.state.quiet = 0;
          chip.run(restless ? 1 : due, observer);
        }
        this.passed += due;
        if (this.passed < action.cycles) return;
        this.passed = 0;
      }
      this.at++;
    }
  }

  /** Plays to the end; returns the rows. */
  rows(): string {
    const chunks: string[] = [];
    const writer = new RowWriter((chunk) => chunks.push(Buffer.from(chunk).toString('latin1')));
    this.play(Infinity, writer.observe);
    writer.flush();
    return chunks.join('');
  }
}

/** Edges of CLK of a whole run. */
export const lengthOf = (actions: readonly Action[]): number =>
  actions.reduce((sum, action) => sum + ('cycles' in action ? action.cycles : 0), 0);
