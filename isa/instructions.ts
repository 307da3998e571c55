/**
 * The sequencer's instruction set: one row an instruction, from which decoder, assembler, disassembler, documentation
 * and the debugger's names come.
 *
 * The sequencer stands where the FPGA or microcontroller beside the chip stands. It is taken as infinitely fast: only
 * what its pin operations wait for takes chip cycles; every other instruction costs none. `H` is half an SCK period in
 * cycles (`sck`), "run n" lets n cycles pass with the pins as they are.
 *
 * `encoding` is written from bit 31 down: 0 and 1 are fixed, a letter is the operand of that letter. A word that fits no
 * row, or whose operand lies outside its limits, is undefined: executing it traps. The word 0 is undefined on purpose.
 */
import type { InstructionSpec, TrapSpec } from './instruction-types.js';

/** General registers, 32 bits each, all 0 at the start. r15 is also `at`: the assembler's wide `cfg` overwrites it. */
export const GENERAL_REGISTERS = 16;
/** Deepest nesting of calls. */
export const CALL_DEPTH = 64;
/** Counters for results, named by the program. */
export const COUNTERS = 16;
/** Bytes of data memory at most. */
export const MEMORY_BYTES = 1 << 24;
/** Results a program may push. */
export const MAX_RESULTS = 1 << 20;
/** Instructions in a row without a cycle passing, after which a program counts as stuck. */
export const MAX_IDLE_INSTRUCTIONS = 20_000_000;

/** Flags of `play`. */
export const PLAY_FLAGS = {
  /** At the sample's label: give it as target and raise TARGET_VALID. */
  SUPERVISE: 1,
  /** At the sample's label: raise INFER_ACC. */
  INFER: 2,
  /** Between two ticks in a row: let a cycle pass, so that even a chip that is ready at once sees both. */
  SPACED: 4,
} as const;

/** Cycles `play` lets pass: after SAMPLE rises, after the target, after the marks, after SAMPLE falls. */
export const PLAY_WAITS = { start: 5, target: 10, marks: 5, end: 5 } as const;

const d = { letter: 'd', name: 'rd', kind: 'register' } as const;
const a = { letter: 'a', name: 'ra', kind: 'register' } as const;
const b = { letter: 'b', name: 'rb', kind: 'register' } as const;
const uimm = { letter: 'i', name: 'imm', kind: 'unsigned' } as const;
const simm = { letter: 'i', name: 'imm', kind: 'signed' } as const;
/** An address of an input; its limit is the chip's. */
const address = { letter: 'i', name: 'A', kind: 'address' } as const;
const target = { letter: 'o', name: 'label', kind: 'branch' } as const;
const bit = { letter: 'i', name: 'bit', kind: 'unsigned' } as const;
const stream = { letter: 's', name: 'stream', kind: 'stream' } as const;
const counter = { letter: 'c', name: 'counter', kind: 'counter' } as const;
const config = { letter: 'g', name: 'REGISTER', kind: 'config' } as const;

const NONE = 'none';
const spiWord = 'a word: for every bit, MSB first: MOSI=bit; run H; SCK=1; run H; SCK=0';

