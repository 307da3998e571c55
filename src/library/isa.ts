/**
 * `sextant-emulator/isa`: the interface of a chip as data (registers, memories, SPI, pins, instructions), with look-ups,
 * the codec of its fields, and exports for people, C drivers, debuggers and tools.
 *
 * Runs in a browser.
 */
export { INSTRUCTIONS, TRAPS, type Mnemonic, type TrapName } from '../../isa/instructions.js';
export type {
  InstructionGroup,
  InstructionSpec,
  OperandKind,
  OperandSpec,
  TrapSpec,
} from '../../isa/instruction-types.js';
export type { MemoryName } from '../../isa/memories.js';
export type { InputPin, OutputPin, Pin } from '../../isa/pins.js';
export type { RegisterName } from '../../isa/registers.js';
export { SPI_CODES, SPI_HEADER } from '../../isa/spi.js';
export type { FieldSpec, MemorySpec, PinSpec, RegisterSpec, SpiCodeSpec } from '../../isa/types.js';
export { readField, writeField } from '../isa/codec.js';
export { isaHeader } from '../isa/export-c.js';
export { isaJson } from '../isa/export-json.js';
export { isaMarkdown } from '../isa/export-markdown.js';
export { isaSvd } from '../isa/export-svd.js';
export { decode, encode, FORMS, type InstructionForm, type OperandField } from '../isa/instructions.js';
export { memoriesOf, memoryOf, type Memory } from '../isa/memories.js';
export { pinsOf, type SizedPin } from '../isa/pins.js';
export { registerAt, registerNamed, registersOf, type Register } from '../isa/registers.js';
export { memoryWrite, registerWrite, type Transfer } from '../isa/spi.js';
