/**
 * A program run without a chip: its operations are looked at, none takes a cycle. Memories behind the SPI port are
 * remembered, so that a program that reads back what it wrote goes the way it would; output bytes are 0.
 */
import { MEMORIES, type MemoryName } from '../../isa/memories.js';
import type { RegisterName } from '../../isa/registers.js';
import { Chip } from '../chip/chip.js';
import type { FirmwareImage } from '../firmware/image.js';
import { decodeRegister, registerAt } from '../isa/registers.js';
import { headerField } from '../isa/spi-header.js';
import { hex32 } from '../trace/events.js';
import type { ExecutorOptions } from '../host/executor.js';
import type { Operation } from '../host/operations.js';
import { Sequencer, type OperationRunner, type Outcome } from '../sequencer/sequencer.js';
import { SpiWords } from './spi-words.js';

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

class DryRunner implements OperationRunner, DryView {
  timeout: number;
  pc = 0;
  readonly registers = new Map<RegisterName, number>();
  readonly memories = Object.fromEntries(MEMORIES.map((m) => [m.name, new Map<number, number>()])) as Record<
    MemoryName,
    Map<number, number>
  >;
  operations = 0;
  private readonly words = new SpiWords();

  constructor(
    private readonly options: ExecutorOptions,
    private readonly observer: DryObserver,
  ) {
    this.timeout = options.timeout ?? 0;
  }

  *execute(operation: Operation): Generator<void, void> {
    this.operations++;
    this.observer.operation(operation, this);
    if (operation.op === 'rst') this.words.reset();
    if (operation.op === 'spiw') for (const word of [operation.header, ...operation.data]) this.word(word);
    else if (operation.op === 'spir') this.read(operation.header, operation.count);
    else if (operation.op === 'out') this.options.onEvent?.({ cycle: 0, out: 0 });
    yield;
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

  private read(header: number, count: number): void {
    const memory = this.memory(headerField(header, 'code'));
    const from = headerField(header, 'addr');
    const data = Array.from({ length: count }, (_, i) => hex32(memory?.get((from + i) & 0xffff) ?? 0));
    this.options.onEvent?.({ cycle: 0, spir: hex32(header), data });
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
  let runner: DryRunner | undefined;
  const sequencer = new Sequencer(new Chip(), image, {
    maxIdle: Infinity,
    makeRunner: (options) => (runner = new DryRunner(options, observer)),
  });
  const dry = runner!;
  while (sequencer.outcome === undefined && sequencer.executed < most && dry.operations < most) {
    dry.pc = sequencer.pc;
    const step = sequencer.step();
    while (step.next().done !== true && dry.operations < most);
  }
  return { outcome: sequencer.outcome, view: dry };
}
