/**
 * `sextant-emulator/chip`: the chip itself. Pins, clock, state, snapshots, activity counters and warnings.
 *
 * Runs in a browser.
 */
export { ACTIVITIES, activityByState, totalActivity, type Activity } from '../chip/activity.js';
export { Chip, type ChipOptions } from '../chip/chip.js';
export type {
  CycleObserver,
  OutputRows,
  PhaseObserver,
  PlayObserver,
  SpikeRows,
  WordChange,
} from '../chip/cycle.js';
export { ENGINES, type Engine } from '../chip/engines.js';
export type { CellMasks, FaultState } from '../chip/faults.js';
export type { FaultBank, FaultKind, FaultPattern, Faults } from '../faults/fault-map.js';
export { designDifference, designOf, REFERENCE, type Design } from '../design/design.js';
export { DesignError, PARAMETERS, type DesignParameters, type ParameterSpec } from '../design/parameters.js';
export { combineObservers, combineSources, combineWatchers, type ObserverSource } from '../chip/observers.js';
export { SNAPSHOT_VERSION, SnapshotError } from '../chip/snapshot.js';
export type { Config, DerivedConfig } from '../chip/config.js';
export type { RandomState, WordGenerator } from '../chip/random.js';
export type {
  Extent,
  NeuronBank,
  NeuronPort,
  Port,
  WeightBank,
  WeightBankName,
  WeightPort,
} from '../chip/sram.js';
export type { ChipState, ControlState, Pins, SpiState } from '../chip/state.js';
export type { Synchronisers } from '../chip/synchronisers.js';
export { EVT_NAMES, STATE_NAMES } from '../chip/states.js';
export { WARNINGS, type Warning, type WarningSpec } from '../chip/warnings.js';
export type { ChipWatcher, TickRows } from '../chip/watcher.js';
export { loadWeights, membranes, readWeights, type WeightMemory } from '../chip/weights.js';
export type { Wires } from '../chip/wires.js';
