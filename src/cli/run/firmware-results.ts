/** What a firmware program gives back: status, counters, results, marks; and what is expected of them. */
import type { MarkRecord, Sequencer } from '../../sequencer/sequencer.js';
import { namedCounters, trapError } from '../../run/run-image.js';
import { EXIT, usageError, UserError } from '../../text/errors.js';
import { print } from '../shell.js';

const SHOWN = 16;

/** A condition on a number a program gives: `accuracy>=0.9`, `correct==8`, `results[0]!=3`. */
export interface Expectation {
  readonly text: string;
  readonly name: string;
  readonly operator: string;
  readonly value: number;
}

/** @throws UserError (wrong use) for what is no condition. */
export function parseExpectation(text: string): Expectation {
  const found = /^\s*([A-Za-z_][\w.]*(?:\[\d+\])?)\s*(>=|<=|==|!=|>|<|=)\s*(-?\d+(?:\.\d+)?)\s*$/.exec(text);
  if (!found) throw usageError(`--expect '${text}': write NAME>=NUMBER (or <=, ==, !=, >, <)`);
  return { text, name: found[1]!, operator: found[2]!, value: Number(found[3]) };
}

const HOLDS: Record<string, (a: number, b: number) => boolean> = {
  '>=': (a, b) => a >= b,
  '<=': (a, b) => a <= b,
  '==': (a, b) => a === b,
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
};

/** Everything a condition may name. */
function numbersOf(sequencer: Sequencer, cycles: number): Record<string, number> {
  const counters = namedCounters(sequencer);
  const { correct, samples } = counters;
  const accuracy =
    correct !== undefined && samples !== undefined && samples > 0 ? { accuracy: correct / samples } : {};
  return { status: sequencer.outcome?.status ?? -1, cycles, ...accuracy, ...counters };
}

/** The summary's part on the program. */
export function firmwareSummary(sequencer: Sequencer, marks: readonly MarkRecord[]) {
  const { outcome, pc, executed, results } = sequencer;
  const numbers = numbersOf(sequencer, 0);
  return {
    status: outcome?.status ?? null,
    trap: outcome?.trap ? { name: outcome.trap.trap, detail: outcome.trap.detail, pc } : null,
    instructions: executed,
    ...(numbers['accuracy'] === undefined ? {} : { accuracy: numbers['accuracy'] }),
    counters: namedCounters(sequencer),
    results,
    marks,
  };
}

export function printFirmware(f: ReturnType<typeof firmwareSummary>): void {
  const counters = Object.entries(f.counters).map(([name, value]) => `${name} ${value}`);
  if (f.accuracy !== undefined) counters.push(`accuracy ${f.accuracy}`);
  print(
    `  instructions ${f.instructions}, status ${f.status ?? 'none'}${counters.map((c) => `, ${c}`).join('')}`,
  );
  const more = f.results.length > SHOWN ? ` ... (${f.results.length})` : '';
  if (f.results.length > 0) print(`  results ${f.results.slice(0, SHOWN).join(' ')}${more}`);
  for (const m of f.marks.slice(0, SHOWN)) print(`  cycle ${m.cycle}: ${m.mark}`);
  if (f.marks.length > SHOWN) print(`  ... and ${f.marks.length - SHOWN} more marks`);
}

/**
 * Judges a finished program.
 * @throws UserError for a trap (5, time-out 42), a status other than 0 or an expectation that does not hold (1).
 */
export function judge(
  sequencer: Sequencer,
  file: string,
  cycles: number,
  expectations: readonly Expectation[],
): void {
  const trap = trapError(sequencer.interpreter, file);
  if (trap) throw trap;
  const numbers = numbersOf(sequencer, cycles);
  for (const e of expectations) {
    const actual = valueOf(e.name, numbers, sequencer.results);
    if (actual === undefined)
      throw usageError(
        `--expect '${e.text}': the program gives no '${e.name}', only ${Object.keys(numbers).join(', ')}`,
      );
    if (!HOLDS[e.operator]!(actual, e.value))
      throw new UserError(`${file}: expected ${e.text}, but ${e.name} is ${actual}`, EXIT.FAILED);
  }
  const status = sequencer.outcome?.status ?? 0;
  if (status !== 0 && !expectations.some((e) => e.name === 'status'))
    throw new UserError(`${file}: the program ended with status ${status}`, EXIT.FAILED);
}

function valueOf(
  name: string,
  numbers: Record<string, number>,
  results: readonly number[],
): number | undefined {
  const index = /^results\[(\d+)\]$/.exec(name);
  if (index) return results[Number(index[1])];
  return Object.hasOwn(numbers, name) ? numbers[name] : undefined;
}
