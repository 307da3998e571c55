/**
 * A design: a chip of the family, with everything that follows from its sizes and widths.
 *
 * The chip, its files, its programs and its energy take all sizes, widths, addresses and limits from here. M below is
 * `addressBits`, the bits of the address of an input or neuron: all registers, counters and addresses have the width that M
 * gives them, also where the numbers of inputs and neurons are not 2^M. Words of memories beyond those numbers do not
 * exist: they read 0, and writing them changes nothing.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import {
  checkNames,
  checkParameter,
  DesignError,
  parameterNamed,
  PARAMETERS,
  type DesignParameters,
  type ParameterSpec,
} from './parameters.js';

/** A chip of the family. Numbers without a unit are counts. */
export interface Design extends DesignParameters {
  /** Given by its file, or the parameters that differ from the public design. */
  readonly name: string;
  /** The parameters as JSON with sorted keys and no white space. */
  readonly canonical: string;
  /** SHA-256 of {@link canonical}, hexadecimal: equal for equal chips, whatever their names. */
  readonly hash: string;
  /** The public design. */
  readonly isReference: boolean;

  /** M: bits of the address of an input or neuron. */
  readonly addressBits: number;
  /** 2^M: flags by input and neuron. */
  readonly addresses: number;
  readonly addressMask: number;
  /** Bits of the number of a lane, of a block of lanes. */
  readonly laneBits: number;
  readonly blockBits: number;
  readonly laneMask: number;
  readonly blockMask: number;
  /** Blocks of lanes that have a neuron. */
  readonly blocks: number;
  /** True if the memories have a word at every address. */
  readonly isComplete: boolean;
  /** Words of the neuron SRAM, each with two neurons or the input traces of two inputs. */
  readonly neuronWords: number;

  /** Bits of a word of the input and recurrent weight SRAMs, and of the output weight SRAM. */
  readonly weightWordBits: number;
  readonly outputWordBits: number;

  /** Limits of a weight and of the membrane of a recurrent neuron. */
  readonly weightLeast: number;
  readonly weightMost: number;
  readonly membraneLeast: number;
  readonly membraneMost: number;
  /** Bits of a membrane's field that hold it; -1 (all of them) if it fills the field. */
  readonly membraneMask: number;
  /** Largest traces, which are also the masks of their bits. */
  readonly inputTraceMost: number;
  readonly recurrentTraceMost: number;
  readonly outputTraceMost: number;
}

const bitsFor = (count: number): number => Math.ceil(Math.log2(count));
const least = (bits: number): number => -(2 ** (bits - 1));
const most = (bits: number): number => 2 ** (bits - 1) - 1;

/** Least number of address bits of the family. */
const LEAST_ADDRESS_BITS = 5;
/** Bits of an SPI address that select a word, and the two below them that select a 32-bit chunk of it. */
const SPI_WORD_BITS = 14;

/** Bits of the field of a membrane in a word of the neuron SRAM. */
const MEMBRANE_FIELD_BITS = 16;

/** The parameters of the public design. */
const REFERENCE_PARAMETERS = Object.fromEntries(
  PARAMETERS.map((p) => [p.name, p.reference]),
) as unknown as DesignParameters;

/** Designs in which everything follows from the parameters, as {@link designOf} makes them. */
const MADE = new WeakSet<object>();

/**
 * A chip with the given parameters; those that are absent are of the public design.
 * @throws DesignError for a chip that cannot be.
 */
