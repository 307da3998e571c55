/**
 * `sextant-emulator/asm`: the assembler and disassembler of firmware programs.
 *
 * Runs in a browser.
 */
export { assemble, type Assembly, type Emitted } from '../asm/assembler.js';
export { AssemblyError, type Diagnostic, type SourcePlace } from '../asm/diagnostics.js';
export { disassemble } from '../asm/disassembler.js';
export { formatListing } from '../asm/listing.js';
export type { AssemblerFiles, EventOptions } from '../asm/source-files.js';
