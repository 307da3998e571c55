/** The chip that a host script names in its first line. */
import { designOf, type Design } from '../design/design.js';
import { DesignError } from '../design/parameters.js';
import { parametersOfComment } from '../design/read-design.js';
import { badInput } from '../text/errors.js';
import type { LineSource } from '../text/lines.js';

/**
 * The chip that the first line of a script names.
 * @returns undefined where it names none.
 * @throws UserError with name and line for a chip that cannot be.
 */
export async function designOfScript(script: LineSource): Promise<Design | undefined> {
  const first = await firstLine(script);
  try {
    const given = parametersOfComment(first);
    return given && designOf(given);
  } catch (error) {
    throw error instanceof DesignError ? badInput(error.message, { file: script.name, line: 1 }) : error;
  }
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
