/** `sextant chip`: what a design is: its memories, addresses, cycles, energies, area, and its difference from the public design. */
import { Argument, Command } from 'commander';
import { designDifference, REFERENCE, type Design } from '../design/design.js';
import { PARAMETERS } from '../design/parameters.js';
import { areaOf, isExtrapolated, sramSize, valueOf, type Area, type Priced } from '../energy/design-table.js';
import { BLOCKS } from '../energy/table/vocabulary.js';
import type { EnergyTable } from '../energy/table/table.js';
import { withFiles, type DeclaredFiles } from '../files/declared-files.js';
import { memoriesOf } from '../isa/memories.js';
import { addPricingOptions, pricesOf, type PricingOptions } from './energy/pricing.js';
import { chipOption, chipOr, type ChipOption } from './chip-option.js';
import { jsonOption, type ReportOptions } from './options.js';
import { Report } from './report.js';

interface ChipCommandOptions extends ChipOption, PricingOptions, ReportOptions {}

export function chipCommand(): Command {
  const command = new Command('chip')
    .description('show what a design is: memories, addresses, cycles, energies, leakage, area')
    .addArgument(
      new Argument(
        '[design]',
        'a design of designs/, a file, key=value such as neurons=64, or several, with commas',
      ),
    )
    .addOption(chipOption())
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  sextant chip n64,weight_bits=4\n  sextant chip lean --json')
    .action((text: string | undefined, options: ChipCommandOptions) =>
      withFiles((files) => showChip(text, options, files)),
    );
  return addPricingOptions(command);
}

async function showChip(
  text: string | undefined,
  options: ChipCommandOptions,
  files: DeclaredFiles,
): Promise<void> {
  // The argument and the option are one list, of which later ones count.
  const given = [text, options.chip].filter((part) => part !== undefined);
  const design = await chipOr(given.length > 0 ? { chip: given.join() } : {}, files);
  const { table, staticPower, point } = await pricesOf(options, files, design);
  const area = areaOf(table, design);
  const staticUw = staticPower * 1e6;
  const report = new Report(options);
  report.json({
    name: design.name,
    parameters: Object.fromEntries(PARAMETERS.map(({ key, name }) => [key, design[name]])),
    sha256: design.hash,
    difference: designDifference(design, REFERENCE),
    memories: memoryRows(design),
    cycles: CYCLES(design),
    energy: { table: table.name, vdd: point.vdd, staticUw, components: energyRows(table) },
    area: area ?? null,
  });
  report.text(
    ...headLines(design),
    '',
    ...memoryLines(design),
    '',
    ...Object.entries(CYCLES(design)).map(([what, formula]) => `  ${what.padEnd(14)} ${formula}`),
    '',
    ...energyLines(table, staticUw),
    ...areaLines(area),
  );
}

function headLines(design: Design): string[] {
  const difference = designDifference(design, REFERENCE);
  return [
    `chip ${design.name}: ${difference === '' ? 'the public design' : difference}`,
    ...PARAMETERS.map(({ key, name, meaning }) => `  ${key.padEnd(21)} ${design[name]}  (${meaning})`),
    `  addresses of inputs and neurons have ${design.addressBits} bits; SHA-256 of the parameters ${design.hash}`,
  ];
}

const SRAM_BLOCKS = {
  neur: 'neuron-sram',
  winp: 'input-weight-sram',
  wrec: 'recurrent-weight-sram',
  wout: 'output-weight-sram',
} as const;

/** Memories with the words that have an address, and those that exist. */
const memoryRows = (design: Design) =>
  memoriesOf(design).map(({ name, words, bits, addressing, meaning }) => ({
    name,
    words,
    existing: name === 'oneur' ? words : sramSize(design, SRAM_BLOCKS[name]).words,
    bits,
    addressing,
    meaning,
  }));

function memoryLines(design: Design): string[] {
  return memoryRows(design).map(({ name, words, existing, bits, addressing, meaning }) => {
    const some = existing === words || name === 'wout' ? '' : ` (${existing} exist)`;
    return `  ${name.padEnd(6)} ${words} x ${bits} bits${some}: ${meaning}; ${addressing}`;
  });
}

/** How long things take, in cycles; NEUR is the larger of NUM_INP and NUM_REC. */
const CYCLES = ({ lanes, neurons, inputs }: Design): Record<string, string> => {
  const neur = Math.max(inputs, neurons) - 1;
  const pass = Math.ceil(neurons / lanes) * (2 * lanes + 2 * (neur + 1));
  return {
    propagation: 'NEUR + 1, and 2 * (floor(NUM_REC / 2) + 1) for each event',
    step: `max(NUM_INP, NUM_REC, NUM_OUT) + 1: ${neur + 1} at full size`,
    learning: `(floor(NUM_REC / ${lanes}) + 1) * (${2 * lanes} + 2 * (NEUR + 1)): ${pass} at full size`,
  };
};

const energyRows = ({ blocks }: EnergyTable) =>
  blocks.map(({ block, leakage, actions }) => ({
    component: block,
    leakageUw: leakage.power,
    leakageKind: leakage.kind,
    leakageUncertainty: leakage.uncertainty,
    actions: actions.map(({ name, energy, kind, uncertainty }) => ({
      name,
      energyPj: energy,
      kind,
      uncertainty,
    })),
  }));

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const short = (value: number): string => String(Number(value.toPrecision(3)));

function energyLines(table: EnergyTable, staticUw: number): string[] {
  const { blocks, scaled } = table;
  const rows = blocks.flatMap(({ block, leakage, actions }, i) => {
    const from = scaled?.from.blocks[i];
    return [
      ...actions.map(
        (a, k) => `  ${block} ${a.name}: ${short(a.energy)} pJ ${sureness(a, from?.actions[k])}`,
      ),
      `  ${block} leakage: ${short(leakage.power)} uW ${sureness(leakage, from?.leakage)}`,
    ];
  });
  const extrapolated = scaled ? ', extrapolated where it says from what' : '';
  return [
    `energy at ${table.reference} V, table ${table.name}${extrapolated}`,
    ...rows,
    `  leakage in all ${short(staticUw)} uW at the operating point`,
  ];
}

/** How sure a number is. @param from the one of the public design, if this one may be extrapolated from it. */
function sureness(number: Priced, from: Priced | undefined): string {
  const origin = from && isExtrapolated(number, from) ? ` from ${short(valueOf(from))}` : '';
  return `(${number.kind}${origin}, ± ${percent(number.uncertainty)})`;
}

function areaLines(area: Area | undefined): string[] {
  if (!area) return [];
  const sure =
    area.uncertainty > 0 ? ` ± ${short(area.uncertainty)} mm2, extrapolated` : ', the published core';
  return [
    `area ${short(area.total)} mm2${sure}`,
    ...BLOCKS.map((block) => `  ${block.padEnd(21)} ${short(area.blocks[block])} mm2`),
  ];
}
