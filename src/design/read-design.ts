/** Designs from text: `key=value` pairs of a command line, the first comment of a host script, JSON from files. */
import { readJson, type Members } from '../text/members.js';
import { quote } from '../text/quote.js';
import { designOf, parameterText, type Design } from './design.js';
import {
  checkParameter,
  DesignError,
  parameterNamed,
  PARAMETERS,
  type DesignParameters,
} from './parameters.js';

/** Parameters that were given; the others are of the public design. */
export type GivenParameters = Partial<DesignParameters>;

type Mutable = { -readonly [name in keyof DesignParameters]?: number };

/**
 * Reads one `key=value` pair.
 * @throws DesignError for an unknown key and a value that the parameter may not have.
 */
export function readPair(text: string): GivenParameters {
  const [key = '', value, ...rest] = text.split('=').map((part) => part.trim());
  if (value === undefined || rest.length > 0)
    throw new DesignError(`${quote(text)} is not a parameter of a chip: key=value is needed`);
  const spec = parameterNamed(key);
  return { [spec.name]: checkParameter(spec, /^\d{1,6}$/.test(value) ? Number(value) : value) };
}

/**
 * The chip of `key=value` pairs with commas between them.
 * @throws DesignError for a chip that cannot be.
 */
export const designFromPairs = (text: string): Design => designOf(readPairs(text.split(',')));

/**
 * The parameters that records hold, checked.
 * @throws RangeError for a chip that cannot be.
 */
export function chipText(text: string): string {
  try {
    return parameterText(designFromPairs(text));
  } catch (error) {
    throw error instanceof DesignError ? new RangeError(error.message) : error;
  }
}

const readPairs = (pairs: readonly string[]): GivenParameters => combinePairs(pairs.map(readPair));

/**
 * The parameters of several pairs.
 * @throws DesignError for a parameter with two values.
 */
export function combinePairs(pairs: readonly GivenParameters[]): GivenParameters {
  const all: Mutable = {};
  for (const pair of pairs)
    for (const { key, name } of PARAMETERS) {
      const value = pair[name];
      if (value === undefined) continue;
      const before = all[name];
      if (before !== undefined && before !== value)
        throw new DesignError(`${key} has two values, ${before} and ${value}`);
      all[name] = value;
    }
  return all;
}

/** The beginning of a comment that holds only the parameters of the chip. */
const CHIP_COMMENT = /^#\s*chip:\s*(.*)$/;
/** Whether a line is a comment that holds only the parameters of the chip. */
export const isChipComment = (line: string): boolean => CHIP_COMMENT.test(line);

/** A parameter with its value in any other comment. */
const PAIR_IN_REMARKS = new RegExp(
  `(?<![\\w.])(?:${PARAMETERS.map(({ key }) => key).join('|')})=[\\w.+-]*\\w`,
  'g',
);

/**
 * The parameters that the first line of a host script names: `# chip: neurons=64,weight_bits=4`, which has nothing else, or
 * any other comment, as recorded scenarios have it, in which other words and pairs are remarks:
 * `# geometry: neurons=64 word_bits=128 (remark)`.
 * @returns undefined for a line that names none.
 * @throws DesignError for a chip that cannot be.
 */
export function parametersOfComment(line: string): GivenParameters | undefined {
  const comment = line.trim();
  const chip = CHIP_COMMENT.exec(comment)?.[1];
  if (chip !== undefined) return readPairs(chip.split(/[\s,]+/).filter(Boolean));
  if (!comment.startsWith('#')) return undefined;
  const pairs = comment.match(PAIR_IN_REMARKS);
  return pairs === null ? undefined : readPairs(pairs);
}

/** The comment that names a chip in a host script. */
export const commentOf = (text: string): string => `# chip: ${text}`;

/**
 * Reads the parameters of a chip as {@link Design.canonical} and files hold them.
 * @throws DataError naming the key.
 */
export function readParameters(members: Members): GivenParameters {
  const given: Mutable = {};
  for (const spec of PARAMETERS) {
    if (!members.has(spec.key)) continue;
    const value = members.count(spec.key);
    try {
      given[spec.name] = checkParameter(spec, value);
    } catch (error) {
      throw error instanceof DesignError ? members.wrong(spec.key, error.message) : error;
    }
  }
  return given;
}

/**
 * The design of a canonical text.
 * @throws DataError, DesignError
 */
export const designFromJson = (text: string): Design => designOf(readJson(text, readParameters));
