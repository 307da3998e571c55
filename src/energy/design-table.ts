/** A table for a chip of the family: the prices, leakage and area that the table's laws give it. */
import { REFERENCE, type Design } from '../design/design.js';
import { memoryOf } from '../isa/memories.js';
import type { FamilyLaws } from './table/family.js';
import type { EnergyTable, Provenance } from './table/table.js';
import { BLOCKS, type Block } from './table/vocabulary.js';

/** A table that says nothing of chips other than the public design. */
export class FamilyError extends RangeError {
  override name = 'FamilyError';
}

/** Words of the SRAM that the access law is normalised at. */
const LAW_WORDS = 4096;

/** Blocks that are SRAMs. */
const SRAMS = {
  'neuron-sram': 'neur',
  'input-weight-sram': 'winp',
  'recurrent-weight-sram': 'wrec',
  'output-weight-sram': 'wout',
} as const satisfies Partial<Record<Block, string>>;
type SramBlock = keyof typeof SRAMS;
const isSram = (block: Block): block is SramBlock => block in SRAMS;

/** Words of an SRAM that exist, and their bits. */
export function sramSize(design: Design, block: SramBlock): { words: number; bits: number } {
  const { inputs, neurons, blocks, neuronWords } = design;
  const { bits } = memoryOf(design, SRAMS[block]);
  switch (block) {
    case 'neuron-sram':
      return { words: neuronWords, bits };
    case 'input-weight-sram':
      return { words: inputs * blocks, bits };
    case 'recurrent-weight-sram':
      return { words: neurons * blocks, bits };
    case 'output-weight-sram':
      return { words: 2 * neurons, bits };
  }
}

/** Flip-flops outside the datapaths, counted from the specification: flags, counters, settings, output and slot registers. */
export function registerBits(design: Design): number {
  const { addresses, addressBits, lanes, outputs } = design;
  const flags = 4 * addresses;
  const counters = 8 * addressBits + 64;
  const settings = 2 * addressBits + addresses / 2 + 500;
  const outputRegisters = outputs * (16 + 16 + 16);
  const slots = lanes * (16 + 5 + 12);
  return flags + counters + settings + outputRegisters + slots + GENERATOR_BITS + SPI_BITS;
}
/** State of the random generators, and registers of the SPI slave: the same in every chip. */
const GENERATOR_BITS = 9 * 15 + 17 + 2 * 25 + 22;
const SPI_BITS = 17 + 5 * 32;

type Ratio = (design: Design) => number;
const traceBits = (d: Design): number => (d.inputTraceBits + d.recurrentTraceBits + d.outputTraceBits) / 3;
const membrane: Ratio = (d) => d.membraneBits;
const flags: Ratio = (d) => d.addresses;
const one: Ratio = () => 1;

/** What an action's energy is proportional to, besides those of SRAMs and of the clock. */
const WIDTHS: Readonly<Record<string, Ratio>> = {
  scan: flags,
  tick: flags,
  'event-update': membrane,
  'trace-increment': traceBits,
  'leak-update': membrane,
  'trace-leak': traceBits,
  'learning-signal': (d) => d.weightBits * d.outputs,
  lane: (d) => (d.inputTraceBits + d.recurrentTraceBits) / 2,
};

/** What the leakage and area of a block of logic are proportional to. */
const LOGIC: Partial<Record<Block, Ratio>> = {
  clock: registerBits,
  'event-datapath': (d) => membrane(d) + traceBits(d),
  'step-datapath': (d) => membrane(d) + 3 * traceBits(d),
  'learning-datapath': (d) => d.lanes * d.inputTraceBits,
};

/** How a number of a chip differs from that of the public design. */
interface Change {
  readonly factor: number;
  /** Sum of the logarithms of all that changes it, each without its sign: changes that make up for each other count, too. */
  readonly distance: number;
}

const changeBy = (...factors: readonly number[]): Change => ({
  factor: factors.reduce((product, factor) => product * factor, 1),
  distance: factors.reduce((sum, factor) => sum + Math.abs(Math.log(factor)), 0),
});

const changeOf = (ratio: Ratio, design: Design): Change => changeBy(ratio(design) / ratio(REFERENCE));

/** Energy of an access by the law. */
function accessChange({ fixed, exponent }: FamilyLaws['access'], design: Design, block: SramBlock): Change {
  const byWords = (d: Design): number =>
    fixed + (1 - fixed) * (sramSize(d, block).words / LAW_WORDS) ** exponent;
  const width = sramSize(design, block).bits / sramSize(REFERENCE, block).bits;
  return changeBy(width, byWords(design) / byWords(REFERENCE));
}

/**
 * The table for a chip; the table itself for the public design.
 * @throws FamilyError for a table without laws.
 */
export function tableFor(table: EnergyTable, design: Design): EnergyTable {
  if (design.isReference) return table;
  const { family: laws } = table;
  if (!laws)
    throw new FamilyError(
      `table '${table.name}' prices the public design only: it has no laws for other chips (section family)`,
    );
  return {
    ...table,
    scaled: { design, from: table },
    blocks: table.blocks.map(({ block, leakage, actions }) => {
      const still = leakageChange(block, design);
      return {
        block,
        leakage: {
          ...derived(leakage, still, leakageLaw(laws, block)),
          power: leakage.power * still.factor,
        },
        actions: actions.map((action) => {
          const { change, law } = actionChange(laws, block, action.name, design);
          return { ...action, ...derived(action, change, law), energy: action.energy * change.factor };
        }),
      };
    }),
  };
}

