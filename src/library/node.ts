/**
 * `sextant-emulator/node`: what needs Node. Files, built-in energy tables, recorded scenarios, tasks and training.
 */
export { filesBeside } from '../data/assembler-files.js';
export { cueSettings, generateCueAccumulation } from '../data/cue-accumulation.js';
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
export type { InputEvent, NeuronParameters, Sample, Task, TaskSizes, Weights } from '../data/task.js';
export { loadTask } from '../data/task-files.js';
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
export {
  train,
  weightsOf,
  type SampleOutcome,
  type SampleWatcher,
  type TrainingPhase,
  type TrainingOptions,
} from '../training/training.js';
