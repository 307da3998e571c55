/**
 * Executes the instructions of a firmware image up to those that touch the chip's pins: these become host operations,
 * which the caller carries out one after the other.
 *
 * All of a program's state is plain data (state.ts). What carries out the operations is the caller's business: an
 * executor on a chip (sequencer.ts), a comparison of two runs, a dry run without a chip (lint).
 */
import { CALL_DEPTH, MAX_IDLE_INSTRUCTIONS, MAX_RESULTS } from '../../isa/instructions.js';
import type { Design } from '../design/design.js';
import type { EventStream } from '../firmware/events.js';
import { designOfImage, type FirmwareImage } from '../firmware/image.js';
import type { OperationList } from '../host/operation-list.js';
import type { Operation } from '../host/operations.js';
import { decode, MAX_OPERANDS, type InstructionForm } from '../isa/instructions.js';
import type { EventRecord } from '../trace/events/record.js';
import { alu, branchTaken, memoryAccess } from './arithmetic-unit.js';
import { DataMemory } from './data-memory.js';
import { finishInstruction, operationOf, type PinContext, type PinView } from './pin-instructions.js';
import { streamOf, type PlayPosition } from './play.js';
import { SampleOperations } from './sample-operations.js';
import { initialState, type InterpreterState, type MarkRecord } from './state.js';
import { Trap, trapReport } from './trap.js';

export interface InterpreterOptions {
  /** Cycles that a single wait may take; the program may set a lower limit. */
  timeout: number;
  /** Instructions in a row without a cycle passing; default {@link MAX_IDLE_INSTRUCTIONS}. */
  maxIdle?: number | undefined;
  onMark?: ((mark: MarkRecord) => void) | undefined;
}

/** Instructions after which {@link Interpreter.next} returns even if the program has touched no pin. */
const SLICE = 1 << 14;

export class Interpreter implements PinContext {
  state: InterpreterState;
  memory: DataMemory;
  readonly operands = new Int32Array(MAX_OPERANDS);
  /** The chip that the program is for. */
  readonly design: Design;
  private readonly maxIdle: number;
  private sample: { readonly key: string; readonly operations: SampleOperations } | undefined;

  constructor(
    readonly image: FirmwareImage,
    readonly pins: PinView,
    private readonly options: InterpreterOptions,
  ) {
    this.design = designOfImage(image);
    this.state = initialState(image, options.timeout);
    this.memory = new DataMemory(this.state.memory);
    this.maxIdle = options.maxIdle ?? MAX_IDLE_INSTRUCTIONS;
  }

  /** Sets the program to an earlier state. */
  restore(state: Readonly<InterpreterState>): void {
    this.state = structuredClone(state);
    this.memory = new DataMemory(this.state.memory);
  }

  /** The instruction under way, or the next one; undefined for an undefined word, and past the code. */
  get instruction(): InstructionForm | undefined {
    const word = this.image.code[this.state.pc];
    return word === undefined ? undefined : decode(word, this.operands, this.design);
  }

  /** Whether the program stands between two instructions. */
  get betweenInstructions(): boolean {
    return this.state.operation === 0;
  }

  /**
   * The next operation; the one before it has been carried out and its answer taken.
   * @param instructions at most that many are executed on the way.
   * @returns undefined when the program has ended (`state.outcome` is set), or when that many have been executed.
   */
  next(instructions = SLICE): Operation | undefined {
    let operation = this.resume();
    for (let n = 0; n < instructions && operation === undefined; n++) {
      if (this.state.outcome !== undefined) break;
      operation = this.begin();
    }
    return operation;
  }

  /**
   * The next operation of the instruction under way.
   * @returns undefined once the instruction is done, and between two instructions.
   */
  resume(): Operation | undefined {
    const { outcome, operation } = this.state;
    return outcome !== undefined || operation === 0 ? undefined : this.guard(() => this.goOn());
  }

  /**
   * Executes the next instruction up to its first operation.
   * @returns undefined where it takes none, and after the end of the program.
   */
  begin(): Operation | undefined {
    return this.state.outcome === undefined ? this.guard(() => this.execute()) : undefined;
  }