/** The instructions of the sequencer. */
// prettier-ignore
export const INSTRUCTIONS = [
  // System
  { mnemonic: 'nop', group: 'system', encoding: '00000001 000000000000000000000000', operands: [], meaning: 'nothing', pins: NONE, cycles: '0' },
  { mnemonic: 'halt', group: 'system', encoding: '00000010 0000000000000000 iiiiiiii', operands: [{ letter: 'i', name: 'status', kind: 'unsigned' }], meaning: 'end the program with a status; 0 is success', pins: NONE, cycles: '0' },
  { mnemonic: 'haltr', group: 'system', encoding: '00000011 aaaa 00000000000000000000', operands: [a], meaning: 'end with the low 8 bits of ra as status', pins: NONE, cycles: '0' },
  { mnemonic: 'limit', group: 'system', encoding: '00000100 iiiiiiiiiiiiiiiiiiiiiiii', operands: [{ ...uimm, name: 'cycles', min: 1 }], meaning: 'cycles any single wait from here on may take before it traps', pins: NONE, cycles: '0' },
  { mnemonic: 'mark', group: 'system', encoding: '00000101 aaaa 00000000000000000000', operands: [a], meaning: 'a mark in the trace; ra: address of a text (see snap)', pins: NONE, cycles: '0' },
  { mnemonic: 'snap', group: 'system', encoding: '00000110 aaaa 00000000000000000000', operands: [a], meaning: 'a snapshot of the chip; ra: address of its tag, ended by a 0 byte; {rN} in it becomes register N in decimal, {{ is {', pins: NONE, cycles: '0' },
  { mnemonic: 'autosnap', group: 'system', encoding: '00000111 00000000000000000000000 i', operands: [bit], meaning: 'snapshots after tick, rdy, spirdy and at out: 1 on (as at the start), 0 off', pins: NONE, cycles: '0' },
  { mnemonic: 'cycle', group: 'system', encoding: '00001000 dddd 00000000000000000000', operands: [d], meaning: 'rd = low 32 bits of the number of cycles since the start', pins: NONE, cycles: '0' },
  // Arithmetic: 32 bits, wrapping
  { mnemonic: 'ldi', group: 'arithmetic', encoding: '00010000 dddd 0000 iiiiiiiiiiiiiiii', operands: [d, simm], meaning: 'rd = imm, sign-extended', pins: NONE, cycles: '0' },
  { mnemonic: 'ldih', group: 'arithmetic', encoding: '00010001 dddd 0000 iiiiiiiiiiiiiiii', operands: [d, uimm], meaning: 'rd[31:16] = imm, rd[15:0] kept', pins: NONE, cycles: '0' },
  { mnemonic: 'add', group: 'arithmetic', encoding: '00010010 dddd aaaa bbbb 000000000000', operands: [d, a, b], meaning: 'rd = ra + rb', pins: NONE, cycles: '0' },
  { mnemonic: 'sub', group: 'arithmetic', encoding: '00010011 dddd aaaa bbbb 000000000000', operands: [d, a, b], meaning: 'rd = ra - rb', pins: NONE, cycles: '0' },
  { mnemonic: 'and', group: 'arithmetic', encoding: '00010100 dddd aaaa bbbb 000000000000', operands: [d, a, b], meaning: 'rd = ra & rb', pins: NONE, cycles: '0' },
  { mnemonic: 'or', group: 'arithmetic', encoding: '00010101 dddd aaaa bbbb 000000000000', operands: [d, a, b], meaning: 'rd = ra | rb', pins: NONE, cycles: '0' },
  { mnemonic: 'xor', group: 'arithmetic', encoding: '00010110 dddd aaaa bbbb 000000000000', operands: [d, a, b], meaning: 'rd = ra ^ rb', pins: NONE, cycles: '0' },
  { mnemonic: 'sll', group: 'arithmetic', encoding: '00010111 dddd aaaa bbbb 000000000000', operands: [d, a, b], meaning: 'rd = ra << rb[4:0]', pins: NONE, cycles: '0' },
  { mnemonic: 'srl', group: 'arithmetic', encoding: '00011000 dddd aaaa bbbb 000000000000', operands: [d, a, b], meaning: 'rd = ra >> rb[4:0], zeros in', pins: NONE, cycles: '0' },
  { mnemonic: 'sra', group: 'arithmetic', encoding: '00011001 dddd aaaa bbbb 000000000000', operands: [d, a, b], meaning: 'rd = ra >> rb[4:0], sign in', pins: NONE, cycles: '0' },
  { mnemonic: 'mul', group: 'arithmetic', encoding: '00011010 dddd aaaa bbbb 000000000000', operands: [d, a, b], meaning: 'rd = low 32 bits of ra * rb', pins: NONE, cycles: '0' },
  { mnemonic: 'addi', group: 'arithmetic', encoding: '00011011 dddd aaaa iiiiiiiiiiiiiiii', operands: [d, a, simm], meaning: 'rd = ra + imm', pins: NONE, cycles: '0' },
  { mnemonic: 'andi', group: 'arithmetic', encoding: '00011100 dddd aaaa iiiiiiiiiiiiiiii', operands: [d, a, uimm], meaning: 'rd = ra & imm', pins: NONE, cycles: '0' },
  { mnemonic: 'ori', group: 'arithmetic', encoding: '00011101 dddd aaaa iiiiiiiiiiiiiiii', operands: [d, a, uimm], meaning: 'rd = ra | imm', pins: NONE, cycles: '0' },
  { mnemonic: 'xori', group: 'arithmetic', encoding: '00011110 dddd aaaa iiiiiiiiiiiiiiii', operands: [d, a, uimm], meaning: 'rd = ra ^ imm', pins: NONE, cycles: '0' },
  { mnemonic: 'slli', group: 'arithmetic', encoding: '00011111 dddd aaaa 00000000000 iiiii', operands: [d, a, uimm], meaning: 'rd = ra << imm', pins: NONE, cycles: '0' },
  { mnemonic: 'srli', group: 'arithmetic', encoding: '00100000 dddd aaaa 00000000000 iiiii', operands: [d, a, uimm], meaning: 'rd = ra >> imm, zeros in', pins: NONE, cycles: '0' },
  { mnemonic: 'srai', group: 'arithmetic', encoding: '00100001 dddd aaaa 00000000000 iiiii', operands: [d, a, uimm], meaning: 'rd = ra >> imm, sign in', pins: NONE, cycles: '0' },
  // Data memory: byte addresses, little end first; halves and words aligned
  { mnemonic: 'lw', group: 'memory', encoding: '00101000 dddd aaaa iiiiiiiiiiiiiiii', operands: [d, a, simm], meaning: 'rd = word at ra + imm', pins: NONE, cycles: '0' },
  { mnemonic: 'lh', group: 'memory', encoding: '00101001 dddd aaaa iiiiiiiiiiiiiiii', operands: [d, a, simm], meaning: 'rd = half at ra + imm, sign-extended', pins: NONE, cycles: '0' },
  { mnemonic: 'lhu', group: 'memory', encoding: '00101010 dddd aaaa iiiiiiiiiiiiiiii', operands: [d, a, simm], meaning: 'rd = half at ra + imm, zero-extended', pins: NONE, cycles: '0' },
  { mnemonic: 'lb', group: 'memory', encoding: '00101011 dddd aaaa iiiiiiiiiiiiiiii', operands: [d, a, simm], meaning: 'rd = byte at ra + imm, sign-extended', pins: NONE, cycles: '0' },
  { mnemonic: 'lbu', group: 'memory', encoding: '00101100 dddd aaaa iiiiiiiiiiiiiiii', operands: [d, a, simm], meaning: 'rd = byte at ra + imm, zero-extended', pins: NONE, cycles: '0' },
  { mnemonic: 'sw', group: 'memory', encoding: '00101101 dddd aaaa iiiiiiiiiiiiiiii', operands: [d, a, simm], meaning: 'word at ra + imm = rd', pins: NONE, cycles: '0' },
  { mnemonic: 'sh', group: 'memory', encoding: '00101110 dddd aaaa iiiiiiiiiiiiiiii', operands: [d, a, simm], meaning: 'half at ra + imm = rd[15:0]', pins: NONE, cycles: '0' },
  { mnemonic: 'sb', group: 'memory', encoding: '00101111 dddd aaaa iiiiiiiiiiiiiiii', operands: [d, a, simm], meaning: 'byte at ra + imm = rd[7:0]', pins: NONE, cycles: '0' },
  // Flow: offsets count instructions from the next one
  { mnemonic: 'jmp', group: 'flow', encoding: '00110000 oooooooooooooooooooooooo', operands: [target], meaning: 'go to label', pins: NONE, cycles: '0' },
  { mnemonic: 'call', group: 'flow', encoding: '00110001 oooooooooooooooooooooooo', operands: [target], meaning: 'go to label, to come back with ret', pins: NONE, cycles: '0' },
  { mnemonic: 'ret', group: 'flow', encoding: '00110010 000000000000000000000000', operands: [], meaning: 'back to the instruction after the last call', pins: NONE, cycles: '0' },
  { mnemonic: 'beq', group: 'flow', encoding: '00110011 aaaa bbbb oooooooooooooooo', operands: [a, b, target], meaning: 'go to label if ra = rb', pins: NONE, cycles: '0' },
  { mnemonic: 'bne', group: 'flow', encoding: '00110100 aaaa bbbb oooooooooooooooo', operands: [a, b, target], meaning: 'go to label if ra and rb differ', pins: NONE, cycles: '0' },
  { mnemonic: 'blt', group: 'flow', encoding: '00110101 aaaa bbbb oooooooooooooooo', operands: [a, b, target], meaning: 'go to label if ra < rb, signed', pins: NONE, cycles: '0' },
  { mnemonic: 'bge', group: 'flow', encoding: '00110110 aaaa bbbb oooooooooooooooo', operands: [a, b, target], meaning: 'go to label if ra >= rb, signed', pins: NONE, cycles: '0' },
  { mnemonic: 'bltu', group: 'flow', encoding: '00110111 aaaa bbbb oooooooooooooooo', operands: [a, b, target], meaning: 'go to label if ra < rb, unsigned', pins: NONE, cycles: '0' },
  { mnemonic: 'bgeu', group: 'flow', encoding: '00111000 aaaa bbbb oooooooooooooooo', operands: [a, b, target], meaning: 'go to label if ra >= rb, unsigned', pins: NONE, cycles: '0' },
  { mnemonic: 'beqz', group: 'flow', encoding: '00111001 aaaa 0000 oooooooooooooooo', operands: [a, target], meaning: 'go to label if ra = 0', pins: NONE, cycles: '0' },
  { mnemonic: 'bnez', group: 'flow', encoding: '00111010 aaaa 0000 oooooooooooooooo', operands: [a, target], meaning: 'go to label if ra is not 0', pins: NONE, cycles: '0' },
  { mnemonic: 'loop', group: 'flow', encoding: '00111011 dddd 0000 oooooooooooooooo', operands: [d, target], meaning: 'rd = rd - 1; go to label if rd is not 0', pins: NONE, cycles: '0' },
  // Pins
  { mnemonic: 'sck', group: 'pins', encoding: '01000000 0000 iiiiiiiiiiiiiiiiiiii', operands: [{ ...uimm, name: 'H', min: 1, max: 1_000_000 }], meaning: 'set H, the cycles of half an SCK period (1 at the start)', pins: NONE, cycles: '0' },
  { mnemonic: 'rst', group: 'pins', encoding: '01000001 iiiiiiiiiiiiiiiiiiiiiiii', operands: [{ ...uimm, name: 'n' }], meaning: 'reset for n cycles', pins: 'RST=1; run n; RST=0', cycles: 'n' },
  { mnemonic: 'wait', group: 'pins', encoding: '01000010 iiiiiiiiiiiiiiiiiiiiiiii', operands: [{ ...uimm, name: 'n' }], meaning: 'let n cycles pass', pins: 'run n', cycles: 'n' },
  { mnemonic: 'waitr', group: 'pins', encoding: '01000011 aaaa 00000000000000000000', operands: [a], meaning: 'let ra cycles pass (unsigned)', pins: 'run ra', cycles: 'ra' },
  { mnemonic: 'aer', group: 'pins', encoding: '01000100 00000000 iiiiiiiiiiiiiiii', operands: [address], meaning: 'an input event of address A', pins: 'TAR_EN=0; while ACK run 1; ADDR=A; run 1; REQ=1; while not ACK run 1; REQ=0', cycles: 'about 4, until ACK' },
  { mnemonic: 'aerr', group: 'pins', encoding: '01000101 aaaa 00000000000000000000', operands: [a], meaning: 'an input event of address ra (one that the chip has, else a trap)', pins: 'as aer', cycles: 'as aer' },
  { mnemonic: 'tgt', group: 'pins', encoding: '01000110 00000000 iiiiiiiiiiiiiiii', operands: [address], meaning: 'a target byte or label A', pins: 'TAR_EN=1; then as aer; then while ACK run 1; TAR_EN=0', cycles: 'about 7, until ACK falls' },
  { mnemonic: 'tgtr', group: 'pins', encoding: '01000111 aaaa 00000000000000000000', operands: [a], meaning: 'a target byte or label ra (one that fits AERIN_ADDR, else a trap)', pins: 'as tgt', cycles: 'as tgt' },
  { mnemonic: 'tick', group: 'pins', encoding: '01001000 000000000000000000000000', operands: [], meaning: 'a time step, and wait for its end', pins: 'TIME_TICK=1; run 5; TIME_TICK=0; while not TIMING_ERROR_RDY run 1; snapshot', cycles: '5 and the step' },
  { mnemonic: 'pulse', group: 'pins', encoding: '01001001 000000000000000000000000', operands: [], meaning: 'a time step, without waiting', pins: 'TIME_TICK=1; run 5; TIME_TICK=0', cycles: '5' },
  { mnemonic: 'rdy', group: 'pins', encoding: '01001010 000000000000000000000000', operands: [], meaning: 'wait until ready for a tick', pins: 'while not TIMING_ERROR_RDY run 1; snapshot', cycles: 'until then' },
  { mnemonic: 'spirdy', group: 'pins', encoding: '01001011 000000000000000000000000', operands: [], meaning: 'wait until the chip is in CONFIG', pins: 'while not SPI_RDY run 1; snapshot', cycles: 'until then' },
  { mnemonic: 'tarreq', group: 'pins', encoding: '01001100 000000000000000000000000', operands: [], meaning: 'wait until the chip requests a target', pins: 'while not MISO run 1', cycles: 'until then' },
  { mnemonic: 'sample', group: 'pins', encoding: '01001101 00000000000000000000000 i', operands: [bit], meaning: 'a sample is under way', pins: 'SAMPLE=bit', cycles: '0' },
  { mnemonic: 'tvalid', group: 'pins', encoding: '01001110 00000000000000000000000 i', operands: [bit], meaning: 'supervision', pins: 'TARGET_VALID=bit', cycles: '0' },
  { mnemonic: 'infer', group: 'pins', encoding: '01001111 00000000000000000000000 i', operands: [bit], meaning: 'count the winner of each step', pins: 'INFER_ACC=bit', cycles: '0' },
  { mnemonic: 'out', group: 'pins', encoding: '01010000 dddd 00000000000000000000', operands: [d], meaning: 'take a byte the chip sends into rd', pins: 'while not OUT_REQ run 1; snapshot; rd = OUT_DATA; OUT_ACK=1; while OUT_REQ run 1; OUT_ACK=0', cycles: 'until then' },
  { mnemonic: 'pin', group: 'pins', encoding: '01010001 pppp 0000 iiiiiiiiiiiiiiii', operands: [{ letter: 'p', name: 'PIN', kind: 'input-pin' }, { ...uimm, name: 'value' }], meaning: 'drive an input pin of the chip', pins: 'PIN=value', cycles: '0' },
  { mnemonic: 'rpin', group: 'pins', encoding: '01010010 dddd pppp 0000000000000000', operands: [d, { letter: 'p', name: 'PIN', kind: 'output-pin' }], meaning: 'rd = level of an output pin of the chip, as it stands', pins: NONE, cycles: '0' },
  // SPI
  { mnemonic: 'spi', group: 'spi', encoding: '01011000 aaaa 00000000000000000000', operands: [a], meaning: 'send the word in ra', pins: spiWord, cycles: '64 H' },
  { mnemonic: 'spiw', group: 'spi', encoding: '01011001 aaaa 0000 iiiiiiiiiiiiiiii', operands: [a, { ...uimm, name: 'n', min: 1 }], meaning: 'send n words (header and data) from address ra; ra is left behind the last', pins: 'n words; each as spi', cycles: '64 H n' },
  { mnemonic: 'spiwr', group: 'spi', encoding: '01011010 aaaa bbbb 0000000000000000', operands: [a, b], meaning: 'send rb words from address ra; ra is left behind the last', pins: 'rb words; each as spi', cycles: '64 H rb' },
  { mnemonic: 'spir', group: 'spi', encoding: '01011011 aaaa bbbb iiiiiiiiiiiiiiii', operands: [a, b, { ...uimm, name: 'n', min: 1, max: 4096 }], meaning: 'send the header in ra, read n words to address rb and record them; rb is left behind the last', pins: 'the header as spi; then n words of: run H; take MISO as the bit; SCK=1; run H; SCK=0', cycles: '64 H (n + 1)' },
  { mnemonic: 'cfg', group: 'spi', encoding: '01011100 gggggggg iiiiiiiiiiiiiiii', operands: [config, { letter: 'i', name: 'value', kind: 'config-value' }], meaning: 'write a configuration register; a value over 16 bits goes through at (ldi, ldih, cfgr)', pins: 'the header {code 0, count 1, address} and the value, each as spi', cycles: '128 H' },
  { mnemonic: 'cfgr', group: 'spi', encoding: '01011101 gggggggg aaaa 000000000000', operands: [config, a], meaning: 'write a configuration register with ra', pins: 'as cfg', cycles: '128 H' },
  // Event streams
  { mnemonic: 'play', group: 'streams', encoding: '01100000 aaaa 000000000 fff ssssssss', operands: [a, stream, { letter: 'f', name: 'flags', kind: 'unsigned' }], meaning: 'play sample ra of a stream: its events and ticks, at its label the marks that the flags name (1 supervise, 2 infer), its last tick with SAMPLE low; flag 4 (spaced): a cycle between two ticks in a row', pins: 'sample 1; wait 5; an event at tick t: tick until t ticks are done, aer; the label: tick likewise, supervise: tgt label, wait 10, tvalid 1; infer: infer 1; either: wait 5; spaced: wait 1 before a tick right after another; the end at T: tick until T-1 are done, sample 0, wait 5, pulse', cycles: 'the sum' },
  { mnemonic: 'samples', group: 'streams', encoding: '01100001 dddd 000000000000 ssssssss', operands: [d, stream], meaning: 'rd = number of samples of a stream', pins: NONE, cycles: '0' },
  { mnemonic: 'label', group: 'streams', encoding: '01100010 dddd aaaa 00000000 ssssssss', operands: [d, a, stream], meaning: 'rd = label of sample ra, -1 without one', pins: NONE, cycles: '0' },
  // Results
  { mnemonic: 'push', group: 'results', encoding: '01110000 aaaa 00000000000000000000', operands: [a], meaning: 'append ra to the results', pins: NONE, cycles: '0' },
  { mnemonic: 'inc', group: 'results', encoding: '01110001 cccc 00000000000000000000', operands: [counter], meaning: 'counter + 1', pins: NONE, cycles: '0' },
  { mnemonic: 'setc', group: 'results', encoding: '01110010 cccc aaaa 0000000000000000', operands: [counter, a], meaning: 'counter = ra (unsigned)', pins: NONE, cycles: '0' },
  { mnemonic: 'getc', group: 'results', encoding: '01110011 dddd cccc 0000000000000000', operands: [d, counter], meaning: 'rd = counter', pins: NONE, cycles: '0' },
] as const satisfies readonly InstructionSpec[];

