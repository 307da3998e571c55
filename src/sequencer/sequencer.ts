/**
 * The sequencer: executes a firmware image against a chip's pins.
 *
 * It stands where the FPGA or microcontroller beside the chip stands, and is taken as infinitely fast: only its pin
 * operations take cycles, with the timing of the host operations (executor.ts) that they are. Execution is
 * cooperative; a debugger steps it by instruction, with all of its state open.
 */
import {
  CALL_DEPTH,
  COUNTERS,
  GENERAL_REGISTERS,
  MAX_IDLE_INSTRUCTIONS,
  MAX_RESULTS,
} from '../../isa/instructions.js';
import type { Chip } from '../chip/chip.js';
import { labelOf, type EventStream } from '../firmware/events.js';
import type { FirmwareImage } from '../firmware/image.js';
import {
  decode,
  inputPinName,
  MAX_OPERANDS,
  outputPinName,
  type InstructionForm,
} from '../isa/instructions.js';
import { spiHeader } from '../isa/spi-header.js';
import type { EventRecord } from '../trace/events.js';
import { alu, branchTaken, memoryAccess } from './arithmetic-unit.js';
import { DataMemory } from './data-memory.js';
import { Executor, type ExecutorOptions } from '../host/executor.js';
import type { Operation } from '../host/operations.js';
import { checkSample, playOperations, streamOf } from './play.js';
import { asTrap, Trap } from './trap.js';

/** A mark a program left in the trace. */
export interface MarkRecord {
  cycle: number;
  mark: string;
}

/** Carries out host operations: an executor on a chip, or something that only looks at them. */
export interface OperationRunner {
  /** Cycles a single wait may take. */
  timeout: number;
  execute(operation: Operation): Iterable<void>;
}

export interface SequencerOptions extends ExecutorOptions {
  /** Makes what carries out the operations; default: an {@link Executor} on the chip. */
  makeRunner?: (options: ExecutorOptions) => OperationRunner;
  /** Cycles the whole run may take; default: no limit. */
  maxCycles?: number;
  /** Instructions in a row without a cycle passing; default {@link MAX_IDLE_INSTRUCTIONS}. */
  maxIdle?: number;
  onMark?: (mark: MarkRecord) => void;
}

/** How a program ended: by `halt`, with a status, or by a trap. */
export type Outcome =
  | { readonly status: number; readonly trap?: undefined }
  | { readonly trap: Trap; readonly status?: undefined };

/** Instructions between two yields of a program that touches no pin. */
const SLICE = 1 << 14;

export class Sequencer {
  /** General registers, as signed numbers; shape [16]. */
  readonly registers = new Int32Array(GENERAL_REGISTERS);
  /** Next instruction. */
  pc: number;
  /** Return addresses, the innermost last. */
  readonly calls: number[] = [];
  /** Unsigned; shape [16]. */
  readonly counters = new Uint32Array(COUNTERS);
  /** Signed numbers in the order they were pushed. */
  readonly results: number[] = [];
  readonly memory: DataMemory;
  /** Instructions executed. */
  executed = 0;
  /** Set when the program has ended. */
  outcome: Outcome | undefined;
  readonly executor: OperationRunner;

  private readonly operands = new Int32Array(MAX_OPERANDS);
  private idle = 0;
  private idleSince = 0;
  private readonly timeout: number;
  private readonly maxCycles: number;
  private readonly maxIdle: number;
  private lastOut = 0;
  private lastRead: readonly string[] = [];

  constructor(
    readonly chip: Chip,
    readonly image: FirmwareImage,
    private readonly options: SequencerOptions = {},
  ) {
    this.pc = image.entry;
    this.memory = new DataMemory(image.memory);
    const runnerOptions: ExecutorOptions = { ...options, onEvent: (record) => this.take(record) };
    this.executor = options.makeRunner?.(runnerOptions) ?? new Executor(chip, runnerOptions);
    this.timeout = this.executor.timeout;
    this.maxCycles = options.maxCycles ?? Infinity;
    this.maxIdle = options.maxIdle ?? MAX_IDLE_INSTRUCTIONS;
  }

  /** The instruction that `step` executes; undefined for an undefined word, and past the code. */
  get next(): InstructionForm | undefined {
    const word = this.image.code[this.pc];
    return word === undefined ? undefined : decode(word, this.operands);
  }

  /** Runs to the end; iterate. What goes wrong in the program is a trap in the outcome, not an exception. */
  *run(): Generator<void, Outcome> {
    for (let n = 1; this.outcome === undefined; n++) {
      yield* this.step();
      if (n % SLICE === 0) yield;
    }
    return this.outcome;
  }

