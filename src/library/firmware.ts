/**
 * `sextant-emulator/firmware`: firmware images and event streams, the sequencer that executes them on a chip, the lint for
 * silent failures, and the conversion of host scripts to images.
 *
 * Runs in a browser.
 */
export { StreamBuilder, type EventStream } from '../firmware/events.js';
export { encodeImage, sourceOf, type FirmwareImage } from '../firmware/image.js';
export { ImageError } from '../firmware/image-error.js';
export { parseImage } from '../firmware/parse.js';
export { formatFinding, lintImage, type Finding } from '../lint/lint.js';
export { runImage } from '../run/run-image.js';
export { ScriptImporter } from '../sequencer/script-import.js';
export { Sequencer, type SequencerOptions, type SequencerState } from '../sequencer/sequencer.js';
export type { MarkRecord, Outcome } from '../sequencer/state.js';
export { Trap } from '../sequencer/trap.js';