  /** Runs an action; an error of the program ends it with a trap. */
  private guard(action: () => Operation | undefined): Operation | undefined {
    try {
      return action();
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  /** Takes the chip's answer to an operation. */
  take(record: EventRecord): void {
    if ('out' in record) this.state.lastOutput = record.out;
    else if ('spir' in record) this.state.lastWords = record.data;
  }

  /** Ends the program with a trap. @throws the error itself where it is not a program's fault. */
  fail(error: unknown): void {
    this.state.outcome = { trap: trapReport(error) };
  }

  /**
   * The operations that `play` has next, from an index on in a list of at least one; undefined while no `play` is under way
   * and at its end.
   */
  get upcoming(): { readonly list: OperationList; readonly next: number } | undefined {
    const { play, outcome } = this.state;
    if (play === undefined || outcome !== undefined) return undefined;
    const operations = this.operationsOf(play);
    if (!operations.reach(play.next)) return undefined;
    return { list: operations.list, next: play.next - operations.first };
  }

  /** Moves past operations of {@link upcoming} that have been carried out. */
  skip(count: number): void {
    const { state: s } = this;
    if (s.play === undefined) return;
    s.play.next += count;
    s.operation += count;
  }

  streamNumbered(index: number): EventStream {
    return streamOf(this.image, index);
  }

  /** Continues the instruction under way. @returns its next operation; undefined once it is done. */
  private goOn(): Operation | undefined {
    const { state: s } = this;
    const operation = s.play && this.nextOfPlay(s.play);
    if (operation !== undefined) {
      s.operation++;
      return operation;
    }
    // An operation leaves registers alone, so the operands are those that it had.
    if (s.play === undefined) finishInstruction(this.instruction!, this);
    s.play = undefined;
    s.operation = 0;
    s.pc++;
    return undefined;
  }

  /** @throws Trap bad-stream at the end of a sample that has none. */
  nextOfPlay(position: PlayPosition): Operation | undefined {
    const operations = this.operationsOf(position);
    if (operations.reach(position.next)) return operations.list.at(position.next++ - operations.first);
    if (!operations.ends) throw new Trap('bad-stream', `sample ${position.sample} has no end`);
    return undefined;
  }

  /** The operations of the sample that is played. */
  private operationsOf({ stream, sample, flags }: PlayPosition): SampleOperations {
    const key = `${stream} ${sample} ${flags}`;
    if (this.sample?.key !== key)
      this.sample = { key, operations: new SampleOperations(this.streamNumbered(stream), sample, flags) };
    return this.sample.operations;
  }

  /** Executes one instruction. @returns its first operation, if it has one. */
  private execute(): Operation | undefined {
    const { state: s } = this;
    const at = s.pc;
    try {
      const form = this.fetch();
      s.executed++;
      const operation = this.perform(form);
      if (operation === undefined) return undefined;
      s.pc = at;
      s.operation = 1;
      return operation;
    } catch (error) {
      s.pc = at;
      throw error;
    }
  }

  private fetch(): InstructionForm {
    const { state: s, image } = this;
    const word = image.code[s.pc];
    if (word === undefined)
      throw new Trap('end-of-code', `instruction ${s.pc} of ${image.code.length}: is a halt missing?`);
    const form = decode(word, this.operands, this.design);
    if (form === undefined)
      throw new Trap('undefined-instruction', `${word.toString(16).padStart(8, '0')} is not an instruction`);
    this.countIdle();
    s.pc++;
    return form;
  }

  private countIdle(): void {
    const { state: s } = this;
    if (this.pins.cycle !== s.idleSince) {
      s.idleSince = this.pins.cycle;
      s.idle = 0;
    } else if (++s.idle > this.maxIdle) {
      throw new Trap('stuck', `${this.maxIdle} instructions in which no cycle passed`);
    }
  }

  private perform(form: InstructionForm): Operation | undefined {
    const { operands: o, memory } = this;
    const { registers: r } = this.state;
    const { mnemonic } = form;
    const [x, y, z] = [o[0]!, o[1]!, o[2]!];
    switch (form.spec.group) {
      case 'arithmetic':
        r[x] = alu(mnemonic, r, x, y, z);
        return undefined;
      case 'memory':
        memoryAccess(mnemonic, memory, r, x, (r[y]! + z) | 0);
        return undefined;
      case 'flow':
        this.flow(mnemonic, x, y, z);
        return undefined;
      case 'results':
        this.count(mnemonic, x, y);
        return undefined;
      case 'system':
        return this.system(mnemonic, x) ? undefined : operationOf(form, this);
      default:
        return operationOf(form, this);
    }
  }

  private flow(mnemonic: string, x: number, y: number, z: number): void {
    const { state: s } = this;
    const { registers: r, calls } = s;
    switch (mnemonic) {
      case 'jmp':
        s.pc += x;
        return;
      case 'call':
        if (calls.length >= CALL_DEPTH)
          throw new Trap('stack-overflow', `calls nested deeper than ${CALL_DEPTH}`);
        calls.push(s.pc);
        s.pc += x;
        return;
      case 'ret': {
        const back = calls.pop();
        if (back === undefined) throw new Trap('stack-underflow', 'ret without a call');
        s.pc = back;
        return;
      }
      case 'loop':
        r[x]!--;
        if (r[x] !== 0) s.pc += y;
        return;
      case 'beqz':
        if (r[x] === 0) s.pc += y;
        return;
      case 'bnez':
        if (r[x] !== 0) s.pc += y;
        return;
      default:
        if (branchTaken(mnemonic, r[x]!, r[y]!)) s.pc += z;
    }
  }

  /** Counters and results. */
  private count(mnemonic: string, x: number, y: number): void {
    const { registers: r, counters, results } = this.state;
    if (mnemonic === 'inc') counters[x]!++;
    else if (mnemonic === 'setc') counters[x] = r[y]!;
    else if (mnemonic === 'getc') r[x] = counters[y]!;
    else {
      if (results.length >= MAX_RESULTS)
        throw new Trap('result-overflow', `more than ${MAX_RESULTS} results`);
      results.push(r[x]!);
    }
  }

  /** Carries out a system instruction; false for one that takes an operation. */
  private system(mnemonic: string, x: number): boolean {
    const { state: s } = this;
    switch (mnemonic) {
      case 'halt':
        s.outcome = { status: x };
        return true;
      case 'haltr':
        s.outcome = { status: s.registers[x]! & 0xff };
        return true;
      case 'limit':
        s.waitLimit = Math.min(x, this.options.timeout);
        return true;
      case 'mark':
        this.options.onMark?.({ cycle: this.pins.cycle, mark: this.text(x) });
        return true;
      case 'cycle':
        s.registers[x] = this.pins.cycle | 0;
        return true;
      default:
        return mnemonic === 'nop';
    }
  }

  /** The text at the address in a register, with registers put in. */
  text(register: number): string {
    const { registers } = this.state;
    const text = this.memory.text(registers[register]! >>> 0);
    return text.replace(/\{\{|\{r(1[0-5]|[0-9])\}/g, (_found, n?: string) =>
      n === undefined ? '{' : String(registers[Number(n)]!),
    );
  }
}
