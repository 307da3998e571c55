/** What a firmware program gives back: status, counters, results and marks. */
import { namedCounters } from '../../run/run-image.js';
import type { MarkRecord, Sequencer } from '../../sequencer/sequencer.js';
import type { ProgramNumbers } from './expectation.js';

/** Results and marks that are printed. */
const SHOWN = 16;

export interface FirmwareSummary {
  /** Null if the program did not end by itself. */
  readonly status: number | null;
  readonly trap: { readonly name: string; readonly detail: string; readonly pc: number } | null;
  readonly instructions: number;
  /** Counters `correct` over `samples`, if the program has them. */
  readonly accuracy?: number;
  readonly counters: Readonly<Record<string, number>>;
  readonly results: readonly number[];
  readonly marks: readonly MarkRecord[];
}

export function firmwareSummary(sequencer: Sequencer, marks: readonly MarkRecord[]): FirmwareSummary {
  const { outcome, pc, executed, results } = sequencer;
  const counters = namedCounters(sequencer);
  const { correct, samples } = counters;
  const knowsAccuracy = correct !== undefined && samples !== undefined && samples > 0;
  return {
    status: outcome?.status ?? null,
    trap: outcome?.trap ? { name: outcome.trap.trap, detail: outcome.trap.detail, pc } : null,
    instructions: executed,
    ...(knowsAccuracy ? { accuracy: correct / samples } : {}),
    counters,
    results,
    marks,
  };
}

/** Everything that an expectation may name. @param cycles of the run. */
export function numbersOf(firmware: FirmwareSummary, cycles: number): ProgramNumbers {
  const { accuracy, counters, results } = firmware;
  const status = firmware.status ?? -1;
  return {
    status,
    named: { status, cycles, ...(accuracy === undefined ? {} : { accuracy }), ...counters },
    results,
  };
}

/** The summary as lines of text. */
export function firmwareLines(f: FirmwareSummary): string[] {
  const counters = Object.entries(f.counters).map(([name, value]) => `${name} ${value}`);
  if (f.accuracy !== undefined) counters.push(`accuracy ${f.accuracy}`);
  const more = f.results.length > SHOWN ? ` ... (${f.results.length})` : '';
  return [
    `  instructions ${f.instructions}, status ${f.status ?? 'none'}${counters.map((c) => `, ${c}`).join('')}`,
    ...(f.results.length > 0 ? [`  results ${f.results.slice(0, SHOWN).join(' ')}${more}`] : []),
    ...f.marks.slice(0, SHOWN).map((m) => `  cycle ${m.cycle}: ${m.mark}`),
    ...(f.marks.length > SHOWN ? [`  ... and ${f.marks.length - SHOWN} more marks`] : []),
  ];
}
