/**
 * A program on its chip that a debugger moves: by the smallest step, or as fast as the chip can; its whole state can be
 * kept and restored. Nothing here looks at what the program does.
 */
import { Chip } from '../chip/chip.js';
import type { CycleObserver } from '../chip/cycle.js';
import { combineSources, type ObserverSource } from '../chip/observers.js';
import { StateScalars } from '../chip/snapshot.js';
import { SYNC } from '../chip/synchronisers.js';
import { OPERATION } from '../chip/turbo/play-list.js';
import type { Design } from '../design/design.js';
import { designOfImage, type FirmwareImage } from '../firmware/image.js';
import type { RegisterSetting } from '../host/register-settings.js';
import type { OperationList } from '../host/operation-list.js';
import { samplesSoFar, ticksSoFar } from '../position/counts.js';
import { WEIGHT_MEMORIES } from '../trace/weight-changes.js';
import { FirmwareHost, type HostLimits } from './firmware-host.js';
import type { Host, HostState, Mark } from './host.js';
import { PAGE, PageStore, wholePages, type PageTable } from './pages.js';
import type { Place, Position } from './place.js';
import { SelectionError } from '../text/selection-error.js';
import { ScriptHost } from './script-host.js';
import type { WeightLog } from './weight-log.js';

/** The source files of a program, as they were when it was loaded. */
export interface SourceFiles {
  /** Full path of a file, if it exists. */
  readonly pathOf: (file: string) => string | undefined;
  /** Its lines, if it can be read. */
  readonly linesOf: (file: string) => readonly string[] | undefined;
}

/** Firmware that can be debugged. */
export interface Firmware {
  /** The file it comes from, for messages. */
  readonly name: string;
  readonly image: FirmwareImage;
  readonly sources?: SourceFiles | undefined;
}

/** A program that can be debugged; it runs the same way every time. */
export interface DebugProgram {
  /** The file it comes from, for messages. */
  readonly name: string;
  /** A firmware image, or a host script with an entry for each line. */
  readonly code:
    { readonly image: FirmwareImage } | { readonly list: OperationList; readonly design?: Design };
  /** Gives a new chip its contents at power-up; absent: all 0. */
  readonly powerUp?: ((chip: Chip) => void) | undefined;
  /** Registers of a firmware program that are set from outside. */
  readonly settings?: readonly RegisterSetting[];
  /** Absent: no source can be shown. */
  readonly sources?: SourceFiles | undefined;
}

/** The whole state of a machine. */
export interface MachineState extends Position {
  readonly scalars: Float64Array;
  readonly pages: PageTable;
  readonly host: HostState;
  /** Changes of weights in the log so far. */
  readonly logged: number;
  readonly marks: MarkCount;
  readonly sampleStart: Float64Array;
}

/** Marks of a program so far, and the last of them. */
export interface MarkCount {
  readonly count: number;
  readonly last: string;
}

/** Cycles that one move takes at most. */
const MOVE_CYCLES = 1 << 17;

export class Machine {
  readonly chip: Chip;
  readonly host: Host;
  readonly pages: PageStore;
  /** What sees the run from the next move on; it changes between two moves only. */
  observer: CycleObserver | undefined;
  /** Records the changes of weights. */
  log: WeightLog | undefined;
  marks: MarkCount = { count: 0, last: '' };
  /** Activity of the chip up to the last rise of SAMPLE; never changed once it was taken. */
  sampleStart: Float64Array;
  /** Called for each mark. */
  onMark: ((mark: Mark) => void) | undefined;
  private readonly scalars: StateScalars;
  private readonly memoryAt: number;
  /** See {@link unchanged}. */
  private readonly same: Uint8Array;

  /** @param pages store of the states; absent: a new one. */
  constructor(
    readonly program: DebugProgram,
    private readonly limits: HostLimits = {},
    pages?: PageStore,
  ) {
    const { code } = program;
    this.chip = new Chip('image' in code ? designOfImage(code.image) : code.design);
    program.powerUp?.(this.chip);
    this.sampleStart = this.chip.state.activity.slice();
    const observing = this.observing();
    this.host =
      'image' in code
        ? new FirmwareHost(this.chip, code.image, limits, observing, program.settings)
        : new ScriptHost(this.chip, code.list, limits, observing);
    this.host.onMark = (mark) => {
      this.marks = { count: this.marks.count + 1, last: mark.text };
      this.onMark?.(mark);
    };
    const { image } = this.chip.state;
    this.memoryAt = wholePages(image.length);
    this.pages = pages ?? new PageStore(this.memoryAt + this.host.memory.length);
    this.same = new Uint8Array(this.pages.pages);
    this.scalars = new StateScalars(this.chip.state);
  }

