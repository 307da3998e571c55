/** Look-ups over the register map. */
import { REGISTERS, type RegisterName } from '../../isa/registers.js';
import type { RegisterSpec } from '../../isa/types.js';

const byAddress = new Map<number, RegisterSpec & { name: RegisterName }>(
  REGISTERS.map((r) => [r.address, r]),
);
const byName = new Map<string, RegisterSpec & { name: RegisterName }>(REGISTERS.map((r) => [r.name, r]));

/** The register at an address, if there is one. */
export function registerAt(address: number): (RegisterSpec & { name: RegisterName }) | undefined {
  return byAddress.get(address);
}

/** The register of a name, if there is one. */
export function registerNamed(name: string): (RegisterSpec & { name: RegisterName }) | undefined {
  return byName.get(name);
}

/** What a register holds after a 32-bit write: the low bits, sign-extended where the register is signed. */
export function decodeRegister(spec: RegisterSpec, word: number): number {
  const unused = 32 - spec.bits;
  return spec.signed ? (word << unused) >> unused : (word << unused) >>> unused;
}
