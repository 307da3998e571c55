/**
 * Reads and writes HDF5 in a process of its own. The library is C compiled to WebAssembly: on a damaged file it may
 * abort, take gigabytes or never return, and a process can be ended.
 */
import { Dataset, Group, File, ready, type OutputData } from 'h5wasm/node';
import type { Hdf5Dataset, Hdf5Group, NumberArray } from './tree.js';

/** A request of the other process. */
export type Request =
  | { readonly op: 'open'; readonly file: string }
  /** The whole file. @param most numbers and characters it may hold. */
  | { readonly op: 'tree'; readonly most: number }
  | { readonly op: 'shape'; readonly path: string }
  /** Elements of a one-dimensional data set, each of which may be an array itself. */
  | { readonly op: 'slice'; readonly path: string; readonly from: number; readonly to: number }
  | { readonly op: 'write'; readonly file: string; readonly root: Hdf5Group };

export type Answer =
  | { readonly result: unknown }
  /** `broken`: the library cannot be used any more. */
  | { readonly error: string; readonly broken: boolean };

const MAX_DEPTH = 32;
/** Classes of types, by HDF5's numbers. */
const CLASS = { INTEGER: 0, FLOAT: 1, STRING: 3, VLEN: 9 } as const;

// HDF5 notes when each data set was made; equal contents must give equal bytes.
Date.now = () => 0;

const library = await ready;
library.activate_throwing_error_handler();
let open: File | undefined;

const send = (answer: Answer): void => void process.send?.(answer);

process.on('message', (request: Request) => {
  try {
    send({ result: carryOut(request) });
  } catch (error) {
    send({ error: reason(error), broken: isBreakdown(error) });
  }
});
send({ result: undefined });

function carryOut(request: Request): unknown {
  switch (request.op) {
    case 'open':
      closeFile();
      open = new File(request.file, 'r');
      return undefined;
    case 'tree':
      return groupOf(fileOpen(), { left: request.most }, 0);
    case 'shape':
      return datasetAt(request.path)?.shape ?? undefined;
    case 'slice': {
      const dataset = datasetAt(request.path);
      return dataset && sliceOf(dataset, request.from, request.to);
    }
    case 'write': {
      const file = new File(request.file, 'w');
      writeGroup(file, request.root);
      file.close();
    }
  }
}

/** Closes the file that is open; a damaged one may refuse even that. */
function closeFile(): void {
  const file = open;
  open = undefined;
  try {
    file?.close();
  } catch {
    // Its error was reported when it was read.
  }
}

function fileOpen(): File {
  if (!open) throw new Error('no file is open');
  return open;
}

/** Whether the library itself failed, and not only the request: WebAssembly stopped. */
const isBreakdown = (error: unknown): boolean => error instanceof Error && error.name === 'RuntimeError';

/** The last cause that the library names, or what it threw. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const causes = [...text.matchAll(/in H5\w+\(\): (.*)/g)];
  return causes.at(-1)?.[1] ?? text.split('\n')[0] ?? '';
}

function datasetAt(path: string): Dataset | undefined {
  const found = fileOpen().get(path);
  return found instanceof Dataset ? found : undefined;
}

function groupOf(group: Group, budget: { left: number }, depth: number): Hdf5Group {
  if (depth > MAX_DEPTH) throw new Error(`groups nested more than ${MAX_DEPTH} deep`);
  const members = new Map<string, Hdf5Dataset | Hdf5Group>();
  for (const name of group.keys()) {
    const member = group.get(name);
    if (member instanceof Group) members.set(name, groupOf(member, budget, depth + 1));
    else if (member instanceof Dataset) members.set(name, datasetOf(member, name, budget));
    else throw new Error(`'${name}' is neither a group nor a data set`);
  }
  return { kind: 'group', members };
}

function datasetOf(dataset: Dataset, name: string, budget: { left: number }): Hdf5Dataset {
  const shape = dataset.shape ?? [];
  const elements = shape.reduce((a, b) => a * b, 1);
  budget.left -= elements;
  if (budget.left < 0) throw new Error(`'${name}' makes the file larger than is read at once`);
  const { type } = dataset.metadata;
  if (type === CLASS.STRING) {
    const value = dataset.value;
    const all = (Array.isArray(value) ? value : [value]).map(String);
    for (const text of all) budget.left -= text.length;
    return { kind: 'dataset', shape, values: all };
  }
  if (type !== CLASS.INTEGER && type !== CLASS.FLOAT)
    throw new Error(`'${name}' holds neither numbers nor text`);
  return { kind: 'dataset', shape, values: numbersOf(readable(dataset).value, name) };
}

function sliceOf(dataset: Dataset, from: number, to: number): NumberArray[] | NumberArray {
  const value = readable(dataset).slice([[from, to]]);
  return Array.isArray(value)
    ? value.map((part) => numbersOf(part, 'an element', isHalf(dataset)))
    : numbersOf(value, 'the data set', isHalf(dataset));
}

interface Layout {
  readonly type: number;
  readonly size: number;
  readonly littleEndian: boolean;
}

/** Type of the numbers in a data set, or in its elements. */
function layoutOf({ metadata }: Dataset): Layout {
  return (metadata.type === CLASS.VLEN ? metadata.vlen_type : metadata) as Layout;
}

const isHalf = (dataset: Dataset): boolean => {
  const { type, size } = layoutOf(dataset);
  return type === CLASS.FLOAT && size === 2;
};

/** The data set with half-precision numbers declared as 16-bit words, because the library does not read these. */
function readable(dataset: Dataset): Dataset {
  const { type, littleEndian } = layoutOf(dataset);
  if (type !== CLASS.INTEGER && type !== CLASS.FLOAT) throw new Error('holds no numbers');
  if (!littleEndian) throw new Error('numbers with the most significant byte first are not read');
  if (!isHalf(dataset)) return dataset;
  const words = { type: CLASS.INTEGER, signed: false };
  const { metadata } = dataset;
  const changed =
    metadata.type === CLASS.VLEN
      ? { ...metadata, vlen_type: { ...metadata.vlen_type, ...words } }
      : { ...metadata, ...words };
  return Object.create(dataset, { metadata: { value: changed } }) as Dataset;
}

function numbersOf(value: OutputData | null, name: string, half = false): NumberArray {
  if (half && value instanceof Uint16Array) return Float32Array.from(value, halfToNumber);
  if (value instanceof BigInt64Array || value instanceof BigUint64Array)
    return Float64Array.from(value, Number);
  if (ArrayBuffer.isView(value)) return value as NumberArray;
  if (typeof value === 'number' || typeof value === 'bigint') return Float64Array.of(Number(value));
  throw new Error(`${name} holds no numbers`);
}

/** A half-precision number from its 16 bits. */
function halfToNumber(bits: number): number {
  const sign = bits >> 15 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

function writeGroup(to: Group, { members }: Hdf5Group): void {
  for (const [name, member] of members) {
    if (member.kind === 'group') {
      writeGroup(to.create_group(name), member);
      continue;
    }
    const { values } = member;
    const shape = [...member.shape];
    if (ArrayBuffer.isView(values)) to.create_dataset({ name, data: values, shape });
    else to.create_dataset({ name, data: shape.length === 0 ? values[0]! : [...values], shape, dtype: 'S' });
  }
}
