/**
 * NIR graphs (Neuromorphic Intermediate Representation) as they are in a file, with nested graphs unfolded.
 *
 * In the file `/node` is a graph: `type`, `edges` of shape [n, 2], and `nodes/<name>` with a `type` and parameters. A
 * node of a nested graph is named by its path, `hidden/lif`.
 */
import type { Hdf5Dataset, Hdf5Group } from '../hdf5/tree.js';
import { badInput, type UserError } from '../text/errors.js';

/** A parameter of a node. */
export interface Parameter {
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

export interface NirNode {
  /** Path of the node. */
  readonly name: string;
  readonly type: string;
  readonly parameters: ReadonlyMap<string, Parameter>;
}

export type Edge = readonly [from: string, to: string];

export interface NirGraph {
  /** Name of the file, for messages. */
  readonly file: string;
  readonly version: string;
  readonly nodes: ReadonlyMap<string, NirNode>;
  readonly edges: readonly Edge[];
  /** Repairs that were made because they were allowed. */
  readonly repairs: readonly string[];
}

/** Nodes without a function of their own: the borders of a nested graph. */
export const isBorder = ({ name, type }: NirNode): boolean =>
  name.includes('/') && (type === 'Input' || type === 'Output');

/** A node that is wrong or cannot be used, as an error for users. */
export const nodeError = (file: string, node: string, message: string): UserError =>
  badInput(`node ${node}: ${message}`, { file });

const MAX_DEPTH = 16;

/**
 * The graph in a file.
 * @param repairEdges an edge that names a missing node means the one node of that graph that no edge names.
 * @throws UserError naming the node that is wrong.
 */
export function readGraph(root: Hdf5Group, file: string, repairEdges = false): NirGraph {
  const version = root.members.get('version');
  const node = root.members.get('node');
  if (node?.kind !== 'group' || typeOf(node) !== 'NIRGraph')
    throw badInput('not a NIR file: /node is not a NIRGraph', { file });
  const reader = new Unfolding(file, repairEdges);
  reader.graph(node, '', 0);
  return {
    file,
    version: version?.kind === 'dataset' ? textOf(version) : '',
    nodes: reader.nodes,
    edges: reader.edges,
    repairs: reader.repairs,
  };
}

const textOf = ({ values }: Hdf5Dataset): string => (typeof values[0] === 'string' ? values[0] : '');

function typeOf({ members }: Hdf5Group): string {
  const type = members.get('type');
  return type?.kind === 'dataset' ? textOf(type) : '';
}

/** Collects the nodes and edges of a graph and of those in it. */
class Unfolding {
  readonly nodes = new Map<string, NirNode>();
  readonly edges: Edge[] = [];
  readonly repairs: string[] = [];

  constructor(
    private readonly file: string,
    private readonly repairEdges: boolean,
  ) {}

  /** @param path of the graph, with a slash at its end unless it is the outermost one. */
  graph({ members }: Hdf5Group, path: string, depth: number): void {
    const nodes = members.get('nodes');
    const edges = members.get('edges');
    const name = path === '' ? 'graph' : path.slice(0, -1);
    const fail = (message: string): UserError => nodeError(this.file, name, message);
    if (depth > MAX_DEPTH) throw fail(`graphs nested more than ${MAX_DEPTH} deep`);
    if (nodes?.kind !== 'group' || edges?.kind !== 'dataset') throw fail('has no nodes or no edges');
    const inner = new Map<string, Hdf5Group>();
    for (const [key, member] of nodes.members) {
      if (member.kind !== 'group') throw fail(`${key} is a data set; a node must be a group`);
      inner.set(key, member);
    }
    const pairs = pairsOf(edges);
    if (!pairs) throw fail('edges are not pairs of names');
    const mended = this.mended(pairs, inner, name);
    for (const [key, member] of inner)
      if (typeOf(member) === 'NIRGraph') this.graph(member, `${path}${key}/`, depth + 1);
      else this.node(member, path + key);
    for (const [from, to] of mended)
      this.edges.push([this.end(inner, path, from, 'Output'), this.end(inner, path, to, 'Input')]);
  }

  private node({ members }: Hdf5Group, name: string): void {
    const type = typeOf({ kind: 'group', members });
    if (type === '') throw nodeError(this.file, name, 'has no type');
    const parameters = new Map<string, Parameter>();
    for (const [key, member] of members)
      if (member.kind === 'dataset' && key !== 'type' && ArrayBuffer.isView(member.values))
        parameters.set(key, { shape: member.shape, values: Float64Array.from(member.values) });
    this.nodes.set(name, { name, type, parameters });
  }

  /** The edges, each with nodes that exist. */
  private mended(
    pairs: readonly Edge[],
    nodes: ReadonlyMap<string, Hdf5Group>,
    graph: string,
  ): readonly Edge[] {
    const missing = [...new Set(pairs.flat())].filter((name) => !nodes.has(name));
    if (missing.length === 0) return pairs;
    const unnamed = [...nodes.keys()].filter((name) => !pairs.flat().includes(name));
    const [wrong, right] = [missing[0]!, unnamed[0]];
    const clear = missing.length === 1 && unnamed.length === 1 && right !== undefined;
    if (!clear || !this.repairEdges)
      throw nodeError(
        this.file,
        graph,
        `an edge names '${wrong}', its nodes are ${[...nodes.keys()].join(', ')}` +
          (clear ? `; --allow edge-repair takes it for '${right}'` : ''),
      );
    this.repairs.push(`${graph}: edges to and from '${wrong}' are taken for '${right}'`);
    const mend = (name: string): string => (name === wrong ? right : name);
    return pairs.map(([from, to]) => [mend(from), mend(to)] as const);
  }

  /** The node at an end of an edge; for a nested graph its one Output or Input. */
  private end(nodes: ReadonlyMap<string, Hdf5Group>, path: string, name: string, border: string): string {
    if (typeOf(nodes.get(name)!) !== 'NIRGraph') return path + name;
    const inside = [...this.nodes.values()].filter(
      (n) => n.type === border && n.name.slice(0, n.name.lastIndexOf('/')) === path + name,
    );
    if (inside.length === 1) return inside[0]!.name;
    throw nodeError(this.file, path + name, `has ${inside.length} ${border} nodes, 1 expected`);
  }
}

function pairsOf({ values, shape }: Hdf5Dataset): Edge[] | undefined {
  if (values.length === 0) return [];
  if (shape.length !== 2 || shape[1] !== 2 || typeof values[0] !== 'string') return undefined;
  const names = values as readonly string[];
  return Array.from({ length: names.length / 2 }, (_, i) => [names[2 * i]!, names[2 * i + 1]!] as const);
}
