/**
 * A program run without a chip: its operations are looked at, none takes a cycle. Memories behind the SPI port are
 * remembered, so that a program that reads back what it wrote goes the way it would; output bytes are 0.
 */
import type { FirmwareImage } from '../firmware/image.js';
import { Interpreter } from '../sequencer/interpreter.js';
import type { PinView } from '../sequencer/pin-instructions.js';
import type { ProgramModel } from './model.js';

/** Pins of a chip at rest, as the program sees them: no cycle passes in a dry run. */
const AT_REST: PinView = { cycle: 0, readPin: (pin) => (pin === 'TIMING_ERROR_RDY' ? 1 : 0) };

/**
 * Runs a program without a chip.
 * @param model takes the operations.
 * @param most limit of the instructions, and of the operations.
 * @returns whether the program ended.
 */
export function dryRun(image: FirmwareImage, model: ProgramModel, most: number): boolean {
  const interpreter = new Interpreter(image, AT_REST, { timeout: Infinity, maxIdle: Infinity });
  const { state } = interpreter;
  for (let operations = 0; operations < most && state.executed < most; operations++) {
    const operation = interpreter.next(most - state.executed);
    if (operation === undefined) break;
    const answer = model.take(operation, state.pc);
    if (answer) interpreter.take(answer);
  }
  return state.outcome !== undefined;
}
