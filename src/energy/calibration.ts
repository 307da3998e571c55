/**
 * How well a table meets the published figures of the reference chip.
 *
 * Each figure is modelled from counts that were measured on programs of that kind (firmware/energy), so that comparing
 * takes a few multiplications only and can be part of every report.
 */
import { ACT, activityBase } from '../chip/activity.js';
import { State } from '../chip/states.js';
import { countOf } from './assess.js';
import { readJson, type Members } from '../text/members.js';
import { operatingPoint, price, pricesAt, type Prices } from './prices.js';
import { unnamed } from './record.js';
import type { EnergyTable } from './table/table.js';

/** Programs, by file name in firmware/energy. */
export const CALIBRATION_PROGRAMS = ['propagation', 'inference', 'learning', 'silent'] as const;
export type CalibrationProgram = (typeof CALIBRATION_PROGRAMS)[number];

/** Counts measured on a program: between its two marks, and of its least and most active steps. */
export interface ProgramCounts {
  window: Float64Array;
  inferenceSteps: Float64Array[];
  learningSteps: Float64Array[];
}
export type CalibrationCounts = Record<CalibrationProgram, ProgramCounts>;

/** Format of the file of measured counts. */
export const CALIBRATION_FORMAT = 'sextant-energy-calibration';
export const CALIBRATION_VERSION = 1;

/** Reads the measured counts. @throws DataError for text of another format. */
export function readCalibration(text: string): CalibrationCounts {
  const program = (file: Members): ProgramCounts => ({
    window: file.object('window', unnamed),
    inferenceSteps: file.objects('inferenceSteps', unnamed),
    learningSteps: file.objects('learningSteps', unnamed),
  });
  return readJson(text, (file) => {
    file.exactly('format', CALIBRATION_FORMAT);
    file.exactly('version', CALIBRATION_VERSION);
    return file.object('programs', (programs) => ({
      propagation: programs.object('propagation', program),
      inference: programs.object('inference', program),
      learning: programs.object('learning', program),
      silent: programs.object('silent', program),
    }));
  });
}

/** A published figure beside the modelled one. */
export interface CalibrationRow {
  readonly figure: string;
  readonly unit: string;
  readonly published: string;
  /** Least and greatest modelled value; equal if there is one value. */
  readonly modelled: readonly [number, number];
  /** Relative to the published value, or to the nearer bound when outside; 0 within bounds. */
  readonly deviation: number;
  /** Allowed deviation. */
  readonly tolerance: number;
  readonly meets: boolean;
  /** Read in the original publication, read in works that quote it, or derived from such figures. */
  readonly provenance: 'primary' | 'secondary' | 'derived';
}

/** The operating point of the published figures. */
export const CALIBRATION_POINT = { vdd: 0.5, clock: 13e6 };

/**
 * Compares a table with the published figures at 0.5 V and 13 MHz.
 * @throws OperatingPointError when the table does not cover that voltage.
 */
export function calibrate(table: EnergyTable, measured: CalibrationCounts): CalibrationRow[] {
  const { vdd, clock } = CALIBRATION_POINT;
  const prices = pricesAt(table, operatingPoint(table, vdd, clock));
  const { propagation, inference, learning, silent } = measured;
  const b = price(propagation.window, prices);
  const operation =
    (b.phase('propagation') - b.at('propagation', 'leakage')) / countOf(propagation.window, 'synapticOps');
  const passes = learning.window[activityBase(State.SDONE) + ACT.cycles]!;
  const step = (c: Float64Array): number => price(c, prices).total / 1e3;
  const still = prices.staticPower * 1e6;
  const inferenceSteps = [...silent.inferenceSteps, ...inference.inferenceSteps].map(step);
  const learningSteps = [...silent.learningSteps, ...learning.learningSteps].map(step);
  // With one step in each millisecond, nJ per step are µW; the leakage of a step is part of the static power.
  const realTime = (steps: Float64Array[]): number[] =>
    steps.map((c) => {
      const spent = price(c, prices);
      return spent.dynamic / 1e3 + still;
    });
  return [
    row('energy of a synaptic operation, full size', 'pJ', [5.3, 5.3], 0.03, [operation], 'primary'),
    row(
      'learning pass, full size, all traces alive',
      'nJ',
      [136, 136],
      0.1,
      [price(onlyState(learning.window, State.EPROP), prices).total / 1e3 / passes],
      'derived',
    ),
    row('static power', 'µW', [10, 12], 0, [still], 'derived'),
    row('continuous inference', 'µW', [70, 80], 0, [power(inference.window, prices)], 'secondary'),
    row('continuous learning', 'µW', [100, 150], 0, [power(learning.window, prices)], 'secondary'),
    row('gesture task, inference', 'µW', [77, 77], 0.05, [power(inference.window, prices)], 'secondary'),
    row('energy of an inference step', 'nJ', [0.6, 42], 0, inferenceSteps, 'secondary'),
    row('energy of a learning step', 'nJ', [1.5, 178], 0, learningSteps, 'secondary'),
    within(
      'real time, inference, 1 ms a step',
      20,
      realTime([...silent.inferenceSteps, ...inference.inferenceSteps]),
    ),
    within(
      'real time, learning, 1 ms a step',
      46,
      realTime([...silent.learningSteps, ...learning.learningSteps]),
    ),
  ];
}

/** Mean power over the window, in µW. */
function power(window: Float64Array, prices: Prices): number {
  return (price(window, prices).total / (countOf(window, 'cycles') / prices.point.clock)) * 1e-6;
}

function onlyState(from: Float64Array, state: number): Float64Array {
  const base = activityBase(state);
  const next = activityBase(state + 1);
  return from.map((n, i) => (i >= base && i < next ? n : 0));
}

/** A figure whose modelled values must lie within the published bounds, with some tolerance. */
function row(
  figure: string,
  unit: string,
  [low, high]: readonly [number, number],
  tolerance: number,
  values: readonly number[],
  provenance: CalibrationRow['provenance'],
): CalibrationRow {
  const modelled = [Math.min(...values), Math.max(...values)] as const;
  const below = Math.min(0, modelled[0] / low - 1);
  const above = Math.max(0, modelled[1] / high - 1);
  const deviation = -below > above ? below : above;
  const published = low === high ? `${low}` : `${low} to ${high}`;
  return {
    figure,
    unit,
    published,
    modelled,
    deviation,
    tolerance,
    meets: Math.abs(deviation) <= tolerance,
    provenance,
  };
}

/** A published power of a task of unknown activity: it must lie between what the least and most active steps give. */
function within(figure: string, published: number, values: readonly number[]): CalibrationRow {
  const modelled = [Math.min(...values), Math.max(...values)] as const;
  const deviation =
    published < modelled[0] ? modelled[0] / published - 1 : Math.min(0, modelled[1] / published - 1);
  return {
    figure,
    unit: 'µW',
    published: `${published}`,
    modelled,
    deviation,
    tolerance: 0,
    meets: deviation === 0,
    provenance: 'secondary',
  };
}
