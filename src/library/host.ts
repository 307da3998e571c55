/**
 * `sextant-emulator/host`: drives a chip by host operations (SPI transfers, events, ticks), one by one or as a script, and
 * compares a run with a recorded one.
 *
 * Runs in a browser.
 */
export { DEFAULT_TIMEOUT, Executor, type ExecutorOptions, type ExecutorState } from '../host/executor.js';
export { OperationList } from '../host/operation-list.js';
export { formatOperation, OperationError, parseOperation, type Operation } from '../host/operations.js';
export { randomPowerUp } from '../host/power-up.js';
export { HostTimeout } from '../host/time-out.js';
export type { RunHooks } from '../run/breather.js';
export type { RunEnd } from '../run/run-end.js';
export { runScript } from '../run/run-script.js';
export { EXIT, UserError, type Place } from '../text/errors.js';
export type { LineBatch, LineSource } from '../text/lines.js';
export {
  verifyScenario,
  type Divergence,
  type Scenario,
  type VerifyOptions,
  type VerifyResult,
} from '../verify/verify.js';
