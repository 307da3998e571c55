/** The configuration registers of a chip. */
import { REGISTER_ROWS, type RegisterName } from '../../isa/registers.js';
import type { RegisterRow, RegisterSpec } from '../../isa/types.js';
import type { Design } from '../design/design.js';

/** A register of a chip, with its width and reset value. */
export type Register = RegisterSpec & { readonly name: RegisterName };

/** Registers of a chip, in the order of the rows, and by address and name. */
interface RegisterMap {
  readonly all: readonly Register[];
  readonly byAddress: ReadonlyMap<number, Register>;
  readonly byName: ReadonlyMap<string, Register>;
}

const maps = new Map<number, RegisterMap>();

/** Chips with addresses of the same width have the same registers. */
function mapOf({ addressBits }: Design): RegisterMap {
  const known = maps.get(addressBits);
  if (known) return known;
  const rows: readonly (RegisterRow & { readonly name: RegisterName })[] = REGISTER_ROWS;
  const all = rows
    .filter((r) => addressBits >= (r.leastAddressBits ?? 0))
    .map((r) => resolve(r, addressBits));
  const map = {
    all,
    byAddress: new Map(all.map((r) => [r.address, r])),
    byName: new Map<string, Register>(all.map((r) => [r.name, r])),
  };
  maps.set(addressBits, map);
  return map;
}

function resolve(row: RegisterRow & { readonly name: RegisterName }, addressBits: number): Register {
  const { address, name, signed, meaning, reset } = row;
  const bits = row.bits === 'address' ? addressBits : row.bits;
  const value = reset === 'ones' ? 2 ** bits - 1 : reset;
  return { address, name, bits, signed, ...(value === undefined ? {} : { reset: value }), meaning };
}

/** All registers of a chip. */
export const registersOf = (design: Design): readonly Register[] => mapOf(design).all;

/** The register of a chip at an address, if there is one. */
export const registerAt = (design: Design, address: number): Register | undefined =>
  mapOf(design).byAddress.get(address);

/** The register of a chip with a name, if there is one. */
export const registerNamed = (design: Design, name: string): Register | undefined =>
  mapOf(design).byName.get(name);

/** The address of a register, which is the same in every chip that has it. */
export const registerAddress = (name: RegisterName): number => ADDRESSES.get(name)!;

const ADDRESSES = new Map<RegisterName, number>(REGISTER_ROWS.map((r) => [r.name, r.address]));

/** What a register holds after a 32-bit write: the low bits, sign-extended where the register is signed. */
export function decodeRegister(spec: RegisterSpec, word: number): number {
  const unused = 32 - spec.bits;
  return spec.signed ? (word << unused) >> unused : (word << unused) >>> unused;
}
