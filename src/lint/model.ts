/**
 * The state of a chip as far as operations alone determine it: registers, memories, pins, the samples under way, and
 * how many cycles have passed at least. Rules examine it before each operation takes effect.
 */
import { MEMORY_ROWS, type MemoryName } from '../../isa/memories.js';
import type { RegisterName } from '../../isa/registers.js';
import type { Design } from '../design/design.js';
import type { Operation } from '../host/operations.js';
import { decodeRegister, registerAt, registersOf } from '../isa/registers.js';
import { headerField, SpiWords, type SpiTarget } from '../isa/spi.js';
import type { EventRecord } from '../trace/events/record.js';
import type { Report } from './finding.js';
import { fewestStartCycles } from './step-cycles.js';

/** The methods of a rule. Each is called before the operation, word or tick that it is about takes effect. */
export interface Rule {
  operation?(operation: Operation, model: ProgramModel): void;
  /** A data word of a write, with where it goes. */
  word?(target: SpiTarget, word: number, model: ProgramModel): void;
  /** Called at the first tick, by which everything must be set. */
  firstTick?(model: ProgramModel): void;
  /** Called at the end of a program of which everything was examined. */
  end?(model: ProgramModel): void;
}

/** Cycles that TIME_TICK is high. */
const PULSE_CYCLES = 5;

/** Levels of the pins that mark a sample. */
type MarkPin = 'TARGET_VALID' | 'INFER_ACC';

export class ProgramModel {
  /** Values of the registers written so far. */
  readonly written = new Map<RegisterName, number>();
  /** 32-bit chunks by SPI address, of the memories written so far. */
  readonly memories = Object.fromEntries(
    MEMORY_ROWS.map((m) => [m.name, new Map<number, number>()]),
  ) as Record<MemoryName, Map<number, number>>;
  readonly words = new SpiWords();
  /** Instruction, or line of a script, of the operation under way. */
  place = 0;
  /** Whether the program drives SCK by single pins, so that the model cannot follow registers and memories. */
  blind = false;
  /** Cycles of half an SCK period. */
  halfPeriod = 1;
  /** Whether RST has been given. */
  wasReset = false;
  sampleHigh = false;
  /** Whether a sample has begun whose last tick (with SAMPLE low) has not come. */
  underWay = false;
  /** Samples begun, and ticks since the last one began. */
  samples = 0;
  ticksInSample = 0;
  ticks = 0;
  /** Events since the last tick. */
  events = 0;
  /** Level of each mark, and the sample within which it was raised; 0 for none. */
  readonly marks: Record<MarkPin, { high: boolean; raisedIn: number; ever: boolean; inSample: boolean }> = {
    TARGET_VALID: { high: false, raisedIn: 0, ever: false, inSample: false },
    INFER_ACC: { high: false, raisedIn: 0, ever: false, inSample: false },
  };
  /** Cycles at least since TIME_TICK fell; undefined before the first tick. */
  sinceTick: number | undefined;
  /** Whether the host has waited for the chip since the last tick. */
  hasWaited = true;
  /** Cycles that such a wait takes at least. */
  private leastWait = 0;
  /** Values of the registers that a reset sets. */
  private readonly resets: ReadonlyMap<string, number>;

  /** @param design of the chip that the program is for. */
  constructor(
    readonly design: Design,
    private readonly rules: readonly Rule[] = [],
    private readonly onFinding: (finding: Report, place: number) => void = () => undefined,
  ) {
    this.resets = new Map(
      registersOf(design).flatMap((r) => (r.reset === undefined ? [] : [[r.name, r.reset]])),
    );
  }

  /** Reports a finding, at the operation under way unless another place is given. */
  readonly report = (finding: Report, place = this.place): void => this.onFinding(finding, place);

  /** What a register holds: its last value, or that of a reset. */
  readonly get = (name: RegisterName): number => this.written.get(name) ?? this.resets.get(name) ?? 0;

  /** Whether the transfer under way, or the last one, lets SPI reach the memories. */
  get configurable(): boolean {
    return this.get('EN_CONF') !== 0;
  }

  /**
   * Takes an operation.
   * @param place its instruction, or its line in a script.
   * @returns the chip's answer, where it gives one.
   */
  take(given: Operation, place: number): EventRecord | undefined {
    this.place = place;
    const operation = plain(given);
    const isTick = operation.op === 'tick' || operation.op === 'pulse';
    if (isTick && this.ticks === 0) for (const rule of this.rules) rule.firstTick?.(this);
    for (const rule of this.rules) rule.operation?.(operation, this);
    const answer = this.apply(operation);
    this.sinceTick = this.sinceTick === undefined ? undefined : this.sinceTick + this.cyclesOf(operation);
    if (isTick) this.tick(operation.op === 'tick');
    return answer;
  }

