/**
 * What a NIR graph computes, as layers: populations of neurons, and what each receives from inputs and populations.
 *
 * Linear and Affine nodes between two populations become one matrix, however they are chained or added up.
 */
import { applied, identity, product, transposed, type Matrix } from './matrix.js';
import { isBorder, nodeError, type NirGraph, type NirNode, type Parameter } from './nir-graph.js';
import type { UserError } from '../text/errors.js';

/** A number for each neuron of a population. */
export type PerNeuron = Float64Array;

/** A layer of neurons as the file describes it: times in seconds, or in whatever unit the file uses. */
export interface Population {
  readonly node: string;
  readonly type: 'LIF' | 'CubaLIF' | 'LI';
  readonly size: number;
  readonly tau: PerNeuron;
  /** Time constant of the synapse, absent without one. */
  readonly tauSynapse?: PerNeuron;
  readonly resistance: PerNeuron;
  readonly leakPotential: PerNeuron;
  readonly threshold: PerNeuron;
  readonly resetPotential: PerNeuron;
  readonly inputGain: PerNeuron;
  readonly receives: readonly Connection[];
  /** Sum of the biases on its way in. */
  readonly bias: PerNeuron;
}

export interface Connection {
  /** Node of the source: a population, or the input. */
  readonly from: string;
  readonly weights: Matrix;
}

export interface Layers {
  readonly file: string;
  readonly input: string;
  readonly inputs: number;
  /** All populations; if the graph has no cycle, each after those it receives from. */
  readonly populations: readonly Population[];
  /** The population that the Output node shows. */
  readonly output: string;
  /** Contradictions within the file that have no effect. */
  readonly notes: readonly string[];
}

const NEURONS: readonly string[] = ['LIF', 'CubaLIF', 'LI'];
const MAPPED = 'Input, Output, Linear, Affine, LIF, CubaLIF, LI and nested graphs';

/** Signals of a layer; no chip has as many, and their matrices still fit into memory. */
const MOST_SIGNALS = 1 << 12;

/** The input of a node. */
interface Arriving {
  readonly connections: readonly Connection[];
  readonly bias: Float64Array;
  readonly size: number;
}

/**
 * Reads a graph as layers.
 * @throws UserError naming the node that has no counterpart on the chip, or contradicts another.
 */
export function layersOf(graph: NirGraph): Layers {
  return new LayerReader(graph).read();
}

class LayerReader {
  private readonly notes: string[];

  constructor(private readonly graph: NirGraph) {
    this.notes = [...graph.repairs];
  }

  read(): Layers {
    const { file, nodes } = this.graph;
    for (const { name, type } of nodes.values())
      if (!['Input', 'Output', 'Linear', 'Affine', ...NEURONS].includes(type))
        throw this.fail(name, `${type} has no counterpart on the chip; mapped are ${MAPPED}`);
    const input = this.only('Input');
    const output = this.only('Output');
    const inputs = this.width(input);
    const populations = [...nodes.values()]
      .filter((n) => NEURONS.includes(n.type))
      .map((n) => this.population(n));
    const shown = this.sources(output.name);
    const last = shown.length === 1 ? nodes.get(this.throughBorders(shown[0]!)) : undefined;
    if (!last || !NEURONS.includes(last.type))
      throw this.fail(output.name, 'the chip shows one layer of neurons; this node shows something else');
    for (const p of populations)
      if (p.type === 'LI' && p.node !== last.name)
        throw this.fail(p.node, 'a leaky integrator can only be an output');
    return {
      file,
      input: input.name,
      inputs,
      populations: this.ordered(populations),
      output: last.name,
      notes: this.notes,
    };
  }

  private fail(node: string, message: string): UserError {
    return nodeError(this.graph.file, node, message);
  }

  /** The only node of a type that is not the border of a nested graph. */
  private only(type: string): NirNode {
    const found = [...this.graph.nodes.values()].filter((n) => n.type === type && !isBorder(n));
    if (found.length === 1) return found[0]!;
    throw this.fail('graph', `has ${found.length} ${type} nodes, 1 expected`);
  }

  private sources(name: string): string[] {
    return this.graph.edges.filter(([, to]) => to === name).map(([from]) => from);
  }

  /** The node before a chain of borders. */
  private throughBorders(name: string): string {
    const node = this.graph.nodes.get(name)!;
    const [source, ...more] = isBorder(node) ? this.sources(name) : [];
    return source === undefined || more.length > 0 ? name : this.throughBorders(source);
  }

  private parameter(node: NirNode, name: string): Parameter {
    const found = node.parameters.get(name);
    if (!found) throw this.fail(node.name, `${node.type} has no ${name}`);
    const wrong = found.values.findIndex((value) => !Number.isFinite(value));
    if (wrong >= 0) throw this.fail(node.name, `${name}[${wrong}] is ${found.values[wrong]!}`);
    return found;
  }

