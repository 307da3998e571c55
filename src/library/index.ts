/**
 * Sextant as a library: the chip, host scripts, traces, snapshots and tasks. The command line uses nothing else.
 *
 *     import { Chip, Executor, parseOperation } from 'sextant';
 *
 *     const chip = new Chip();
 *     const host = new Executor(chip, { onEvent: (record) => console.log(record) });
 *     for (const line of ['rst 5', 'wait 10', 'snap reset']) {
 *       host.run(parseOperation(line)!);
 *     }
 */

// The interface of the chip as data.
export { MEMORIES, type MemoryName } from '../../isa/memories.js';
export { PINS, type InputPin, type OutputPin } from '../../isa/pins.js';
export { REGISTERS, type RegisterName } from '../../isa/registers.js';
export { SPI_CODES, SPI_HEADER } from '../../isa/spi.js';
export { readField, writeField } from '../isa/codec.js';
export { registerAt, registerNamed } from '../isa/registers.js';
export { spiHeader } from '../isa/spi.js';
export type { FieldSpec, MemorySpec, PinSpec, RegisterSpec } from '../../isa/types.js';

// The chip.
export { ACTIVITIES, activityByState, totalActivity, type Activity } from '../chip/activity.js';
export { Chip } from '../chip/chip.js';
export type { CycleObserver } from '../chip/cycle.js';
export { REFERENCE, type Geometry } from '../chip/geometry.js';
export { SnapshotError, SNAPSHOT_VERSION } from '../chip/snapshot.js';
export { EVT_NAMES, STATE_NAMES } from '../chip/states.js';
export type { ChipState } from '../chip/state.js';
export { WARNINGS, type Warning, type WarningSpec } from '../chip/warnings.js';
export type { Wires } from '../chip/wires.js';

// Traces in the recorded formats.
export { eventLine, type EventRecord, type SnapshotRecord } from '../trace/events/record.js';
export { Snapshooter } from '../trace/events/snapshot.js';
export { ROW_COLUMNS, ROWS_HEADER, RowWriter } from '../trace/rows/writer.js';

// Hosts.
export { DEFAULT_TIMEOUT, Executor, HostTimeout, type ExecutorOptions } from '../host/executor.js';
export { OperationError, parseOperation, type Operation } from '../host/operations.js';
export type { RunHooks } from '../run/breather.js';
export type { RunEnd } from '../run/run-end.js';
export { runScript } from '../run/run-script.js';
export { findScenarios, scenarioOf } from '../node/scenario-files.js';
export { verifyScenario, type Divergence, type Scenario, type VerifyResult } from '../verify/verify.js';

// Firmware: instructions, images, assembler, sequencer, lint.
export { INSTRUCTIONS, TRAPS, type Mnemonic, type TrapName } from '../../isa/instructions.js';
export { decode, encode, FORMS, type InstructionForm } from '../isa/instructions.js';
export { StreamBuilder, type EventStream } from '../firmware/events.js';
export { ImageError } from '../firmware/image-error.js';
export { encodeImage, sourceOf, type FirmwareImage } from '../firmware/image.js';
export { parseImage } from '../firmware/parse.js';
export { assemble, type Assembly } from '../asm/assembler.js';
export { AssemblyError, type Diagnostic } from '../asm/diagnostics.js';
export { disassemble } from '../asm/disassembler.js';
export type { AssemblerFiles } from '../asm/source.js';
export { filesBeside } from '../data/assembler-files.js';
export { formatEvents, readEvents, type EventFormat } from '../data/event-files.js';
export { ScriptImporter } from '../sequencer/script-import.js';
export { lintImage, type Finding } from '../lint/lint.js';
export { runImage } from '../run/run-image.js';
export { Sequencer, type Outcome, type SequencerOptions } from '../sequencer/sequencer.js';
export { Trap } from '../sequencer/trap.js';

// Files.
export { EXIT, UserError } from '../text/errors.js';
export { linesOf, readLines } from '../files/lines.js';
export type { LineBatch, LineSource } from '../text/lines.js';
export { OutputFile, writeWhole } from '../files/output.js';

// Tasks and training.
export { generateCueAccumulation, loadCueAccumulation } from '../data/cue-accumulation.js';
export { formatSamples, formatWeights, readSampleFile, readWeightFile } from '../data/dat.js';
export { configure, loadOperations, phaseOperations, sampleOperations } from '../data/protocol.js';
export type { InputEvent, Sample, Task, TaskSizes, Weights } from '../data/task.js';
export { accuracySvg } from '../plot/accuracy-chart.js';
export { summarise, type EpochResult, type PhaseResult } from '../training/epochs.js';
export { train, weightsOf, type SampleOutcome, type TrainingOptions } from '../training/training.js';

export { assess, type Assessment } from '../energy/assess.js';
export { operatingPoint, price, pricesAt, type Breakdown, type Prices } from '../energy/prices.js';
export { readRecord, recordOf, writeRecord, type ActivityRecord } from '../energy/record.js';
export { Profiler, type Profile } from '../energy/profile.js';
export { readTable, TableError } from '../energy/table/read-table.js';
export type { EnergyTable } from '../energy/table/table.js';
export { loadTable } from '../node/energy-tables.js';
