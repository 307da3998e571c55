/** Expectations about the results of a firmware program (`--expect`). */
import { EXIT, usageError, UserError } from '../../text/errors.js';

/** A condition on a number a program gives: `accuracy>=0.9`, `correct==8`, `results[0]!=3`. */
export interface Expectation {
  readonly text: string;
  readonly name: string;
  readonly operator: string;
  readonly value: number;
}

/** @throws UserError (exit code 2) for a text that is not a condition. */
export function parseExpectation(text: string): Expectation {
  const found = /^\s*([A-Za-z_][\w.]*(?:\[\d+\])?)\s*(>=|<=|==|!=|>|<|=)\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
  if (!found) throw usageError(`--expect '${text}': write NAME>=NUMBER (or <=, ==, !=, >, <)`);
  return { text, name: found[1]!, operator: found[2]!, value: Number(found[3]) };
}

const HOLDS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
};

/** Numbers that a finished program gives. */
export interface ProgramNumbers {
  readonly status: number;
  /** The numbers by name, including the status. */
  readonly named: Readonly<Record<string, number>>;
  readonly results: readonly number[];
}

/** @returns the first expectation that does not hold, or a status other than 0, as an error. */
export function unmetExpectation(
  file: string,
  expectations: readonly Expectation[],
  numbers: ProgramNumbers,
): UserError | undefined {
  for (const e of expectations) {
    const actual = valueOf(e.name, numbers);
    if (actual === undefined)
      return usageError(
        `--expect '${e.text}': the program gives no '${e.name}', only ${Object.keys(numbers.named).join(', ')}`,
      );
    if (!HOLDS[e.operator]!(actual, e.value))
      return new UserError(`${file}: expected ${e.text}, but ${e.name} is ${actual}`, EXIT.FAILED);
  }
  const { status } = numbers;
  if (status !== 0 && !expectations.some((e) => e.name === 'status'))
    return new UserError(`${file}: the program ended with status ${status}`, EXIT.FAILED);
  return undefined;
}

function valueOf(name: string, { named, results }: ProgramNumbers): number | undefined {
  const index = /^results\[(\d+)\]$/.exec(name);
  if (index) return results[Number(index[1])];
  return Object.hasOwn(named, name) ? named[name] : undefined;
}
