/** A program: a host script or a firmware image, which runs on a chip the same way every time. */
import { Chip, type Engine } from '../chip/chip.js';
import { REFERENCE, type Design } from '../design/design.js';
import { designOfImage, type FirmwareImage } from '../firmware/image.js';
import { Executor } from '../host/executor.js';
import { RegisterOverride, type RegisterSetting } from '../host/register-settings.js';
import { Sequencer, type SequencerOptions } from '../sequencer/sequencer.js';
import type { LineSource } from '../text/lines.js';
import type { RunHooks } from './breather.js';
import type { RunEnd } from './run-end.js';
import { runImage } from './run-image.js';
import { runScript } from './run-script.js';

/** A program on its chip, ready to run. */
export interface Play {
  /** Runs to the end. @throws UserError with a place for a host script that cannot be read. */
  run(hooks?: RunHooks): Promise<RunEnd>;
  /** Of a firmware image: its registers, counters and results. */
  readonly sequencer?: Sequencer;
  /** Registers that were to be set, but that the program has not written so far. */
  readonly unusedSettings: () => readonly string[];
}

/** What a program consists of. */
export type ProgramCode =
  | { readonly image: FirmwareImage }
  /** @param design of the chip that the script is for; default: the public design. */
  | { readonly script: LineSource; readonly design?: Design };

/** The chip that a program is for. */
export const designOfProgram = (code: ProgramCode): Design =>
  'image' in code ? designOfImage(code.image) : (code.design ?? REFERENCE);

export class Program {
  /**
   * @param name for messages: the file it comes from.
   * @param powerUp gives a new chip its contents at power-up; absent: all 0.
   * @param settings registers that are set from outside the program.
   */
  constructor(
    readonly name: string,
    readonly code: ProgramCode,
    readonly powerUp: (chip: Chip) => void = () => undefined,
    private readonly settings: readonly RegisterSetting[] = [],
  ) {}

  /** The firmware image; undefined where the program is a host script. */
  get image(): FirmwareImage | undefined {
    return 'image' in this.code ? this.code.image : undefined;
  }

  /** The chip that it is for. */
  get design(): Design {
    return designOfProgram(this.code);
  }

  /** A chip at power-up, as the program finds it. */
  newChip(engine: Engine = 'auto'): Chip {
    const chip = new Chip(this.design, { engine });
    this.powerUp(chip);
    return chip;
  }

  /** Connects the program to a chip. */
  begin(chip: Chip, given: SequencerOptions): Play {
    const { code, settings } = this;
    const override = new RegisterOverride(settings, this.design);
    const unusedSettings = (): readonly string[] => override.unused;
    const options = settings.length > 0 ? { ...given, replace: override.apply } : given;
    if ('script' in code) {
      const executor = new Executor(chip, options);
      return { unusedSettings, run: (hooks) => runScript(code.script, executor, hooks) };
    }
    const sequencer = new Sequencer(chip, code.image, options);
    return { unusedSettings, sequencer, run: (hooks) => runImage(sequencer, this.name, hooks) };
  }
}
