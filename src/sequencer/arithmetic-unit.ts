/** The computations of the sequencer: 32-bit arithmetic, comparisons, memory accesses. */
import type { Mnemonic } from '../../isa/instructions.js';
import type { DataMemory } from './data-memory.js';

/** Result of an arithmetic instruction; x, y, z are its operands as encoded. */
export function alu(mnemonic: Mnemonic, r: Int32Array, x: number, y: number, z: number): number {
  switch (mnemonic) {
    case 'ldi':
      return y;
    case 'ldih':
      return (y << 16) | (r[x]! & 0xffff);
    case 'add':
      return (r[y]! + r[z]!) | 0;
    case 'sub':
      return (r[y]! - r[z]!) | 0;
    case 'and':
      return r[y]! & r[z]!;
    case 'or':
      return r[y]! | r[z]!;
    case 'xor':
      return r[y]! ^ r[z]!;
    case 'sll':
      return r[y]! << r[z]!;
    case 'srl':
      return r[y]! >>> r[z]!;
    case 'sra':
      return r[y]! >> r[z]!;
    case 'mul':
      return Math.imul(r[y]!, r[z]!);
    case 'addi':
      return (r[y]! + z) | 0;
    case 'andi':
      return r[y]! & z;
    case 'ori':
      return r[y]! | z;
    case 'xori':
      return r[y]! ^ z;
    case 'slli':
      return r[y]! << z;
    case 'srli':
      return r[y]! >>> z;
    case 'srai':
      return r[y]! >> z;
    default:
      throw new Error(`${mnemonic} is not arithmetic`);
  }
}

/** Whether a compare-and-branch goes to its label. */
export function branchTaken(mnemonic: string, a: number, b: number): boolean {
  switch (mnemonic) {
    case 'beq':
      return a === b;
    case 'bne':
      return a !== b;
    case 'blt':
      return a < b;
    case 'bge':
      return a >= b;
    case 'bltu':
      return a >>> 0 < b >>> 0;
    case 'bgeu':
      return a >>> 0 >= b >>> 0;
    default:
      throw new Error(`${mnemonic} is not a branch`);
  }
}

/** A load to or a store from register `x`. */
export function memoryAccess(
  mnemonic: Mnemonic,
  memory: DataMemory,
  r: Int32Array,
  x: number,
  address: number,
): void {
  switch (mnemonic) {
    case 'lw':
      r[x] = memory.load(address, 4, true);
      return;
    case 'lh':
      r[x] = memory.load(address, 2, true);
      return;
    case 'lhu':
      r[x] = memory.load(address, 2, false);
      return;
    case 'lb':
      r[x] = memory.load(address, 1, true);
      return;
    case 'lbu':
      r[x] = memory.load(address, 1, false);
      return;
    case 'sw':
      memory.store(address, 4, r[x]!);
      return;
    case 'sh':
      memory.store(address, 2, r[x]!);
      return;
    case 'sb':
      memory.store(address, 1, r[x]!);
      return;
    default:
      throw new Error(`${mnemonic} is not a memory access`);
  }
}