  /** Executes one instruction; iterate to its end. Does nothing after the end of the program. */
  *step(): Generator<void, void> {
    if (this.outcome !== undefined) return;
    const at = this.pc;
    try {
      const form = this.fetch();
      this.executed++;
      if (!this.execute(form)) {
        const operation = this.pins(form);
        while (operation.next().done !== true) {
          this.checkCycles();
          yield;
        }
        this.checkCycles();
      }
    } catch (error) {
      this.pc = at;
      this.outcome = { trap: asTrap(error) };
    }
  }

  private fetch(): InstructionForm {
    const word = this.image.code[this.pc];
    if (word === undefined)
      throw new Trap(
        'end-of-code',
        `instruction ${this.pc} of ${this.image.code.length}: is a halt missing?`,
      );
    const form = decode(word, this.operands);
    if (form === undefined)
      throw new Trap('undefined-instruction', `${word.toString(16).padStart(8, '0')} is no instruction`);
    this.countIdle();
    this.pc++;
    return form;
  }

  private countIdle(): void {
    if (this.chip.cycle !== this.idleSince) {
      this.idleSince = this.chip.cycle;
      this.idle = 0;
    } else if (++this.idle > this.maxIdle) {
      throw new Trap('stuck', `${this.maxIdle} instructions in which no cycle passed`);
    }
  }

  private checkCycles(): void {
    if (this.chip.cycle > this.maxCycles)
      throw new Trap('time-out', `the run took more than ${this.maxCycles} cycles`);
  }

  /** Carries out an instruction that takes no cycle; false for any other. */
  private execute({ mnemonic, spec }: InstructionForm): boolean {
    const { registers: r, operands: o } = this;
    const [x, y, z] = [o[0]!, o[1]!, o[2]!];
    switch (spec.group) {
      case 'arithmetic':
        r[x] = alu(mnemonic, r, x, y, z);
        return true;
      case 'memory':
        memoryAccess(mnemonic, this.memory, r, x, (r[y]! + z) | 0);
        return true;
      case 'flow':
        this.flow(mnemonic, x, y, z);
        return true;
      case 'results':
        this.keep(mnemonic, x, y);
        return true;
      case 'system':
        return this.system(mnemonic, x);
      default:
        return false;
    }
  }

  private flow(mnemonic: string, x: number, y: number, z: number): void {
    const { registers: r } = this;
    switch (mnemonic) {
      case 'jmp':
        this.pc += x;
        return;
      case 'call':
        if (this.calls.length >= CALL_DEPTH)
          throw new Trap('stack-overflow', `calls nested deeper than ${CALL_DEPTH}`);
        this.calls.push(this.pc);
        this.pc += x;
        return;
      case 'ret': {
        const back = this.calls.pop();
        if (back === undefined) throw new Trap('stack-underflow', 'ret without a call');
        this.pc = back;
        return;
      }
      case 'loop':
        r[x]!--;
        if (r[x] !== 0) this.pc += y;
        return;
      case 'beqz':
        if (r[x] === 0) this.pc += y;
        return;
      case 'bnez':
        if (r[x] !== 0) this.pc += y;
        return;
      default:
        if (branchTaken(mnemonic, r[x]!, r[y]!)) this.pc += z;
    }
  }

  private keep(mnemonic: string, x: number, y: number): void {
    const { registers: r, counters } = this;
    if (mnemonic === 'inc') counters[x]!++;
    else if (mnemonic === 'setc') counters[x] = r[y]!;
    else if (mnemonic === 'getc') r[x] = counters[y]!;
    else {
      if (this.results.length >= MAX_RESULTS)
        throw new Trap('result-overflow', `more than ${MAX_RESULTS} results`);
      this.results.push(r[x]!);
    }
  }

  private system(mnemonic: string, x: number): boolean {
    switch (mnemonic) {
      case 'halt':
        this.outcome = { status: x };
        return true;
      case 'haltr':
        this.outcome = { status: this.registers[x]! & 0xff };
        return true;
      case 'limit':
        this.executor.timeout = Math.min(x, this.timeout);
        return true;
      case 'mark':
        this.options.onMark?.({ cycle: this.chip.cycle, mark: this.text(x) });
        return true;
      case 'cycle':
        this.registers[x] = this.chip.cycle | 0;
        return true;
      default:
        return mnemonic === 'nop';
    }
  }

