/**
 * `sextant-emulator/node`: what needs Node. Files, built-in energy tables, recorded scenarios, tasks and training.
 */
export { filesBeside } from '../data/assembler-files.js';
export { generateCueAccumulation } from '../data/tasks/cue-accumulation.js';
export { learningSettings, type OwnSettings } from '../data/tasks/learning-settings.js';
export { formatSamples, formatWeights, readSampleFile, readWeightFile } from '../data/dat.js';
export {
  formatEvents,
  readEvents,
  readEventSamples,
  type EventFileOptions,
  type EventFormat,
} from '../data/event-files.js';
export type { EventDefaults } from '../data/formats/format.js';
export { configure, loadOperations, phaseOperations, sampleOperations } from '../data/protocol.js';
export type { Limits, SampleDefaults } from '../data/sample-collector.js';
export type {
  InputEvent,
  NeuronParameters,
  Sample,
  Task,
  TaskKind,
  TaskSizes,
  Weights,
} from '../data/task.js';
export { loadTask, TASK_NAMES, type TaskSource } from '../data/tasks/load-task.js';
export { readTaskFile, type TaskFileOptions } from '../data/tasks/task-file.js';
export { readTaskDirectory } from '../data/tasks/task-directory.js';
export { Destination } from '../files/destination.js';
export { linesOf, readLines } from '../files/lines.js';
export { OutputFile, writeWhole } from '../files/output.js';
export type { Every, LogOrigin } from '../energy/log/log.js';
export { builtInTables, loadTable } from '../node/energy-tables.js';
export { findScenarios, scenarioOf } from '../node/scenario-files.js';
export { EnergyLogFile, type EnergyLogRequest } from '../node/workers/energy-log-file.js';
export { accuracySvg } from '../plot/accuracy-chart.js';
export type { EpochScore, Score } from '../plot/picture-data.js';
export { summarise, type EpochResult, type PhaseResult } from '../training/epochs.js';
export { bestEpoch, type BestEpoch } from '../training/best-epoch.js';
export { confusionOf, type Confusion } from '../training/confusion.js';
export type { RegressionError, SampleOutcome, TrainingPhase } from '../training/outcome.js';
export {
  train,
  Training,
  weightsOf,
  type SampleWatcher,
  type TrainingOptions,
  type TrainingCheckpoint,
} from '../training/training.js';