export function designOf(given: Partial<DesignParameters> = {}, name?: string): Design {
  checkNames(given);
  const p: DesignParameters = { ...REFERENCE_PARAMETERS, ...given };
  for (const spec of PARAMETERS) checkParameter(spec, p[spec.name]);
  const addressBits = Math.max(LEAST_ADDRESS_BITS, bitsFor(Math.max(p.inputs, p.neurons)));
  const addresses = 2 ** addressBits;
  const laneBits = bitsFor(p.lanes);
  const blockBits = addressBits - laneBits;
  if (addressBits + blockBits > SPI_WORD_BITS)
    throw new DesignError(
      `lanes = ${p.lanes} needs at most ${2 ** ((SPI_WORD_BITS + laneBits) >> 1)} inputs and neurons: the weight words of more do not fit the 16-bit SPI address`,
    );
  const canonical = canonicalJson(p);
  const isReference = PARAMETERS.every((spec) => p[spec.name] === spec.reference);
  const design: Design = Object.freeze({
    ...p,
    name: name ?? defaultName(p),
    canonical,
    hash: bytesToHex(sha256(utf8ToBytes(canonical))),
    isReference,
    addressBits,
    addresses,
    addressMask: addresses - 1,
    laneBits,
    blockBits,
    laneMask: p.lanes - 1,
    blockMask: 2 ** blockBits - 1,
    blocks: Math.ceil(p.neurons / p.lanes),
    isComplete: p.inputs === addresses && p.neurons === addresses,
    neuronWords: Math.max(p.inputs, p.neurons) / 2,
    weightWordBits: p.lanes * p.weightBits,
    outputWordBits: p.outputs * p.weightBits,
    weightLeast: least(p.weightBits),
    weightMost: most(p.weightBits),
    membraneLeast: least(p.membraneBits),
    membraneMost: most(p.membraneBits),
    membraneMask: p.membraneBits === MEMBRANE_FIELD_BITS ? -1 : 2 ** p.membraneBits - 1,
    inputTraceMost: 2 ** p.inputTraceBits - 1,
    recurrentTraceMost: 2 ** p.recurrentTraceBits - 1,
    outputTraceMost: 2 ** p.outputTraceBits - 1,
  });
  MADE.add(design);
  return design;
}

/**
 * The design of some parameters, or that design itself.
 * @throws DesignError for a chip that cannot be.
 */
export const completeDesign = (given: Design | Partial<DesignParameters>): Design =>
  isMade(given) ? given : designOf(given);

const isMade = (given: Design | Partial<DesignParameters>): given is Design => MADE.has(given);

function canonicalJson(p: DesignParameters): string {
  const entries = PARAMETERS.map((spec) => [spec.key, p[spec.name]] as const);
  return JSON.stringify(Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1))));
}

const differing = (a: DesignParameters, b: DesignParameters): ParameterSpec[] =>
  PARAMETERS.filter((spec) => a[spec.name] !== b[spec.name]);

/** The parameters that differ from the public design, as `--chip` takes them: `neurons=64,weight_bits=4`. */
export const parameterText = (p: DesignParameters): string =>
  differing(p, REFERENCE_PARAMETERS)
    .map((spec) => `${spec.key}=${p[spec.name]}`)
    .join();

const defaultName = (p: DesignParameters): string => parameterText(p) || 'reference';

/** The differences of a chip from the expected one: `neurons 64 instead of 256`. Empty if they are the same chip. */
export const designDifference = (actual: DesignParameters, expected: DesignParameters): string =>
  differing(actual, expected)
    .map((spec) => `${spec.key} ${actual[spec.name]} instead of ${expected[spec.name]}`)
    .join(', ');

/**
 * Checks that something is for a chip.
 * @param what it is, for the message: `the firmware image`.
 * @throws DesignError with the difference.
 */
export function checkSameDesign(actual: Design, expected: Design, what: string): void {
  if (actual.hash !== expected.hash)
    throw new DesignError(`${what} is for another chip: ${designDifference(actual, expected)}`);
}

/** The public design: 256 inputs, 256 neurons, 16 outputs, weights of 8 bits. */
export const REFERENCE: Design = designOf();

/** The chip with the most inputs and neurons: its limits bound those of every chip of the family. */
export const WIDEST: Design = designOf({
  inputs: parameterNamed('inputs').most,
  neurons: parameterNamed('neurons').most,
});
