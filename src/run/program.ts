/** A program: a host script, or a firmware image. Something that plays on a chip, the same every time. */
import { Chip, type Engine } from '../chip/chip.js';
import type { FirmwareImage } from '../firmware/image.js';
import { Executor } from '../host/executor.js';
import { runImage } from './run-image.js';
import { runScript, type RunHooks } from './run-script.js';
import { Sequencer, type SequencerOptions } from '../sequencer/sequencer.js';

/** A program that has begun. */
export interface Play {
  /** Runs to the end; false when stopped before. @throws UserError with a place, as `runScript` and `runImage` do. */
  run(hooks?: RunHooks): Promise<boolean>;
  /** Of a firmware image: its registers, counters and results. */
  readonly sequencer?: Sequencer;
}

export class Program {
  /**
   * @param file where it comes from; a host script is read from there when it plays.
   * @param image absent: the file is a host script.
   * @param powerUp gives a new chip what it holds at power-up; absent: 0.
   */
  constructor(
    readonly file: string,
    readonly image?: FirmwareImage,
    readonly powerUp: (chip: Chip) => void = () => undefined,
  ) {}

  /** A chip at power-up, as the program finds it. */
  newChip(engine: Engine = 'auto'): Chip {
    const chip = new Chip(undefined, { engine });
    this.powerUp(chip);
    return chip;
  }

  /** Begins to play on a chip. */
  begin(chip: Chip, options: SequencerOptions): Play {
    if (!this.image) {
      const executor = new Executor(chip, options);
      return { run: (hooks) => runScript(this.file, executor, hooks) };
    }
    const sequencer = new Sequencer(chip, this.image, options);
    return { sequencer, run: (hooks) => runImage(sequencer, hooks) };
  }
}
