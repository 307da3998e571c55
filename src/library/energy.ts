/**
 * `sextant-emulator/energy`: prices the activity of a run under an energy table and an operating point, as totals, steps,
 * reports and logs.
 *
 * Runs in a browser.
 */
export { assess, type Assessment } from '../energy/assess.js';
export { ActivityLog } from '../energy/log/activity-log.js';
export { LogEncoder } from '../energy/log/log-encoder.js';
export { EnergyMeter } from '../energy/meter.js';
export {
  Breakdown,
  operatingPoint,
  OperatingPointError,
  price,
  pricesAt,
  type Prices,
} from '../energy/prices.js';
export { Profiler, type Profile } from '../energy/profile.js';
export { readRecord, recordOf, writeRecord, type ActivityRecord } from '../energy/record.js';
export { reportText } from '../energy/report/report-text.js';
export { readTable, TableError } from '../energy/table/read-table.js';
export type { EnergyTable, OperatingPoint } from '../energy/table/table.js';
