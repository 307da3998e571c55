/**
 * Checks the data of an energy table.
 *
 * Strict on purpose: an unknown key, an action that is not counted, a counted action without a price, a number without
 * its unit or its source are errors. A price of zero has to be written down, with a reason, like any other.
 */
import { closest } from '../../text/closest.js';
import { readObject, type DataError, type Members } from '../../text/members.js';
import { parseQuantity } from './quantities.js';
import type { FamilyLaws } from './family.js';
import { KINDS, type BlockPrices, type EnergyTable, type Provenance, type Source } from './table.js';
import { ACTIONS, BLOCKS } from './vocabulary.js';

export const TABLE_FORMAT = 'sextant-energy-table';
export const TABLE_VERSION = 1;

/**
 * A table from its data: the contents of its YAML file as plain objects.
 * @throws DataError with the place in the data.
 */
export const tableFromData = (data: unknown): EnergyTable => readObject(data, tableOf);

function tableOf(file: Members): EnergyTable {
  file.exactly('format', TABLE_FORMAT);
  file.exactly('version', TABLE_VERSION);
  const sources = file.object('sources', sourcesOf);
  const known = Object.keys(sources);
  const points = pointsOf(file, known);
  const { vdd, clock } = points.find((point) => point.isDefault) ?? points[0]!;
  return {
    name: file.parsed('name', tableName),
    title: file.line('title'),
    version: TABLE_VERSION,
    technology: file.line('technology'),
    reference: file.parsed('reference-voltage', voltage),
    operatingPoints: points.map(({ isDefault: _, ...point }) => point),
    defaultPoint: { vdd, clock },
    scaling: file.object('scaling', (scaling) => ({
      dynamic: scaling.object('dynamic', (law) => powerLaw(law, known)),
      leakage: scaling.object('leakage', (law) => powerLaw(law, known)),
    })),
    blocks: blocksOf(file, known),
    sources,
    ...(file.has('family') ? { family: file.object('family', (laws) => familyOf(laws, known)) } : {}),
  };
}

/** @param known names of the table's sources. */
function familyOf(laws: Members, known: readonly string[]): FamilyLaws {
  const law = (entry: Members): Provenance => provenanceOf(entry, known);
  return {
    access: laws.object('access', (entry) => ({
      fixed: entry.number('fixed', 0, 1),
      exponent: entry.number('exponent', 0, 2),
      ...law(entry),
    })),
    leakage: laws.object('leakage', law),
    datapath: laws.object('datapath', law),
    registers: laws.object('registers', law),
    area: laws.object('area', (entry) => ({
      core: entry.parsed('core', area),
      bit: entry.parsed('bit', smallArea),
      bank: entry.parsed('bank', smallArea),
      ...law(entry),
    })),
  };
}

function tableName(text: string): string {
  if (/^[a-z0-9][a-z0-9.-]*$/.test(text)) return text;
  throw new RangeError('a name of lower-case letters, digits, dots and dashes is expected');
}

const energy = (text: string): number => parseQuantity('energy', text);
const power = (text: string): number => parseQuantity('power', text);
const area = (text: string): number => aboveZero(parseQuantity('area', text), 'an area');
/** In um2. */
const smallArea = (text: string): number => 1e6 * parseQuantity('area', text);
const ratio = (text: string): number => parseQuantity('ratio', text);
const voltage = (text: string): number => aboveZero(parseQuantity('voltage', text), 'a voltage');
const frequency = (text: string): number => aboveZero(parseQuantity('frequency', text), 'a clock');

function aboveZero(value: number, what: string): number {
  if (value > 0) return value;
  throw new RangeError(`${what} above 0 is expected`);
}

const sourcesOf = (list: Members): Record<string, Source> =>
  Object.fromEntries(
    list.names.map((name) => [
      name,
      list.object(name, (source) => ({
        citation: source.line('citation'),
        read: source.oneOf('read', ['primary', 'secondary', 'own']),
        ...noteOf(source),
      })),
    ]),
  );

const noteOf = (entry: Members): { note?: string } => (entry.has('note') ? { note: entry.line('note') } : {});

/** @param known names of the table's sources. */
function provenanceOf(entry: Members, known: readonly string[]): Provenance {
  const sources = entry.lines('sources');
  sources.forEach((name, i) => {
    if (!known.includes(name))
      throw entry.wrong(
        'sources',
        `source '${name}' is not listed under 'sources'${closest(name, known)}`,
        i,
      );
  });
  return {
    kind: entry.oneOf('kind', KINDS),
    uncertainty: entry.parsed('uncertainty', ratio),
    sources,
    ...noteOf(entry),
  };
}

const powerLaw = (law: Members, known: readonly string[]) => ({
  exponent: law.number('exponent', 0, 10),
  ...provenanceOf(law, known),
});

/** Operating points by rising voltage. */
function pointsOf(file: Members, known: readonly string[]) {
  const points = file.objects('operating-points', (point) => ({
    vdd: point.parsed('vdd', voltage),
    clock: point.parsed('clock', frequency),
    isDefault: point.has('default') && point.flag('default'),
    ...provenanceOf(point, known),
  }));
  const refuse = (reason: string): DataError => file.wrong('operating-points', reason);
  if (points.length === 0) throw refuse('at least one operating point is needed');
  if (points.filter((point) => point.isDefault).length > 1)
    throw refuse('more than one operating point is marked default');
  points.sort((a, b) => a.vdd - b.vdd);
  for (let i = 1; i < points.length; i++)
    if (points[i]!.vdd === points[i - 1]!.vdd || points[i]!.clock < points[i - 1]!.clock)
      throw refuse('operating points must differ in voltage, and a higher one must not be slower');
  return points;
}

/** Prices of all components, in their order. */
function blocksOf(file: Members, known: readonly string[]): BlockPrices[] {
  const seen = new Map<string, BlockPrices>();
  file.objects('components', (component) => {
    const prices = blockOf(component, known);
    if (seen.has(prices.block)) throw component.wrong('name', `component '${prices.block}' twice`);
    seen.set(prices.block, prices);
  });
  return BLOCKS.map((block) => {
    const prices = seen.get(block);
    if (!prices) throw file.wrong('components', `component '${block}' is missing`);
    return prices;
  });
}

function blockOf(component: Members, known: readonly string[]): BlockPrices {
  const block = component.oneOf('name', BLOCKS);
  const counted = ACTIONS.filter((a) => a.block === block).map((a) => a.name);
  const priced = new Set<string>();
  const leakage = component.object('leakage', (entry) => ({
    power: entry.parsed('power', power),
    ...provenanceOf(entry, known),
  }));
  const actions = component.objects('actions', (entry) => {
    const name = entry.line('name');
    if (!counted.includes(name))
      throw entry.wrong('name', `'${block}' has no action '${name}'${closest(name, counted)}`);
    if (priced.has(name)) throw entry.wrong('name', `action '${name}' of '${block}' priced twice`);
    priced.add(name);
    return {
      name,
      arguments: entry.has('arguments') ? entry.object('arguments', argumentsOf) : {},
      energy: entry.parsed('energy', energy),
      ...provenanceOf(entry, known),
    };
  });
  const missing = counted.find((name) => !priced.has(name));
  if (missing !== undefined)
    throw component.wrong(
      'actions',
      `action '${missing}' of '${block}' is counted but has no price; write one, with its source (0 pJ if it is free)`,
    );
  return { block, leakage, actions };
}

const argumentsOf = (list: Members): Record<string, string | number> =>
  Object.fromEntries(list.names.map((name) => [name, list.textOrNumber(name)]));