/** An energy of an action in pJ, or a leakage in uW, with its provenance. */
export type Priced = Provenance & ({ readonly energy: number } | { readonly power: number });

/** The number itself. */
export const valueOf = (priced: Priced): number => ('energy' in priced ? priced.energy : priced.power);

/** Whether a law has changed a number. @param from that of the public design. */
export const isExtrapolated = (number: Priced, from: Priced): boolean =>
  number.uncertainty !== from.uncertainty || valueOf(number) !== valueOf(from);

/** The blocks of which a law has changed prices or leakage; none for the public design. */
export const extrapolatedBlocks = ({ blocks, scaled }: EnergyTable): Block[] =>
  blocks
    .filter(({ leakage, actions }, i) => {
      const from = scaled?.from.blocks[i];
      if (!from) return false;
      const changes = actions.some((action, k) => isExtrapolated(action, from.actions[k]!));
      return changes || isExtrapolated(leakage, from.leakage);
    })
    .map(({ block }) => block);

/** Where a number comes from that a law changes: the less certain the farther it is from the public design. */
function derived(
  { kind, uncertainty, sources, note }: Provenance,
  { factor, distance }: Change,
  law: Provenance,
): Provenance {
  if (distance === 0) return { kind, uncertainty, sources, ...(note === undefined ? {} : { note }) };
  return {
    kind: 'derived',
    uncertainty: Math.hypot(uncertainty, law.uncertainty * distance),
    sources: [...new Set([...sources, ...law.sources])],
    note: `that of the public design times ${Number(factor.toPrecision(4))}`,
  };
}

const UNCHANGED = changeBy();

function actionChange(
  laws: FamilyLaws,
  block: Block,
  name: string,
  design: Design,
): { change: Change; law: Provenance } {
  if (isSram(block)) {
    const change = name === 'write-bit' ? UNCHANGED : accessChange(laws.access, design, block);
    return { change, law: laws.access };
  }
  if (block === 'clock' && name === 'cycle')
    return { change: changeOf(registerBits, design), law: laws.registers };
  return { change: changeOf(WIDTHS[name] ?? one, design), law: laws.datapath };
}

function leakageChange(block: Block, design: Design): Change {
  if (!isSram(block)) return changeOf(LOGIC[block] ?? one, design);
  return changeOf((d) => sramSize(d, block).words * sramSize(d, block).bits, design);
}

const leakageLaw = (laws: FamilyLaws, block: Block): Provenance =>
  isSram(block) ? laws.leakage : block === 'clock' ? laws.registers : laws.datapath;

/** Area of a chip, in mm2. */
export interface Area {
  readonly total: number;
  /** One standard deviation. */
  readonly uncertainty: number;
  readonly blocks: Readonly<Record<Block, number>>;
}

const UM2 = 1e-6;

/**
 * Area by block: SRAMs by their bits; the rest of the published core is logic, shared out by its leakage and scaled by width.
 * @returns undefined for a table without laws.
 */
export function areaOf(table: EnergyTable, design: Design): Area | undefined {
  const anchor = table.scaled?.from ?? table;
  const { family: laws } = anchor;
  if (!laws) return undefined;
  const { core, bit, bank } = laws.area;
  const sram = (d: Design, block: SramBlock): number => {
    const { words, bits } = sramSize(d, block);
    return (bank + bit * words * bits) * UM2;
  };
  const logicBlocks = BLOCKS.filter((block) => !isSram(block));
  const share = (block: Block): number => anchor.blocks.find((b) => b.block === block)!.leakage.power;
  const allShares = logicBlocks.reduce((sum, block) => sum + share(block), 0);
  const srams = BLOCKS.filter(isSram);
  const logic = core - srams.reduce((sum, block) => sum + sram(REFERENCE, block), 0);
  const areasOf = (d: Design): Record<Block, number> =>
    Object.fromEntries(
      BLOCKS.map((block) => [
        block,
        isSram(block)
          ? sram(d, block)
          : ((logic * share(block)) / allShares) * leakageChange(block, d).factor,
      ]),
    ) as Record<Block, number>;
  const blocks = areasOf(design);
  // The core as a whole is published; how another chip differs from it is not.
  if (design.isReference) return { total: core, uncertainty: 0, blocks };
  const total = BLOCKS.reduce((sum, block) => sum + blocks[block], 0);
  const reference = areasOf(REFERENCE);
  const changed = BLOCKS.reduce(
    (sum, block) =>
      sum + logarithmicMean(blocks[block], reference[block]) * leakageChange(block, design).distance,
    0,
  );
  return { total, uncertainty: laws.area.uncertainty * changed, blocks };
}

/** Between two numbers, so that times the logarithm of their ratio it is their difference. */
const logarithmicMean = (a: number, b: number): number => (a === b ? a : (a - b) / Math.log(a / b));