/** Name of an instruction. */
export type Mnemonic = (typeof INSTRUCTIONS)[number]['mnemonic'];

/** What stops a program that does something it must not. */
export const TRAPS = [
  {
    name: 'undefined-instruction',
    meaning: 'the word at the program counter is not an instruction',
    cure: 'check the branches and calls that lead there; data belong into .data',
  },
  { name: 'end-of-code', meaning: 'the program counter left the code', cure: 'end every path with halt' },
  {
    name: 'bad-address',
    meaning: 'a memory access out of range or not aligned',
    cure: 'check the address and its alignment; .reserve makes room',
  },
  {
    name: 'bad-operand',
    meaning: 'a register holds what the instruction cannot take',
    cure: 'check the register before the instruction',
  },
  {
    name: 'bad-stream',
    meaning: 'no such stream or sample, or a sample without its end',
    cure: 'check the number of the sample (samples rd, stream), and give each its .end',
  },
  { name: 'stack-overflow', meaning: 'calls nested too deep', cure: 'return (ret) from what is called' },
  { name: 'stack-underflow', meaning: 'ret without a call', cure: 'reach the ret by a call' },
  {
    name: 'time-out',
    meaning: 'a wait, or the whole run, took more cycles than allowed',
    cure: 'see what the message says the chip is doing; raise --timeout or --max-cycles if it must take longer',
  },
  { name: 'result-overflow', meaning: 'too many results', cure: 'push less, or count in counters' },
  {
    name: 'stuck',
    meaning: 'a loop in which no cycle passes',
    cure: 'let a cycle pass in the loop (wait 1), or end it',
  },
] as const satisfies readonly TrapSpec[];

/** Name of a trap. */
export type TrapName = (typeof TRAPS)[number]['name'];
