/** The chip that a host script names in its first line. */
import { designOf, type Design } from '../design/design.js';
import { DesignError } from '../design/parameters.js';
import { parametersOfComment, type GivenParameters } from '../design/read-design.js';
import { badInput } from '../text/errors.js';
import type { LineSource } from '../text/lines.js';

/**
 * The parameters that the first line of a script gives its chip, read before the script itself.
 * @returns undefined where the line names no chip.
 * @throws UserError with name and line for a chip that cannot be.
 */
export async function parametersOfScript(script: LineSource): Promise<GivenParameters | undefined> {
  const first = await firstLine(script);
  return atLine(script, () => parametersOfComment(first));
}

/** The chip of a script: that of its first line, else the public design. @throws UserError as {@link parametersOfScript}. */
export async function designOfScript(script: LineSource): Promise<Design> {
  const given = await parametersOfScript(script);
  return atLine(script, () => designOf(given));
}

async function firstLine(script: LineSource): Promise<string> {
  const batches = script.lines();
  try {
    const { value } = await batches.next();
    return value?.lines[0] ?? '';
  } finally {
    await batches.return();
  }
}

function atLine<T>({ name }: LineSource, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof DesignError ? badInput(error.message, { file: name, line: 1 }) : error;
  }
}
