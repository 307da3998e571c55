/** The summary of a run: summary.json, the result of `--json`, and the lines for people. */
import { activityByState, totalActivity } from '../../chip/activity.js';
import { parameterText } from '../../design/design.js';
import { EXIT, formatPlace, usageError, type UserError } from '../../text/errors.js';
import { chipTime, formatCount } from '../progress.js';
import type { Ending } from '../shell.js';
import { VERSION } from '../version.js';
import type { RunResult } from './execute.js';
import { unmetExpectation } from './expectation.js';
import { firmwareLines, numbersOf } from './firmware-summary.js';
import type { RunPlan } from './run-plan.js';

/** The exit code of a run and its error: an interruption, an error of its own, or an expectation that does not hold. */
export function endingOf({ program, expectations }: RunPlan, result: RunResult): Ending {
  const { end, firmware, chip, emptyTrace } = result;
  if (end.kind === 'stopped') return { exitCode: EXIT.INTERRUPTED };
  const error =
    (end.kind === 'failed' ? end.error : undefined) ??
    (firmware && unmetExpectation(program.name, expectations, numbersOf(firmware, chip.cycle))) ??
    unusedSettingsError(program.name, result.unusedSettings) ??
    emptyTrace;
  return error ? { exitCode: error.exitCode, error } : { exitCode: EXIT.OK };
}

/** The error for settings that the program never wrote: the run must not seem to be one with these settings. */
export const unusedSettingsError = (program: string, registers: readonly string[]): UserError | undefined =>
  registers.length === 0
    ? undefined
    : usageError(`${program}: --set had no effect: the program never writes ${registers.join(', ')}`);

export type RunSummary = ReturnType<typeof summaryOf>;

export function summaryOf(
  { program, settings, clock }: RunPlan,
  result: RunResult,
  { exitCode, error }: Ending,
) {
  const { chip, end, seconds, counts, rows, tracedCycles, energy, firmware } = result;
  return {
    sextant: VERSION,
    program: program.name,
    ...(chip.state.design.isReference ? {} : { chip: parameterText(chip.state.design) }),
    ...(settings.fault === undefined ? {} : { fault: settings.fault }),
    ...(settings.set.length > 0 ? { set: settings.set } : {}),
    interrupted: end.kind === 'stopped',
    exitCode,
    ...(error ? { error: error.message } : {}),
    cycles: chip.cycle,
    clock,
    chipSeconds: chip.cycle / clock,
    seconds,
    engineCycles: chip.cyclesByEngine,
    cyclesPerSecond: Math.round(chip.cycle / seconds),
    ...counts,
    ...(rows === undefined ? {} : { rows }),
    ...(tracedCycles === undefined ? {} : { tracedCycles }),
    activity: totalActivity(chip.state.activity),
    activityByState: activityByState(chip.state.activity),
    ...(energy.assessment ? { energy: energy.assessment } : {}),
    warnings: chip.warnings(),
    ...(firmware ? { firmware } : {}),
  };
}

/** The summary as lines of text. */
export function summaryLines(summary: RunSummary): string[] {
  const { activity: a, firmware } = summary;
  const speed = `${formatCount(summary.cyclesPerSecond)} cycles/s`;
  return [
    `${formatPlace({ file: summary.program })}: ${formatCount(summary.cycles)} cycles in ${summary.seconds.toFixed(2)} s`,
    ...(summary.chip === undefined ? [] : [`  chip ${summary.chip}`]),
    `  ${speed}; ${chipTime(summary)}`,
    `  ticks ${a.ticks}, input events ${a.inputEvents}, spikes ${a.spikes}, synaptic operations ${a.synapticOps}`,
    `  weights changed ${a.lanesChanged} of ${a.lanesEvaluated} evaluated, output bytes ${summary.outputs}`,
    ...(firmware ? firmwareLines(firmware) : []),
    ...(summary.interrupted ? ['  interrupted: what is written is valid up to here'] : []),
  ];
}
