/**
 * Reads an energy table: YAML text in, checked table out, errors with their line.
 *
 * Strict on purpose: an unknown key, an action nobody counts, a counted action without a price, a number without its
 * unit or its source are errors. A price of zero has to be written down, with a reason, like any other.
 */
import * as v from 'valibot';
import { closest } from '../isa/closest.js';
import { parseQuantity, type Quantity } from './quantities.js';
import { KINDS, MAX_TABLE_BYTES, type EnergyTable, type Kind, type Provenance } from './table.js';
import { ACTIONS, BLOCKS, type Block } from './vocabulary.js';
import { readYaml, YamlError, type Located, type Path } from './yaml-lines.js';

/** A table that cannot be used: message with file and line. */
export class TableError extends Error {
  override name = 'TableError';
}

export const TABLE_FORMAT = 'sextant-energy-table';
export const TABLE_VERSION = 1;

/** A number with a unit, or a bare one, which then gets told off by name. */
const quantity = (kind: Quantity) =>
  v.pipe(
    v.union([v.string(), v.number()]),
    v.rawTransform(({ dataset, addIssue, NEVER }) => {
      try {
        return parseQuantity(kind, String(dataset.value));
      } catch (error) {
        addIssue({ message: (error as Error).message });
        return NEVER;
      }
    }),
  );

const line = v.pipe(v.string(), v.nonEmpty('some text is needed'));
const provenance = {
  kind: v.picklist(KINDS),
  uncertainty: quantity('ratio'),
  sources: v.pipe(v.array(line), v.nonEmpty('at least one source is needed')),
  note: v.optional(line),
};
const exponent = v.pipe(v.number(), v.minValue(0), v.maxValue(10));
const law = v.strictObject({ exponent, ...provenance });
const schema = v.strictObject({
  format: v.literal(TABLE_FORMAT),
  version: v.literal(TABLE_VERSION),
  name: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9][a-z0-9.-]*$/, 'a name of lower-case letters, digits, dots and dashes is needed'),
  ),
  title: line,
  technology: line,
  'reference-voltage': quantity('voltage'),
  'operating-points': v.pipe(
    v.array(
      v.strictObject({
        vdd: quantity('voltage'),
        clock: quantity('frequency'),
        default: v.optional(v.boolean()),
        ...provenance,
      }),
    ),
    v.nonEmpty('at least one operating point is needed'),
  ),
  scaling: v.strictObject({ dynamic: law, leakage: law }),
  components: v.array(
    v.strictObject({
      name: v.picklist(BLOCKS),
      leakage: v.strictObject({ power: quantity('power'), ...provenance }),
      actions: v.array(
        v.strictObject({
          name: line,
          arguments: v.optional(v.record(v.string(), v.union([v.string(), v.number()]))),
          energy: quantity('energy'),
          ...provenance,
        }),
      ),
    }),
  ),
  sources: v.record(
    v.string(),
    v.strictObject({
      citation: line,
      read: v.picklist(['primary', 'secondary', 'own']),
      note: v.optional(line),
    }),
  ),
});
type Parsed = v.InferOutput<typeof schema>;

/**
 * Reads and checks a table.
 * @param text YAML.
 * @param file name for messages.
 * @throws TableError with file, line and what to do about it.
 */
export function readTable(text: string, file: string): EnergyTable {
  if (text.length > MAX_TABLE_BYTES)
    throw new TableError(`${file}: ${text.length} characters; a table has at most ${MAX_TABLE_BYTES}`);
  const document = readDocument(text, file);
  const result = v.safeParse(schema, document.data);
  if (!result.success) throw new TableError(`${file}:${firstIssue(result.issues, document)}`);
  const fail = (path: Path, message: string): never => {
    throw new TableError(`${file}:${document.lineOf(path)}: ${message}`);
  };
  const table = result.output;
  checkComponents(table, fail);
  checkSources(table, fail);
  return toTable(table, fail);
}

function readDocument(text: string, file: string): Located {
  try {
    return readYaml(text);
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new TableError(`${file}:${error.line}:${error.column}: no YAML: ${error.message}`);
  }
}

/** The issue that stands first in the file, with its line. */
function firstIssue(issues: readonly v.BaseIssue<unknown>[], document: Located): string {
  const found = issues.map((issue) => {
    const path = issue.path?.map((step) => step.key as PropertyKey) ?? [];
    return { at: document.lineOf(path), text: issueText(issue, path) };
  });
  found.sort((a, b) => a.at - b.at);
  const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
  return `${found[0]!.at}: ${found[0]!.text}${more}`;
}

function issueText(issue: v.BaseIssue<unknown>, path: Path): string {
  const above = path.slice(0, -1);
  const key = String(path.at(-1));
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return `${placeOf(above)}unknown key '${key}'${closest(key, knownKeys(above))}`;
  return `${placeOf(path)}${issue.received === 'undefined' ? 'missing' : issue.message}`;
}

const placeOf = (path: Path): string => (path.length > 0 ? `${pathText(path)}: ` : '');