  private population(node: NirNode): Population {
    const cuba = node.type === 'CubaLIF';
    const tau = this.parameter(node, cuba ? 'tau_mem' : 'tau');
    const size = tau.values.length;
    const each = (name: string, fallback?: number): PerNeuron => {
      if (fallback !== undefined && !node.parameters.has(name)) return new Float64Array(size).fill(fallback);
      const { values } = this.parameter(node, name);
      if (values.length !== size && values.length !== 1)
        throw this.fail(node.name, `${values.length} values of ${name}, but ${size} of tau`);
      return values.length === size ? values : new Float64Array(size).fill(values[0]!);
    };
    const positive = (name: string, values: PerNeuron): PerNeuron => {
      const wrong = values.findIndex((v) => v <= 0);
      if (wrong >= 0) throw this.fail(node.name, `${name}[${wrong}] is ${values[wrong]!}, it must exceed 0`);
      return values;
    };
    const arriving = this.arriving(node.name, size);
    const spiking = node.type !== 'LI';
    return {
      node: node.name,
      type: node.type as Population['type'],
      size,
      tau: positive(cuba ? 'tau_mem' : 'tau', tau.values),
      ...(cuba ? { tauSynapse: positive('tau_syn', each('tau_syn')) } : {}),
      resistance: each('r'),
      leakPotential: each('v_leak'),
      threshold: spiking ? each('v_threshold') : new Float64Array(size).fill(Infinity),
      resetPotential: spiking ? each('v_reset', 0) : new Float64Array(size),
      inputGain: cuba ? each('w_in', 1) : new Float64Array(size).fill(1),
      receives: arriving.connections,
      bias: arriving.bias,
    };
  }

  /** The sum of everything that has an edge to a node. @param size signals it takes. */
  private arriving(name: string, size: number, path: readonly string[] = []): Arriving {
    const connections = new Map<string, Matrix>();
    const bias = new Float64Array(size);
    for (const source of this.sources(name)) {
      const part = this.sent(source, [...path, name]);
      if (part.size !== size)
        throw this.fail(name, `takes ${size} signals, but ${source} gives ${part.size}`);
      part.bias.forEach((value, i) => (bias[i]! += value));
      for (const { from, weights } of part.connections) {
        const sum = connections.get(from);
        connections.set(from, sum ? { ...sum, data: sum.data.map((v, i) => v + weights.data[i]!) } : weights);
      }
    }
    // In one order whatever that of the edges, so that sums in floating point come out the same.
    const isInput = (from: string): number => (this.graph.nodes.get(from)!.type === 'Input' ? 0 : 1);
    const ordered = [...connections].sort(([a], [b]) => isInput(a) - isInput(b) || (a < b ? -1 : 1));
    return { connections: ordered.map(([from, weights]) => ({ from, weights })), bias, size };
  }

  /** What a node sends. @param path nodes on the way here, to find cycles without a neuron. */
  private sent(name: string, path: readonly string[]): Arriving {
    const node = this.graph.nodes.get(name)!;
    if (NEURONS.includes(node.type) || (node.type === 'Input' && !isBorder(node))) {
      const size = this.width(node);
      return { connections: [{ from: name, weights: identity(size) }], bias: new Float64Array(size), size };
    }
    if (path.includes(name)) throw this.fail(name, 'is on a cycle without a neuron');
    if (isBorder(node)) return this.passed(node, path);
    if (node.type === 'Output') throw this.fail(name, 'an Output node has an edge to another node');
    const weights = this.weights(node);
    const arriving = this.arriving(name, weights.rows, path);
    const bias = applied(arriving.bias, weights);
    if (node.type === 'Affine') {
      const own = this.parameter(node, 'bias').values;
      if (own.length !== weights.columns)
        throw this.fail(name, `${own.length} biases, but ${weights.columns} rows of weights`);
      own.forEach((value, i) => (bias[i]! += value));
    }
    const connections = arriving.connections.map((c) => ({
      from: c.from,
      weights: product(c.weights, weights),
    }));
    return { connections, bias, size: weights.columns };
  }

  /** Border of a nested graph: what arrives goes on; its shape is compared but not needed. */
  private passed(node: NirNode, path: readonly string[]): Arriving {
    const sources = this.sources(node.name);
    if (sources.length === 0) throw this.fail(node.name, 'nothing arrives here');
    const { size } = this.sent(sources[0]!, [...path, node.name]);
    const declared = node.parameters.get('shape');
    const note = `${node.name} declares ${declared ? sizeOf(declared) : size} signals, ${size} arrive; its shape is ignored`;
    if (declared && sizeOf(declared) !== size && !this.notes.includes(note)) this.notes.push(note);
    return this.arriving(node.name, size, path);
  }

  private width(node: NirNode): number {
    const name = node.type === 'Input' ? 'shape' : node.type === 'CubaLIF' ? 'tau_mem' : 'tau';
    const parameter = this.parameter(node, name);
    const size = node.type === 'Input' ? sizeOf(parameter) : parameter.values.length;
    if (Number.isInteger(size) && size >= 1 && size <= MOST_SIGNALS) return size;
    throw this.fail(node.name, `has ${size} signals; from 1 to ${MOST_SIGNALS} are mapped`);
  }

  private weights(node: NirNode): Matrix {
    const { shape, values } = this.parameter(node, 'weight');
    if (shape.length !== 2)
      throw this.fail(node.name, `weights of shape [${shape.join(', ')}], two dimensions expected`);
    return transposed({ rows: shape[0]!, columns: shape[1]!, data: values });
  }

  /** Each population after those it receives from, as far as there is no cycle. */
  private ordered(populations: readonly Population[]): Population[] {
    const byName = new Map(populations.map((p) => [p.node, p]));
    const done = new Set<string>();
    const order: Population[] = [];
    const visit = (p: Population): void => {
      if (done.has(p.node)) return;
      done.add(p.node);
      for (const { from } of p.receives) if (byName.has(from)) visit(byName.get(from)!);
      order.push(p);
    };
    populations.forEach(visit);
    return order;
  }
}

/** Signals of a shape. */
const sizeOf = ({ values }: Parameter): number => values.reduce((a, b) => a * b, 1);
