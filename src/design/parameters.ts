/**
 * The parameters of a chip: sizes and widths that differ between the members of the family. Everything else about a chip
 * follows from them (design.ts).
 *
 * Keys are those of design files, of `--chip` and of the first comment of a host script.
 */
import { closest } from '../text/closest.js';
import { quote } from '../text/quote.js';

/** Sizes and widths of a chip. */
export interface DesignParameters {
  /** Input channels. */
  readonly inputs: number;
  /** Recurrent neurons. */
  readonly neurons: number;
  readonly outputs: number;
  /** Bits of a weight. */
  readonly weightBits: number;
  /** Weights of an input or recurrent weight word, which the learning unit evaluates together. */
  readonly lanes: number;
  readonly inputTraceBits: number;
  readonly recurrentTraceBits: number;
  readonly outputTraceBits: number;
  /** Bits of the membrane of a recurrent neuron. */
  readonly membraneBits: number;
}

/** The limits and the meaning of a parameter. */
export interface ParameterSpec {
  /** Its name in files and on the command line. */
  readonly key: string;
  readonly name: keyof DesignParameters;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  /** Values are `least`, `least + step` and so on. */
  readonly step: number;
  /** Of the public design. */
  readonly reference: number;
  readonly meaning: string;
}

/** The parameters of a chip, each with its limits and its value in the public design. */
// prettier-ignore
export const PARAMETERS: readonly ParameterSpec[] = [
  { key: 'inputs', name: 'inputs', unit: 'inputs', least: 16, most: 512, step: 2, reference: 256, meaning: 'input channels' },
  { key: 'neurons', name: 'neurons', unit: 'neurons', least: 16, most: 512, step: 2, reference: 256, meaning: 'recurrent neurons' },
  { key: 'outputs', name: 'outputs', unit: 'outputs', least: 16, most: 16, step: 1, reference: 16, meaning: 'output neurons' },
  { key: 'weight_bits', name: 'weightBits', unit: 'bits', least: 2, most: 8, step: 1, reference: 8, meaning: 'width of a weight' },
  { key: 'lanes', name: 'lanes', unit: 'lanes', least: 8, most: 16, step: 8, reference: 16, meaning: 'weights of an input or recurrent weight word, learnt together' },
  { key: 'input_trace_bits', name: 'inputTraceBits', unit: 'bits', least: 6, most: 12, step: 1, reference: 12, meaning: 'width of an input trace' },
  { key: 'recurrent_trace_bits', name: 'recurrentTraceBits', unit: 'bits', least: 6, most: 12, step: 1, reference: 12, meaning: 'width of a recurrent trace' },
  { key: 'output_trace_bits', name: 'outputTraceBits', unit: 'bits', least: 6, most: 10, step: 1, reference: 10, meaning: 'width of an output trace' },
  { key: 'membrane_bits', name: 'membraneBits', unit: 'bits', least: 10, most: 16, step: 1, reference: 16, meaning: 'width of the membrane of a recurrent neuron' },
];

const KEYS = PARAMETERS.map((p) => p.key);

/** Most outputs that a chip may have. */
export const MOST_OUTPUTS = PARAMETERS.find((p) => p.name === 'outputs')!.most;

/** A design that cannot be; the message says which parameter, and what it may be. */
export class DesignError extends Error {
  override name = 'DesignError';
}

/** The parameter of a key. @throws DesignError naming the nearest key. */
export function parameterNamed(key: string): ParameterSpec {
  const found = PARAMETERS.find((p) => p.key === key);
  if (found) return found;
  throw unknownParameter(key, KEYS);
}

function unknownParameter(given: string, known: readonly string[]): DesignError {
  const near = closest(given, known);
  return new DesignError(
    `a chip has no parameter ${quote(given)}${near === '' ? `: it has ${known.join(', ')}` : near}`,
  );
}

/** What a parameter has to be, in words: `an even number of neurons from 16 to 512 is needed`. */
function neededValues({ least, most, step, unit }: ParameterSpec): string {
  if (least === most) return `${least} ${unit} are needed`;
  if (step === most - least) return `${least} or ${most} ${unit} are needed`;
  return `${step === 1 ? 'a whole' : 'an even'} number of ${unit} from ${least} to ${most} is needed`;
}

/** Checks a value. @throws DesignError for one that the parameter may not have. */
export function checkParameter(spec: ParameterSpec, value: unknown): number {
  const { least, most, step } = spec;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw unusable(spec, value);
  if (value < least || value > most || (value - least) % step !== 0) throw unusable(spec, value);
  return value;
}

const unusable = (spec: ParameterSpec, value: unknown): DesignError =>
  new DesignError(
    `${spec.key} = ${typeof value === 'number' ? value : quote(String(value))}: ${neededValues(spec)}`,
  );

/**
 * Checks names of parameters, which an object of an untyped program may have wrong.
 * @throws DesignError naming the nearest name, and for what is not an object.
 */
export function checkNames(given: unknown): void {
  if (typeof given !== 'object' || given === null)
    throw new DesignError(
      `${quote(String(given))} is not a chip: an object such as { neurons: 64 } is needed`,
    );
  const names: readonly string[] = PARAMETERS.map((p) => p.name);
  for (const name of Object.keys(given)) if (!names.includes(name)) throw unknownParameter(name, names);
}
