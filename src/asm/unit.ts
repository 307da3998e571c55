/** The result that the assembler builds: sections, names, and the places they come from. */
import type { EventStream } from '../firmware/events.js';
import { StreamBuilder } from '../firmware/events.js';
import type { ImageSymbol, LineRun, SymbolType } from '../firmware/image.js';
import { COUNTERS } from '../../isa/instructions.js';
import { MEMORY_BYTES } from '../../isa/instructions.js';
import type { Design } from '../design/design.js';
import { PARAMETERS } from '../design/parameters.js';
import { closest } from '../text/closest.js';
import { SPI_CODES } from '../../isa/spi.js';
import { PLAY_FLAGS } from '../../isa/instructions.js';
import { Fault, type SourcePlace } from './diagnostics.js';
import type { Scope } from './expression.js';
import type { Token } from './lexer.js';
import { quote } from '../text/quote.js';

/** Bytes an item takes and how to make them once all names have values. */
export interface Item {
  readonly place: SourcePlace;
  /** Instruction index in code, byte offset in a memory section. */
  readonly at: number;
  /** Instructions or bytes. */
  readonly size: number;
  /** Gives words (code) or bytes (memory). */
  readonly emit: (scope: Scope) => ArrayLike<number>;
}

/** A memory section under construction. */
export interface MemoryDraft {
  readonly kind: 'data' | 'weights';
  readonly address: number;
  readonly items: Item[];
  /** Bytes so far, those reserved at the end not counted. */
  size: number;
  /** Bytes reserved at the end. */
  reserved: number;
}

interface Name {
  readonly type: SymbolType | 'predefined';
  readonly value: number;
}

/** Names that every source may use: codes, flags, and the parameters of the chip, such as CHIP_NEURONS. */
export const predefined = (design: Design): readonly (readonly [string, number])[] => [
  ...SPI_CODES.map((c) => [c.name, c.code] as const),
  ...Object.entries(PLAY_FLAGS),
  ...PARAMETERS.map(({ key, name }) => [`CHIP_${key.toUpperCase()}`, design[name]] as const),
];

export class Unit {
  readonly code: Item[] = [];
  codeSize = 0;
  readonly memory: MemoryDraft[] = [];
  /** The memory section being filled; undefined while it is the code. */
  current: MemoryDraft | undefined;
  readonly streams: (EventStream | StreamBuilder)[] = [];
  stream: StreamBuilder | undefined;
  counters = 0;
  readonly registers = new Map<string, number>();
  /** Whether only what directives give is added, which sources of the disassembler need. */
  exact = false;
  readonly explicitSymbols: ImageSymbol[] = [];
  readonly files: string[] = [];
  readonly runs: LineRun[] = [];
  readonly metadata: [string, string][] = [];
  readonly unknown: { kind: number; bytes: Uint8Array }[] = [];
  entry: ((scope: Scope) => number) | undefined;
  private readonly names: Map<string, Name>;

  private readonly overridden = new Set<string>();

  /**
   * @param design of the chip that the program is for.
   * @param defines values that take the place of those of `.equ`.
   */
  constructor(
    readonly design: Design,
    private readonly defines: ReadonlyMap<string, number> = new Map(),
  ) {
    this.names = new Map(predefined(design).map(([name, value]) => [name, { type: 'predefined', value }]));
  }

  /** Defines a constant, with the value given from outside if there is one. */
  constant(name: string, value: number, token: Token): void {
    this.overridden.add(name);
    this.define(name, 'constant', this.defines.get(name) ?? value, token);
  }

  /** A name that was given a value from outside, and that the source does not define. */
  unusedDefine(): string | undefined {
    return [...this.defines.keys()].find((name) => !this.overridden.has(name));
  }

  /** The place counter: instructions in code, bytes of address in memory. */
  get here(): number {
    return this.current === undefined ? this.codeSize : this.current.address + this.current.size;
  }

  /** @throws Fault when the name is taken. */
  define(name: string, type: SymbolType, value: number, token: Token): void {
    if (this.names.has(name) || name === '.')
      throw new Fault(`${quote(name)} is defined twice`, token.column, token.length);
    this.names.set(name, { type, value });
  }

  nextCounter(token: Token): number {
    if (this.counters >= COUNTERS)
      throw new Fault(`more than ${COUNTERS} counters`, token.column, token.length);
    return this.counters++;
  }

  /** The names as seen from a place, where `.` is the counter of that place. */
  scope(here: number): Scope {
    return {
      lookup: (name) => (name === '.' ? here : this.names.get(name)?.value),
      names: () => [...this.names.keys()],
    };
  }

  /** Adds to the section at hand. */
  add(item: Omit<Item, 'at'>): void {
    const { current } = this;
    if (current === undefined) {
      this.code.push({ ...item, at: this.codeSize });
      this.codeSize += item.size;
      return;
    }
    if (current.reserved > 0)
      throw new Fault('nothing can follow .reserve in a section', 0, item.place.text.length);
    if (current.address + current.size + item.size > MEMORY_BYTES)
      throw new Fault(`data memory has ${MEMORY_BYTES} bytes`, 0, item.place.text.length);
    current.items.push({ ...item, at: current.size });
    current.size += item.size;
  }

  /** Continues a section, or starts one after the others or at an address. */
  section(kind: 'data' | 'weights', address?: number): void {
    const last = this.memory.findLast((m) => m.kind === kind);
    if (address === undefined && last !== undefined && last.reserved === 0 && last === this.memory.at(-1)) {
      this.current = last;
      return;
    }
    const end = this.memory.reduce((to, m) => Math.max(to, m.address + m.size + m.reserved), 0);
    this.current = { kind, address: address ?? (end + 3) & ~3, items: [], size: 0, reserved: 0 };
    this.memory.push(this.current);
  }

  /** Names for the image, in a fixed order; those that begin with a dot are the source's own. */
  symbols(): ImageSymbol[] {
    if (this.exact) return this.explicitSymbols;
    const order: SymbolType[] = ['code', 'data', 'stream', 'counter', 'constant'];
    return [...this.names]
      .flatMap(([name, { type, value }]): ImageSymbol[] =>
        type === 'predefined' || name.startsWith('.') ? [] : [{ type, name, value: value >>> 0 }],
      )
      .sort(
        (a, b) =>
          order.indexOf(a.type) - order.indexOf(b.type) || a.value - b.value || (a.name < b.name ? -1 : 1),
      );
  }

  /** `; did you mean`, for a register. */
  registerHint(name: string): string {
    return closest(name, [...this.registers.keys(), 'at', ...Array.from({ length: 16 }, (_, i) => `r${i}`)]);
  }
}