  /** Pin operations, SPI, streams, snapshots. */
  private *pins({ mnemonic }: InstructionForm): Generator<void, void> {
    const { registers: r, operands: o } = this;
    const [x, y, z] = [o[0]!, o[1]!, o[2]!];
    switch (mnemonic) {
      case 'tick':
      case 'pulse':
      case 'rdy':
      case 'spirdy':
      case 'tarreq':
        return yield* this.do({ op: mnemonic });
      case 'sck':
      case 'rst':
      case 'wait':
      case 'aer':
      case 'tgt':
      case 'sample':
      case 'tvalid':
      case 'infer':
      case 'autosnap':
        return yield* this.do({ op: mnemonic, value: x });
      case 'waitr':
        return yield* this.do({ op: 'wait', value: r[x]! >>> 0 });
      case 'aerr':
      case 'tgtr':
        return yield* this.do({ op: mnemonic === 'aerr' ? 'aer' : 'tgt', value: this.address(x) });
      case 'out':
        yield* this.do({ op: 'out' });
        r[x] = this.lastOut;
        return;
      case 'pin':
        return yield* this.do({ op: 'pin', pin: inputPinName(x), value: y });
      case 'rpin':
        r[x] = this.chip.readPin(outputPinName(y));
        return;
      case 'snap':
        return yield* this.do({ op: 'snap', tag: this.text(x) });
      case 'spi':
        return yield* this.do({ op: 'spiw', header: r[x]! >>> 0, data: [] });
      case 'spiw':
        return yield* this.send(x, y);
      case 'spiwr':
        return yield* this.send(x, r[y]! >>> 0);
      case 'spir':
        return yield* this.receive(x, y, z);
      case 'cfg':
        return yield* this.configure(x, y);
      case 'cfgr':
        return yield* this.configure(x, r[y]! >>> 0);
      case 'play':
        return yield* this.play(x, y, z);
      case 'samples':
        r[x] = this.stream(y).samples;
        return;
      case 'label':
        r[x] = labelOf(this.stream(z), this.sampleOf(y, z));
        return;
      default:
        throw new Error(`no action for ${mnemonic}`);
    }
  }

  private *do(operation: Operation): Generator<void, void> {
    yield* this.executor.execute(operation);
  }

  private *send(register: number, count: number): Generator<void, void> {
    const { registers: r } = this;
    const address = r[register]! >>> 0;
    this.memory.check(address, 4 * count, 4);
    // The words of a transfer follow each other without a pause, so whose header is whose does not matter here.
    const [header, ...data] = this.memory.words(address, count);
    if (header !== undefined) yield* this.do({ op: 'spiw', header, data });
    r[register] = address + 4 * count;
  }

  private *receive(headerRegister: number, register: number, count: number): Generator<void, void> {
    const { registers: r } = this;
    const address = r[register]! >>> 0;
    this.memory.check(address, 4 * count, 4);
    yield* this.do({ op: 'spir', header: r[headerRegister]! >>> 0, count });
    this.lastRead.forEach((word, i) => this.memory.store(address + 4 * i, 4, parseInt(word, 16)));
    r[register] = address + 4 * count;
  }

  private *configure(address: number, value: number): Generator<void, void> {
    const header = spiHeader({ read: false, code: 0, count: 1, addr: address });
    yield* this.do({ op: 'spiw', header, data: [value] });
  }

  private *play(register: number, index: number, flags: number): Generator<void, void> {
    const stream = this.stream(index);
    for (const operation of playOperations(stream, this.sampleOf(register, index), flags)) {
      yield* this.do(operation);
      // A sample can be long, and its operations short: the caller must have its say.
      if (operation.op === 'tick') yield;
    }
  }

  private stream(index: number): EventStream {
    return streamOf(this.image, index);
  }

  private sampleOf(register: number, index: number): number {
    return checkSample(this.image, index, this.registers[register]! >>> 0);
  }

  private address(register: number): number {
    const value = this.registers[register]!;
    if (value < 0 || value > 255)
      throw new Trap('bad-operand', `r${register} = ${value}: an address from 0 to 255 is needed`);
    return value;
  }

  /** A text with its registers put in. */
  private text(register: number): string {
    const text = this.memory.text(this.registers[register]! >>> 0);
    return text.replace(/\{\{|\{r(1[0-5]|[0-9])\}/g, (_found, n?: string) =>
      n === undefined ? '{' : String(this.registers[Number(n)]!),
    );
  }

  private take(record: EventRecord): void {
    if ('out' in record) this.lastOut = record.out;
    else if ('spir' in record) this.lastRead = record.data;
    this.options.onEvent?.(record);
  }
}
