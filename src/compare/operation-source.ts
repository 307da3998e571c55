/** Where the operations of a run come from: a host script, line by line, or a firmware image, instruction by instruction. */
import type { Chip } from '../chip/chip.js';
import { sourceOf, type FirmwareImage } from '../firmware/image.js';
import type { ExecutorOptions } from '../host/executor.js';
import { formatOperation, type Operation } from '../host/operations.js';
import type { Program } from '../run/program.js';
import { trapError } from '../run/run-image.js';
import { parseLine } from '../run/run-script.js';
import { Sequencer, type OperationRunner } from '../sequencer/sequencer.js';
import { badInput, type UserError } from '../text/errors.js';
import type { LineBatch, LineSource } from '../text/lines.js';
import type { EventRecord } from '../trace/events.js';

/** An operation, and where it comes from. */
export interface Step {
  readonly operation: Operation;
  /** Cycles a single wait may take. */
  readonly timeout: number;
  /** Line of a script, from 1; instruction of an image, from 0. */
  readonly at: number;
}

export interface OperationSource {
  /** Share of the program that was read, 0..1. */
  readonly progress: number;
  /**
   * The next operation, once the chip has carried out the one before; undefined at the end.
   * @throws UserError for a script that cannot be read.
   */
  next(): Step | undefined | Promise<Step | undefined>;
  /** What the chip answered to the last operation. */
  take(record: EventRecord): void;
  /** How the program ended, once it has. */
  readonly ending: string;
  /** What it did that it must not. */
  readonly failure: UserError | undefined;
  /** Where a step comes from, for people. */
  place(step: Step): string;
  close(): Promise<void>;
}

/** @param chip whose pins and clock the program sees. */
export function openSource(program: Program, chip: Chip, timeout: number): OperationSource {
  const { code } = program;
  return 'image' in code
    ? new ImageSource(program, code.image, chip, timeout)
    : new ScriptSource(code.script, timeout);
}

const ENDED = 'ended';

class ScriptSource implements OperationSource {
  readonly ending = ENDED;
  readonly failure = undefined;
  progress = 0;
  private readonly batches: AsyncGenerator<LineBatch, void>;
  private batch: LineBatch = { first: 1, lines: [] };
  private index = 0;
  private operations = 0;

  constructor(
    private readonly script: LineSource,
    private readonly timeout: number,
  ) {
    this.batches = script.lines();
  }

  next(): Step | undefined | Promise<Step | undefined> {
    const { batch, timeout } = this;
    while (this.index < batch.lines.length) {
      const at = batch.first + this.index;
      const operation = parseLine(batch.lines[this.index++]!, this.script.name, at);
      if (!operation) continue;
      this.operations++;
      return { operation, timeout, at };
    }
    return this.readOn();
  }

  private async readOn(): Promise<Step | undefined> {
    const { value } = await this.batches.next();
    if (value) {
      this.batch = value;
      this.progress = value.progress ?? this.progress;
      this.index = 0;
      return this.next();
    }
    if (this.operations === 0)
      throw badInput('no operation in it: is this a host script?', { file: this.script.name, line: 1 });
    return undefined;
  }

  take(): void {
    // A script does not look at what comes back.
  }

  place({ at }: Step): string {
    return `line ${at}`;
  }

  async close(): Promise<void> {
    await this.batches.return();
  }
}

const ONE_TURN: Iterable<void> = [undefined];

/** Stands where a sequencer has its executor, and hands out the operations instead. */
class Tap implements OperationRunner {
  timeout: number;
  private pending: Operation | undefined;

  constructor(private readonly options: ExecutorOptions) {
    this.timeout = options.timeout ?? 0;
  }

  execute(operation: Operation): Iterable<void> {
    this.pending = operation;
    return ONE_TURN;
  }

  /** The operation the program stands at, once. */
  taken(): Operation | undefined {
    const { pending } = this;
    this.pending = undefined;
    return pending;
  }

  answer(record: EventRecord): void {
    this.options.onEvent?.(record);
  }
}

/** Slices of instructions that touch no pin, between two turns of the event loop. */
const SLICES = 16;

class ImageSource implements OperationSource {
  readonly progress = 0;
  private readonly sequencer: Sequencer;
  private readonly tap: Tap;
  private readonly course: Generator<void, unknown>;

  constructor(
    private readonly program: Program,
    image: FirmwareImage,
    chip: Chip,
    timeout: number,
  ) {
    let tap: Tap | undefined;
    this.sequencer = new Sequencer(chip, image, {
      timeout,
      makeRunner: (options) => (tap = new Tap(options)),
    });
    this.tap = tap!;
    this.course = this.sequencer.run();
  }

  next(): Step | undefined | Promise<Step | undefined> {
    const { tap } = this;
    for (let slice = 0; slice < SLICES; slice++) {
      if (this.course.next().done === true) return undefined;
      const operation = tap.taken();
      if (operation) return { operation, timeout: tap.timeout, at: this.sequencer.pc - 1 };
    }
    return new Promise((resolve) => setImmediate(resolve)).then(() => this.next());
  }

  take(record: EventRecord): void {
    this.tap.answer(record);
  }

  get ending(): string {
    const { trap, status = 0 } = this.sequencer.outcome ?? {};
    if (trap) return `trap ${trap.message}`;
    return status === 0 ? ENDED : `${ENDED} with status ${status}`;
  }

  get failure(): UserError | undefined {
    return trapError(this.sequencer, this.program.name);
  }

  place({ at }: Step): string {
    const source = sourceOf(this.sequencer.image, at);
    return `instruction ${at}${source ? ` (${source.file}:${source.line})` : ''}`;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const MOST_TEXT = 60;

/** An operation with its place, for people; of a long one, the part in which it differs from another. */
export function describeStep(source: OperationSource, step: Step, other: Step | undefined): string {
  const text = formatOperation(step.operation);
  const like = other ? formatOperation(other.operation) : text;
  let same = 0;
  while (same < text.length && text[same] === like[same]) same++;
  const begin = same === text.length ? 0 : text.lastIndexOf(' ', Math.max(0, same - MOST_TEXT / 3)) + 1;
  const [head, end] = [begin > 0 && text.length > MOST_TEXT ? begin : 0, begin + MOST_TEXT];
  const shown = text.slice(head, Math.max(end, MOST_TEXT));
  const word = text.slice(0, text.indexOf(' '));
  return `${source.place(step)}: ${head > 0 ? `${word} ... ` : ''}${shown}${end < text.length ? '...' : ''}`;
}
