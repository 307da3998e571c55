/**
 * `sextant-emulator/energy`: prices the activity of a run under an energy table and an operating point, as totals, steps,
 * reports and logs.
 *
 * Runs in a browser.
 */
export { areaOf, FamilyError, tableFor, type Area } from '../energy/design-table.js';
export {
  assess,
  type AreaFigures,
  type Assessment,
  type Axes,
  type SampleCost,
  type StepCost,
} from '../energy/assess.js';
export { EnergyMeter } from '../energy/meter.js';
export {
  Breakdown,
  operatingPoint,
  OperatingPointError,
  price,
  pricesAt,
  type Prices,
} from '../energy/prices.js';
export {
  Profiler,
  type Profile,
  type SampleSum,
  type StepRange,
  type StepRecord,
} from '../energy/profile.js';
export { readRecord, recordOf, writeRecord, type ActivityRecord, type Sizes } from '../energy/record.js';
export { reportText } from '../energy/report-text.js';
export { readTable, TableError } from '../energy/table/read-table.js';
export type { FamilyLaws } from '../energy/table/family.js';
export type {
  ActionPrice,
  BlockPrices,
  EnergyTable,
  Kind,
  LeakagePrice,
  OperatingPoint,
  PowerLaw,
  Provenance,
  Source,
} from '../energy/table/table.js';
export type { Block, Component, Phase } from '../energy/table/vocabulary.js';
