import { describe, expect, it } from 'vitest';
import { ACTIVITY_LENGTH } from '../../src/chip/activity.js';
import { designOf, REFERENCE, type Design } from '../../src/design/design.js';
import {
  areaOf,
  extrapolatedBlocks,
  FamilyError,
  sramSize,
  tableFor,
} from '../../src/energy/design-table.js';
import { price, pricesAt, uncertainty } from '../../src/energy/prices.js';
import { BLOCKS, COMPONENTS, type Block } from '../../src/energy/table/vocabulary.js';
import { builtInDesigns, loadDesign } from '../../src/data/design-files.js';
import { loadTable } from '../../src/node/energy-tables.js';

const table = await loadTable('fdsoi28');
const blockOf = (design: Design, block: Block) =>
  tableFor(table, design).blocks.find((b) => b.block === block)!;
const counts = Float64Array.from({ length: ACTIVITY_LENGTH }, (_, i) => 1 + (i % 7));

describe('the table of a chip', () => {
  it('is the table itself for the public design', () => {
    expect(tableFor(table, REFERENCE)).toBe(table);
    expect(areaOf(table, REFERENCE)).toMatchObject({ total: 0.45, uncertainty: 0 });
  });

  it.each(builtInDesigns())('of %s: energies and areas add up', async (name) => {
    const design = await loadDesign(name, { declare: () => undefined });
    const scaled = tableFor(table, design);
    const breakdown = price(counts, pricesAt(scaled));
    const sum = COMPONENTS.reduce((total, component) => total + breakdown.component(component), 0);
    expect(breakdown.total).toBeCloseTo(sum, 3);
    expect(uncertainty(counts, pricesAt(scaled))).toBeGreaterThan(0);
    const { total, blocks } = areaOf(scaled, design)!;
    expect(BLOCKS.reduce((area, block) => area + blocks[block], 0)).toBeCloseTo(total, 12);
  });

  it('follows the law of accesses, anchored at each SRAM of the public design', () => {
    const half = designOf({ weightBits: 4 });
    const before = blockOf(REFERENCE, 'input-weight-sram').actions.find((a) => a.name === 'read')!;
    const narrow = blockOf(half, 'input-weight-sram').actions.find((a) => a.name === 'read')!;
    expect(narrow.energy).toBeCloseTo(before.energy / 2, 12);
    const small = designOf({ inputs: 128, neurons: 128 });
    const fewer = blockOf(small, 'input-weight-sram').actions.find((a) => a.name === 'read')!;
    expect(fewer.energy / before.energy).toBeCloseTo(0.158 + 0.842 * (1 / 4) ** 0.75, 6);
    expect(blockOf(small, 'input-weight-sram').leakage.power).toBeCloseTo(3.6 / 4, 12);
  });

  it('marks what it changed, and is the less certain the farther a chip is from the public design', () => {
    const read = (neurons: number) =>
      blockOf(designOf({ inputs: neurons, neurons }), 'input-weight-sram').actions[0]!;
    const [near, far] = [read(128), read(32)];
    expect([near.kind, far.kind]).toEqual(['derived', 'derived']);
    expect(near.uncertainty).toBeGreaterThan(table.blocks[2]!.actions[0]!.uncertainty);
    expect(far.uncertainty).toBeGreaterThan(near.uncertainty);
    expect(near.sources).toContain('cacti');
    expect(extrapolatedBlocks(table)).toEqual([]);
    expect(extrapolatedBlocks(tableFor(table, designOf({ membraneBits: 12 })))).toEqual([
      'event-datapath',
      'step-datapath',
    ]);
    const area = (neurons: number) => areaOf(table, designOf({ inputs: neurons, neurons }))!;
    expect(area(32).uncertainty / area(32).total).toBeGreaterThan(area(128).uncertainty / area(128).total);
    expect(area(512).total).toBeGreaterThan(2 * area(256).total);
  });

  it('is less certain of a chip in which changes make up for each other, too', () => {
    const wide = designOf({ inputs: 512, neurons: 512, weightBits: 3 });
    const read = blockOf(wide, 'input-weight-sram').actions[0]!;
    const ofReference = blockOf(REFERENCE, 'input-weight-sram').actions[0]!;
    expect(read.energy / ofReference.energy).toBeCloseTo(0.95, 2);
    expect(read.uncertainty).toBeGreaterThan(1.2 * ofReference.uncertainty);
    // As large as the public design, by more inputs and fewer neurons.
    const { total, uncertainty: unsure } = areaOf(table, designOf({ inputs: 512, neurons: 168 }))!;
    expect(total / 0.45).toBeGreaterThan(0.95);
    expect(total / 0.45).toBeLessThan(1.05);
    expect(unsure / total).toBeGreaterThan(0.1);
  });

  it('counts only the words that exist', () => {
    const design = designOf({ inputs: 40, neurons: 100 });
    expect(sramSize(design, 'input-weight-sram')).toEqual({ words: 280, bits: 128 });
    expect(sramSize(design, 'recurrent-weight-sram').words).toBe(700);
    expect(sramSize(design, 'neuron-sram').words).toBe(50);
  });

  it('without laws prices the public design only', async () => {
    const other = await loadTable('literature28');
    expect(tableFor(other, REFERENCE)).toBe(other);
    expect(() => tableFor(other, designOf({ neurons: 64 }))).toThrow(FamilyError);
    expect(areaOf(other, REFERENCE)).toBeUndefined();
  });
});