  /** What sees the chip, and the log. */
  private observing(): ObserverSource {
    const machine = (): Machine => this;
    const observer = {
      isSteady: true,
      get observer() {
        return machine().observer;
      },
    };
    const log = {
      isSteady: true,
      get observer() {
        return machine().log?.observer;
      },
    };
    return combineSources(observer, log)!;
  }

  get place(): Place {
    const { host, chip } = this;
    return { instruction: host.instruction, operation: host.operation, cycle: chip.cycle };
  }

  get position(): Position {
    const { host, chip } = this;
    return {
      ...this.place,
      tick: ticksSoFar(chip.state),
      sample: samplesSoFar(chip.state),
      epoch: host.epoch,
      // A program that has halted stands at its last instruction.
      pc: host.end?.kind === 'halt' ? host.pc - 1 : host.pc,
    };
  }

  get ended(): boolean {
    return this.host.end !== undefined;
  }

  /** Whether no operation is under way. */
  get betweenOperations(): boolean {
    return !this.host.busy;
  }

  /** Stands for the layout of the chip's state. */
  get fingerprint(): number {
    return this.scalars.fingerprint;
  }

  /** The smallest move, of at most that many cycles. */
  move(cycles = MOVE_CYCLES): void {
    const { state: s } = this.chip;
    const before = s.sync.raw & SYNC.SAMPLE;
    this.host.move(Math.min(cycles, MOVE_CYCLES));
    this.log?.moved(s);
    if (before === 0 && (s.sync.raw & SYNC.SAMPLE) !== 0) this.sampleStart = s.activity.slice();
  }

  /**
   * Goes on as fast as the chip can.
   * @param cycles at most that many pass. @param ticks at most that many come.
   * @param operations of a list, at most that many are carried out.
   */
  advance(cycles: number, ticks: number, operations: number): void {
    const { host } = this;
    const { observer } = this;
    const mayPlay = observer === undefined || (observer.played ?? observer.phases) !== undefined;
    if (host.busy || !mayPlay || !this.play(cycles, ticks, operations)) this.move(cycles);
  }

  private play(cycles: number, ticks: number, operations: number): boolean {
    const { host, chip } = this;
    const { upcoming } = host;
    const longest = chip.playable;
    if (upcoming === undefined || longest === undefined) return false;
    const { codes, length } = upcoming.list;
    const most = Math.min(length, upcoming.next + Math.min(operations, Math.floor(cycles / longest)));
    let at = upcoming.next;
    for (let left = ticks; at < most && left > 0; at++) if (codes[at] === OPERATION.TICK) left--;
    if (at === upcoming.next || !host.play((at - upcoming.next) * longest)) return false;
    this.log?.moved(chip.state);
    return true;
  }

  /** Keeps the state. @param base an earlier state of the same course, which it is compared with. */
  save(base?: MachineState): MachineState {
    const { chip, host, log } = this;
    return {
      ...this.position,
      scalars: this.scalars.read(),
      pages: this.pages.put(
        [chip.state.image, host.memory],
        base && log && { table: base.pages, same: this.unchanged(base, log) },
      ),
      host: host.save(),
      marks: this.marks,
      sampleStart: this.sampleStart,
      logged: log?.count ?? 0,
    };
  }

  /** By page: 1 where the log says that the state is that of an earlier one. */
  private unchanged({ logged }: MachineState, log: WeightLog): Uint8Array {
    const { state: s } = this.chip;
    const { same } = this;
    for (const name of WEIGHT_MEMORIES) {
      const from = s[name].bytes.byteOffset - s.image.byteOffset;
      same.fill(1, Math.ceil(from / PAGE), Math.floor((from + s[name].bytes.length) / PAGE));
    }
    for (let i = logged; i < log.count; i++) same[Math.floor(log.addressAt(i) / PAGE)] = 0;
    return same;
  }

  restore(state: MachineState): void {
    const image = this.pages.get(state.pages);
    this.chip.state.image.set(image.subarray(0, this.chip.state.image.length));
    this.scalars.write(state.scalars);
    this.marks = state.marks;
    this.sampleStart = state.sampleStart;
    this.host.restore(state.host, image.slice(this.memoryAt));
  }

  /**
   * A machine that goes on from the present state with other firmware; both keep their states in the same store.
   * @throws SelectionError where the run cannot go on there.
   */
  withFirmware({ name, image, sources }: Firmware): Machine {
    const { host, program } = this;
    if (!(host instanceof FirmwareHost))
      throw new SelectionError('a host script runs as it is: only firmware can be reloaded');
    const hostState = host.stateIn(image);
    const machine = new Machine({ ...program, name, code: { image }, sources }, this.limits, this.pages);
    const state = this.save();
    machine.restore({ ...state, host: hostState });
    this.pages.drop(state.pages);
    return machine;
  }

  /** Bytes that a state takes beside its pages. */
  bytesOf(): number {
    return this.pages.tableBytes + 8 * this.scalars.length + 1000;
  }
}
