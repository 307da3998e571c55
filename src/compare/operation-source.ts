/** Operations of a run, one at a time: from the lines of a host script, or the instructions of a firmware image. */
import type { Design } from '../design/design.js';
import type { Chip } from '../chip/chip.js';
import { sourceOf, type FirmwareImage } from '../firmware/image.js';
import { formatOperation, type Operation } from '../host/operations.js';
import type { Program } from '../run/program.js';
import { trapError } from '../run/run-image.js';
import { ScriptReader } from '../run/script-reader.js';
import { Interpreter } from '../sequencer/interpreter.js';
import type { UserError } from '../text/errors.js';
import type { LineSource } from '../text/lines.js';
import type { EventRecord } from '../trace/events/record.js';

/** An operation and its origin. */
export interface Step {
  readonly operation: Operation;
  /** Most cycles that a single wait may take. */
  readonly timeout: number;
  /** Line of the script, from 1, or instruction of the image, from 0. */
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
  /** Gives the program a result of its last operation. */
  take(record: EventRecord): void;
  /** How the program ended, if it has. */
  readonly ending: string;
  /** The trap it ended with. */
  readonly failure: UserError | undefined;
  /** Origin of a step, as text. */
  origin(step: Step): string;
  close(): Promise<void>;
}

/** @param chip whose pins and clock the program sees. */
export function openSource(program: Program, chip: Chip, timeout: number): OperationSource {
  const { code } = program;
  return 'image' in code
    ? new ImageSource(program, code.image, chip, timeout)
    : new ScriptSource(code.script, program.design, timeout);
}

const ENDED = 'ended';

class ScriptSource implements OperationSource {
  readonly ending = ENDED;
  readonly failure = undefined;
  private readonly reader: ScriptReader;

  constructor(
    script: LineSource,
    design: Design,
    private readonly timeout: number,
  ) {
    this.reader = new ScriptReader(script, design);
  }

  get progress(): number {
    return this.reader.progress;
  }

  next(): Step | undefined | Promise<Step | undefined> {
    const next = this.reader.next();
    return next instanceof Promise ? next.then((o) => this.step(o)) : this.step(next);
  }

  private step(operation: Operation | undefined): Step | undefined {
    return operation && { operation, timeout: this.timeout, at: this.reader.line };
  }

  take(): void {
    // A script does not use results.
  }

  origin({ at }: Step): string {
    return `line ${at}`;
  }

  async close(): Promise<void> {
    await this.reader.close();
  }
}

/** Slices of instructions without a pin operation between two turns of the event loop. */
const SLICES = 16;

class ImageSource implements OperationSource {
  readonly progress = 0;
  private readonly interpreter: Interpreter;

  constructor(
    private readonly program: Program,
    image: FirmwareImage,
    chip: Chip,
    timeout: number,
  ) {
    this.interpreter = new Interpreter(image, chip, { timeout });
  }

  next(): Step | undefined | Promise<Step | undefined> {
    const { interpreter } = this;
    for (let slice = 0; slice < SLICES; slice++) {
      const operation = interpreter.next();
      const { outcome, waitLimit, pc } = interpreter.state;
      if (operation) return { operation, timeout: waitLimit, at: pc };
      if (outcome) return undefined;
    }
    return new Promise((resolve) => setImmediate(resolve)).then(() => this.next());
  }

  take(record: EventRecord): void {
    this.interpreter.take(record);
  }

  get ending(): string {
    const { trap, status = 0 } = this.interpreter.state.outcome ?? {};
    if (trap) return `trap ${trap.message}`;
    return status === 0 ? ENDED : `${ENDED} with status ${status}`;
  }

  get failure(): UserError | undefined {
    return trapError(this.interpreter, this.program.name);
  }

  origin({ at }: Step): string {
    const source = sourceOf(this.interpreter.image, at);
    return `instruction ${at}${source ? ` (${source.file}:${source.line})` : ''}`;
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

const MOST_TEXT = 60;

/** An operation and its origin as text; of a long operation, the part in which it differs from another. */
export function describeStep(source: OperationSource, step: Step, other: Step | undefined): string {
  const text = formatOperation(step.operation);
  const like = other ? formatOperation(other.operation) : text;
  let same = 0;
  while (same < text.length && text[same] === like[same]) same++;
  const begin = same === text.length ? 0 : text.lastIndexOf(' ', Math.max(0, same - MOST_TEXT / 3)) + 1;
  const [head, end] = [begin > 0 && text.length > MOST_TEXT ? begin : 0, begin + MOST_TEXT];
  const shown = text.slice(head, Math.max(end, MOST_TEXT));
  const word = text.slice(0, text.indexOf(' '));
  return `${source.origin(step)}: ${head > 0 ? `${word} ... ` : ''}${shown}${end < text.length ? '...' : ''}`;
}