const pathText = (path: Path): string =>
  path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`)).join('');

/** Keys that are known where an unknown one stood, for the hint. */
function knownKeys(path: Path): string[] {
  if (path.length === 0) return Object.keys(schema.entries);
  const common = Object.keys(provenance);
  if (path.includes('actions')) return ['name', 'arguments', 'energy', ...common];
  if (path.includes('leakage')) return ['power', 'exponent', ...common];
  if (path[0] === 'components') return ['name', 'leakage', 'actions'];
  if (path[0] === 'operating-points') return ['vdd', 'clock', 'default', ...common];
  if (path[0] === 'scaling') return ['dynamic', 'leakage', 'exponent', ...common];
  return ['citation', 'read', 'note'];
}

type Fail = (path: Path, message: string) => never;

function checkComponents(table: Parsed, fail: Fail): void {
  const seen = new Map<Block, number>();
  table.components.forEach((component, i) => {
    if (seen.has(component.name)) fail(['components', i, 'name'], `component '${component.name}' twice`);
    seen.set(component.name, i);
    const known = ACTIONS.filter((a) => a.block === component.name).map((a) => a.name);
    const priced = new Set<string>();
    component.actions.forEach((entry, j) => {
      const path = ['components', i, 'actions', j, 'name'];
      if (!known.includes(entry.name))
        fail(path, `'${component.name}' has no action '${entry.name}'${closest(entry.name, known)}`);
      if (priced.has(entry.name)) fail(path, `action '${entry.name}' of '${component.name}' priced twice`);
      priced.add(entry.name);
    });
    const missing = known.find((name) => !priced.has(name));
    if (missing !== undefined)
      fail(
        ['components', i, 'actions'],
        `action '${missing}' of '${component.name}' is counted but has no price; write one, with its source (0 pJ if it is free)`,
      );
  });
  const absent = BLOCKS.find((block) => !seen.has(block));
  if (absent !== undefined) fail(['components'], `component '${absent}' is missing`);
}

function checkSources(table: Parsed, fail: Fail): void {
  const known = Object.keys(table.sources);
  const check = (path: Path, sources: readonly string[]): void =>
    sources.forEach((name, i) => {
      if (!known.includes(name))
        fail(
          [...path, 'sources', i],
          `source '${name}' is not listed under 'sources'${closest(name, known)}`,
        );
    });
  table['operating-points'].forEach((point, i) => check(['operating-points', i], point.sources));
  check(['scaling', 'dynamic'], table.scaling.dynamic.sources);
  check(['scaling', 'leakage'], table.scaling.leakage.sources);
  table.components.forEach((component, i) => {
    check(['components', i, 'leakage'], component.leakage.sources);
    component.actions.forEach((a, j) => check(['components', i, 'actions', j], a.sources));
  });
}

function toTable(table: Parsed, fail: Fail): EnergyTable {
  if (table['reference-voltage'] === 0)
    fail(['reference-voltage'], 'a reference voltage of 0 V scales to nothing');
  const points = table['operating-points'].map((point, i) => {
    if (point.vdd === 0 || point.clock === 0) fail(['operating-points', i], 'vdd and clock must exceed 0');
    return point;
  });
  const marked = points.filter((p) => p.default === true);
  if (marked.length > 1) fail(['operating-points'], 'more than one operating point is marked default');
  const sorted = [...points].sort((a, b) => a.vdd - b.vdd);
  for (let i = 1; i < sorted.length; i++)
    if (sorted[i]!.vdd === sorted[i - 1]!.vdd || sorted[i]!.clock < sorted[i - 1]!.clock)
      fail(
        ['operating-points'],
        'operating points must differ in voltage, and a higher one must not be slower',
      );
  const { vdd, clock } = marked[0] ?? sorted[0]!;
  return {
    name: table.name,
    title: table.title,
    version: table.version,
    technology: table.technology,
    reference: table['reference-voltage'],
    operatingPoints: sorted.map((point) => ({ vdd: point.vdd, clock: point.clock, ...provenanceOf(point) })),
    defaultPoint: { vdd, clock },
    scaling: {
      dynamic: { exponent: table.scaling.dynamic.exponent, ...provenanceOf(table.scaling.dynamic) },
      leakage: { exponent: table.scaling.leakage.exponent, ...provenanceOf(table.scaling.leakage) },
    },
    blocks: BLOCKS.map((block) => {
      const { leakage, actions } = table.components.find((c) => c.name === block)!;
      return {
        block,
        leakage: { power: leakage.power, ...provenanceOf(leakage) },
        actions: actions.map((a) => ({
          name: a.name,
          arguments: a.arguments ?? {},
          energy: a.energy,
          ...provenanceOf(a),
        })),
      };
    }),
    sources: Object.fromEntries(
      Object.entries(table.sources).map(([name, { citation, read, note }]) => [
        name,
        note === undefined ? { citation, read } : { citation, read, note },
      ]),
    ),
  };
}

function provenanceOf(entry: {
  kind: Kind;
  uncertainty: number;
  sources: string[];
  note?: string | undefined;
}): Provenance {
  const { kind, uncertainty, sources, note } = entry;
  return { kind, uncertainty, sources, ...(note === undefined ? {} : { note }) };
}
