/**
 * A program run without a chip: its operations are looked at, none takes a cycle. Memories behind the SPI port are
 * remembered, so that a program that reads back what it wrote goes the way it would; output bytes are 0.
 */
import { MEMORIES, type MemoryName } from '../../isa/memories.js';
import type { RegisterName } from '../../isa/registers.js';
import type { FirmwareImage } from '../firmware/image.js';
import { decodeRegister, registerAt } from '../isa/registers.js';
import { headerField, SpiWords } from '../isa/spi.js';
import type { Operation } from '../host/operations.js';
import { Interpreter } from '../sequencer/interpreter.js';
import type { PinView } from '../sequencer/pin-instructions.js';
import type { Outcome } from '../sequencer/state.js';
import type { EventRecord } from '../trace/events/record.js';

/** What a dry run may look at. */
export interface DryView {
  /** Instruction of the operation. */
  readonly pc: number;
  /** Values of the registers written so far. */
  readonly registers: ReadonlyMap<RegisterName, number>;
  /** 32-bit chunks by SPI address, of the memories written so far. */
  readonly memories: Readonly<Record<MemoryName, ReadonlyMap<number, number>>>;
}

/** Sees every operation before it takes effect, and every register written. */
export interface DryObserver {
  operation(operation: Operation, view: DryView): void;
  register(name: RegisterName, value: number, view: DryView): void;
}

/** Pins of a chip at rest, seen by a program that no cycle passes for. */
const AT_REST: PinView = { cycle: 0, readPin: (pin) => (pin === 'TIMING_ERROR_RDY' ? 1 : 0) };

class DryChip implements DryView {
  pc = 0;
  readonly registers = new Map<RegisterName, number>();
  readonly memories = Object.fromEntries(MEMORIES.map((m) => [m.name, new Map<number, number>()])) as Record<
    MemoryName,
    Map<number, number>
  >;
  private readonly words = new SpiWords();

  constructor(private readonly observer: DryObserver) {}

  /** Looks at an operation. @returns the chip's answer, where it gives one. */
  take(operation: Operation): EventRecord | undefined {
    this.observer.operation(operation, this);
    switch (operation.op) {
      case 'rst':
        this.words.reset();
        return undefined;
      case 'spiw':
        for (const word of [operation.header, ...operation.data]) this.word(word);
        return undefined;
      case 'spir':
        return this.read(operation.header, operation.count);
      case 'out':
        return { cycle: 0, out: 0 };
      default:
        return undefined;
    }
  }

  private word(word: number): void {
    const target = this.words.take(word);
    if (target === undefined) return;
    if (target.code === 0) this.configure(target.address, word);
    else this.memory(target.code)?.set(target.address, word >>> 0);
  }

  private configure(address: number, word: number): void {
    const spec = registerAt(address);
    if (spec === undefined) return;
    const value = decodeRegister(spec, word);
    this.registers.set(spec.name, value);
    this.observer.register(spec.name, value, this);
  }

  private memory(code: number): Map<number, number> | undefined {
    const spec = MEMORIES.find((m) => m.spiCode === code);
    return spec && this.memories[spec.name];
  }

  private read(header: number, count: number): EventRecord {
    const memory = this.memory(headerField(header, 'code'));
    const from = headerField(header, 'addr');
    const data = Array.from({ length: count }, (_, i) => memory?.get((from + i) & 0xffff) ?? 0);
    return { cycle: 0, spir: header, data };
  }
}

/**
 * Runs a program without a chip.
 * @param most instructions, and operations, looked at.
 * @returns how it ended, undefined when it went on.
 */
export function dryRun(
  image: FirmwareImage,
  observer: DryObserver,
  most: number,
): { outcome: Outcome | undefined; view: DryView } {
  const chip = new DryChip(observer);
  const interpreter = new Interpreter(image, AT_REST, { timeout: Infinity, maxIdle: Infinity });
  const { state } = interpreter;
  for (let operations = 0; operations < most && state.executed < most; operations++) {
    const operation = interpreter.next(most - state.executed);
    if (operation === undefined) break;
    chip.pc = state.pc;
    const answer = chip.take(operation);
    if (answer) interpreter.take(answer);
  }
  return { outcome: state.outcome, view: chip };
}
