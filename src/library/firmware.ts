/**
 * `sextant-emulator/firmware`: firmware images and event streams, the sequencer that executes them on a chip, the lint for
 * silent failures, and the conversion of host scripts to images.
 *
 * Runs in a browser.
 */
export { StreamBuilder, type EventStream } from '../firmware/events.js';
export {
  encodeImage,
  sourceOf,
  type FirmwareImage,
  type ImageSymbol,
  type LineRun,
  type LineTable,
  type MemorySection,
  type SymbolType,
  type UnknownSection,
} from '../firmware/image.js';
export { ImageError } from '../firmware/image-error.js';
export { parseImage } from '../firmware/parse.js';
export { CATALOGUE, FINDINGS, type CatalogueEntry, type FindingName } from '../lint/catalogue.js';
export { formatFinding, lintImage, lintScript, type Finding, type LintOptions } from '../lint/lint.js';
export { runImage } from '../run/run-image.js';
export type { PlayPosition } from '../sequencer/play.js';
export { ScriptImporter } from '../sequencer/script-import.js';
export { Sequencer, type SequencerOptions, type SequencerState } from '../sequencer/sequencer.js';
export type { InterpreterState, MarkRecord, Outcome } from '../sequencer/state.js';
export { Trap, type TrapReport } from '../sequencer/trap.js';
