/** Instructions that touch the chip's pins: the operation that each becomes, and what it does after that operation. */
import type { OutputPin } from '../../isa/pins.js';
import { labelOf, type EventStream } from '../firmware/events.js';
import type { Design } from '../design/design.js';
import type { FirmwareImage } from '../firmware/image.js';
import type { Operation } from '../host/operations.js';
import { inputPinName, outputPinName, type InstructionForm } from '../isa/instructions.js';
import { registerWrite } from '../isa/spi.js';
import type { DataMemory } from './data-memory.js';
import { checkSample, type PlayPosition } from './play.js';
import type { InterpreterState } from './state.js';
import { Trap } from './trap.js';

/** What a program sees of the chip without an operation. */
export interface PinView {
  readonly cycle: number;
  readPin(pin: OutputPin): number;
}

/** The parts of the interpreter that these instructions use. */
export interface PinContext {
  readonly image: FirmwareImage;
  readonly design: Design;
  readonly state: InterpreterState;
  readonly memory: DataMemory;
  readonly pins: PinView;
  /** Operands of the instruction, as encoded. */
  readonly operands: Int32Array;
  text(register: number): string;
  streamNumbered(index: number): EventStream;
  nextOfPlay(position: PlayPosition): Operation | undefined;
}

/** Executes an instruction up to its first operation. @returns undefined where it takes none. */
export function operationOf(form: InstructionForm, c: PinContext): Operation | undefined {
  switch (form.spec.group) {
    case 'spi':
      return spiOperation(form, c);
    case 'streams':
      return streamOperation(form, c);
    default:
      return pinOperation(form, c);
  }
}

/** What an instruction does after its operation: registers and memory take the chip's answer. */
export function finishInstruction({ mnemonic }: InstructionForm, c: PinContext): void {
  const { registers: r, lastOutput, lastWords } = c.state;
  const [x, y, z] = [c.operands[0]!, c.operands[1]!, c.operands[2]!];
  if (mnemonic === 'out') r[x] = lastOutput;
  else if (mnemonic === 'spiw') r[x] = r[x]! + 4 * y;
  else if (mnemonic === 'spiwr') r[x] = r[x]! + 4 * (r[y]! >>> 0);
  else if (mnemonic === 'spir') {
    const address = r[y]! >>> 0;
    lastWords.forEach((word, i) => c.memory.store(address + 4 * i, 4, word));
    r[y] = address + 4 * z;
  }
}

function pinOperation({ mnemonic }: InstructionForm, c: PinContext): Operation | undefined {
  const { registers: r } = c.state;
  const [x, y] = [c.operands[0]!, c.operands[1]!];
  switch (mnemonic) {
    case 'tick':
    case 'pulse':
    case 'rdy':
    case 'spirdy':
    case 'tarreq':
    case 'out':
      return { op: mnemonic };
    case 'sck':
    case 'rst':
    case 'wait':
    case 'aer':
    case 'tgt':
    case 'sample':
    case 'tvalid':
    case 'infer':
    case 'autosnap':
      return { op: mnemonic, value: x };
    case 'waitr':
      return { op: 'wait', value: r[x]! >>> 0 };
    case 'aerr':
      return { op: 'aer', value: busAddress(c, x) };
    case 'tgtr':
      return { op: 'tgt', value: busAddress(c, x) };
    case 'pin':
      return { op: 'pin', pin: inputPinName(x), value: y };
    case 'rpin':
      r[x] = c.pins.readPin(outputPinName(y));
      return undefined;
    case 'snap':
      return { op: 'snap', tag: c.text(x) };
    default:
      throw new Error(`no action for ${mnemonic}`);
  }
}

function spiOperation({ mnemonic }: InstructionForm, c: PinContext): Operation | undefined {
  const { registers: r } = c.state;
  const [x, y, z] = [c.operands[0]!, c.operands[1]!, c.operands[2]!];
  switch (mnemonic) {
    case 'spi':
      return { op: 'spiw', header: r[x]! >>> 0, data: [] };
    case 'spiw':
      return send(c, r[x]! >>> 0, y);
    case 'spiwr':
      return send(c, r[x]! >>> 0, r[y]! >>> 0);
    case 'spir':
      c.memory.check(r[y]! >>> 0, 4 * z, 4);
      return { op: 'spir', header: r[x]! >>> 0, count: z };
    case 'cfg':
      return { op: 'spiw', ...registerWrite(x, y) };
    default:
      return { op: 'spiw', ...registerWrite(x, r[y]!) };
  }
}

/** Words of memory, sent without a pause: which of them are headers does not matter here. */
function send({ memory }: PinContext, address: number, count: number): Operation | undefined {
  memory.check(address, 4 * count, 4);
  const [header, ...data] = memory.words(address, count);
  return header === undefined ? undefined : { op: 'spiw', header, data };
}

function streamOperation({ mnemonic }: InstructionForm, c: PinContext): Operation | undefined {
  const { registers: r } = c.state;
  const [x, y, z] = [c.operands[0]!, c.operands[1]!, c.operands[2]!];
  switch (mnemonic) {
    case 'samples':
      r[x] = c.streamNumbered(y).samples;
      return undefined;
    case 'label':
      r[x] = labelOf(c.streamNumbered(z), checkSample(c.image, z, r[y]! >>> 0));
      return undefined;
    default: {
      const play = { stream: y, sample: checkSample(c.image, y, r[x]! >>> 0), flags: z, next: 0 };
      c.state.play = play;
      return c.nextOfPlay(play);
    }
  }
}

/** The address on the input bus that a register gives. */
function busAddress({ state, design: { addressMask } }: PinContext, register: number): number {
  const value = state.registers[register]!;
  if (value < 0 || value > addressMask)
    throw new Trap('bad-operand', `r${register} = ${value}: an address from 0 to ${addressMask} is needed`);
  return value;
}