  /** The program has ended. */
  end(): void {
    for (const rule of this.rules) rule.end?.(this);
  }

  private apply(o: Operation): EventRecord | undefined {
    switch (o.op) {
      case 'rst':
        this.reset();
        return undefined;
      case 'sck':
        this.halfPeriod = o.value;
        return undefined;
      case 'spiw':
        for (const word of [o.header, ...o.data]) this.word(word);
        return undefined;
      case 'spir':
        return this.read(o.header, o.count);
      case 'aer':
        this.events++;
        return undefined;
      case 'sample':
        this.sample(o.value !== 0);
        return undefined;
      case 'tvalid':
        this.mark('TARGET_VALID', o.value !== 0);
        return undefined;
      case 'infer':
        this.mark('INFER_ACC', o.value !== 0);
        return undefined;
      case 'pin':
        if (o.pin === 'RST' && o.value !== 0) this.reset();
        this.blind ||= o.pin === 'SCK';
        return undefined;
      case 'rdy':
      case 'spirdy':
      case 'tarreq':
        this.noteWait();
        return undefined;
      case 'out':
        this.noteWait();
        return { cycle: 0, out: 0 };
      default:
        return undefined;
    }
  }

  /** Cycles that an operation takes at least. */
  private cyclesOf(o: Operation): number {
    switch (o.op) {
      case 'wait':
      case 'rst':
        return o.value;
      case 'spiw':
        return 64 * this.halfPeriod * (1 + o.data.length);
      case 'spir':
        return 64 * this.halfPeriod * (1 + o.count);
      case 'aer':
        return 4;
      case 'tgt':
        return 7;
      case 'out':
        return 3;
      default:
        return 0;
    }
  }

  private reset(): void {
    this.wasReset = true;
    this.words.reset();
    for (const name of this.resets.keys()) this.written.delete(name as RegisterName);
  }

  private tick(waits: boolean): void {
    // Only the first tick of a sample can be done while TIME_TICK is still high.
    const first = this.sampleHigh && this.ticksInSample === 0;
    this.leastWait = first
      ? Math.max(0, fewestStartCycles(this.get, this.events > 0) - PULSE_CYCLES)
      : Infinity;
    this.sinceTick = 0;
    this.hasWaited = false;
    if (waits) this.noteWait();
    this.ticks++;
    this.ticksInSample++;
    this.events = 0;
    this.underWay = this.sampleHigh;
  }

  /** Records that the host has waited for the chip. */
  private noteWait(): void {
    this.hasWaited = true;
    if (this.sinceTick !== undefined) this.sinceTick = Math.max(this.sinceTick, this.leastWait);
  }

  private sample(high: boolean): void {
    if (high && !this.sampleHigh) {
      this.samples++;
      this.ticksInSample = 0;
      this.underWay = true;
      for (const mark of Object.values(this.marks)) mark.inSample = mark.high;
    }
    this.sampleHigh = high;
  }

  private mark(pin: MarkPin, high: boolean): void {
    const mark = this.marks[pin];
    if (high && !mark.high) mark.raisedIn = this.sampleHigh ? this.samples : 0;
    mark.high = high;
    mark.ever ||= high;
    mark.inSample ||= high;
  }

  private word(word: number): void {
    const target = this.words.take(word);
    if (target === undefined) return;
    for (const rule of this.rules) rule.word?.(target, word, this);
    const { code, address } = target;
    const register = code === 0 ? registerAt(this.design, address) : undefined;
    if (register) this.written.set(register.name, decodeRegister(register, word));
    else this.memory(code)?.set(address, word >>> 0);
  }

  private memory(code: number): Map<number, number> | undefined {
    const spec = MEMORY_ROWS.find((m) => m.spiCode === code);
    return spec && this.memories[spec.name];
  }

  private read(header: number, count: number): EventRecord {
    const memory = this.memory(headerField(header, 'code'));
    const from = headerField(header, 'addr');
    const data = Array.from({ length: count }, (_, i) => memory?.get((from + i) & 0xffff) ?? 0);
    return { cycle: 0, spir: header, data };
  }
}

/** Replaces `pin SAMPLE 1` and the like by the operation for that pin, such as `sample 1`. */
function plain(o: Operation): Operation {
  if (o.op !== 'pin') return o;
  const { value } = o;
  if (o.pin === 'SAMPLE') return { op: 'sample', value };
  if (o.pin === 'TARGET_VALID') return { op: 'tvalid', value };
  if (o.pin === 'INFER_ACC') return { op: 'infer', value };
  return o.pin === 'TIME_TICK' && value !== 0 ? { op: 'pulse' } : o;
}
