/**
 * Reads an energy table: YAML text in, checked table out, errors with their line.
 *
 * Strict on purpose: an unknown key, an action nobody counts, a counted action without a price, a number without its
 * unit or its source are errors. A price of zero has to be written down, with a reason, like any other.
 */
import { LineCounter, isMap, isNode, isPair, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { closest } from '../isa/closest.js';
import { parseQuantity, type Quantity } from './quantities.js';
import { KINDS, type EnergyTable, type Kind, type Provenance } from './table.js';
import { ACTIONS, BLOCKS, type Block } from './vocabulary.js';

/** A table that cannot be used: message with file and line. */
export class TableError extends Error {
  override name = 'TableError';
}

/** Largest table text read; real ones have some 20 kB. */
export const MAX_TABLE_BYTES = 1 << 20;
export const TABLE_FORMAT = 'sextant-energy-table';
export const TABLE_VERSION = 1;

/** A number with a unit, or a bare one, which then gets told off by name. */
const quantity = (kind: Quantity): z.ZodType<number> =>
  z.union([z.string(), z.number()]).transform((text, context) => {
    try {
      return parseQuantity(kind, String(text));
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });

const line = z.string().min(1);
const provenance = {
  kind: z.enum(KINDS),
  uncertainty: quantity('ratio'),
  sources: z.array(line).min(1),
  note: line.optional(),
};
const law = z.strictObject({ exponent: z.number().min(0).max(10), ...provenance });
const schema = z.strictObject({
  format: z.literal(TABLE_FORMAT),
  version: z.literal(TABLE_VERSION),
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'a name of lower-case letters, digits, dots and dashes'),
  title: line,
  technology: line,
  'reference-voltage': quantity('voltage'),
  'operating-points': z
    .array(
      z.strictObject({
        vdd: quantity('voltage'),
        clock: quantity('frequency'),
        default: z.boolean().optional(),
        ...provenance,
      }),
    )
    .min(1),
  scaling: z.strictObject({ dynamic: law, leakage: law }),
  components: z.array(
    z.strictObject({
      name: z.enum(BLOCKS),
      leakage: z.strictObject({ power: quantity('power'), ...provenance }),
      actions: z.array(
        z.strictObject({
          name: line,
          arguments: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
          energy: quantity('energy'),
          ...provenance,
        }),
      ),
    }),
  ),
  sources: z.record(
    z.string(),
    z.strictObject({ citation: line, read: z.enum(['primary', 'secondary', 'own']), note: line.optional() }),
  ),
});
type Parsed = z.infer<typeof schema>;
type Path = readonly PropertyKey[];

/**
 * Reads and checks a table.
 * @param text YAML.
 * @param file name for messages.
 * @throws TableError with file, line and what to do about it.
 */
export function readTable(text: string, file: string): EnergyTable {
  if (text.length > MAX_TABLE_BYTES)
    throw new TableError(`${file}: ${text.length} characters; a table has at most ${MAX_TABLE_BYTES}`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const syntax = document.errors[0];
  if (syntax) {
    const { line: at, col } = lines.linePos(syntax.pos[0]);
    throw new TableError(`${file}:${at}:${col}: no YAML: ${oneLine(syntax.message)}`);
  }
  const where = (path: Path): string => `${file}:${lineOf(document, lines, path)}`;
  const result = schema.safeParse(plain(document, file), { reportInput: true });
  if (!result.success) throw new TableError(firstIssue(result.error, document, lines, file));
  const fail = (path: Path, message: string): never => {
    throw new TableError(`${where(path)}: ${message}`);
  };
  const table = result.data;
  checkComponents(table, fail);
  checkSources(table, fail);
  return toTable(table, fail);
}

/** The document as plain data; aliases that would blow up are refused. */
function plain(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw new TableError(`${file}: ${oneLine((error as Error).message)}`);
  }
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Line of the node at a path, or of the nearest one above it. */
function lineOf(document: Document, lines: LineCounter, path: Path, key?: string): number {
  for (let n = path.length; n >= 0; n--) {
    const node = n === 0 ? document.contents : document.getIn(path.slice(0, n), true);
    if (!isNode(node) || !node.range) continue;
    if (key !== undefined && isMap(node)) {
      const pair = node.items.find((item) => isPair(item) && String(item.key) === key);
      if (pair && isNode(pair.key) && pair.key.range) return lines.linePos(pair.key.range[0]).line;
    }
    return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function firstIssue(error: z.ZodError, document: Document, lines: LineCounter, file: string): string {
  const found = error.issues.map((issue) => {
    const place = issue.path.length > 0 ? `${pathText(issue.path)}: ` : '';
    if (issue.code === 'unrecognized_keys') {
      const key = issue.keys[0]!;
      const at = lineOf(document, lines, issue.path, key);
      return { at, text: `${place}unknown key '${key}'${closest(key, knownKeys(issue.path))}` };
    }
    const missing = issue.code !== 'custom' && 'input' in issue && issue.input === undefined;
    return { at: lineOf(document, lines, issue.path), text: place + (missing ? 'missing' : issue.message) };
  });
  found.sort((a, b) => a.at - b.at);
  const more = found.length > 1 ? ` (and ${found.length - 1} more)` : '';
  return `${file}:${found[0]!.at}: ${oneLine(found[0]!.text)}${more}`;
}

const pathText = (path: Path): string =>
  path.map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i > 0 ? '.' : ''}${String(key)}`)).join('');

/** Keys that are known where an unknown one stood, for the hint. */
function knownKeys(path: Path): string[] {
  if (path.length === 0) return Object.keys(schema.shape);
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
