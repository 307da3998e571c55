/**
 * `.chip neurons=64, weight_bits=4`: the chip that a source is for. It comes first in the main file, because constants,
 * addresses and limits of everything else follow from it.
 */
import { designDifference, designOf, parameterText, REFERENCE, type Design } from '../design/design.js';
import { DesignError, parameterNamed, checkParameter, type DesignParameters } from '../design/parameters.js';
import { Fault, type Diagnostics, type SourcePlace } from './diagnostics.js';
import { Cursor, tokenize, type Token } from './lexer.js';

export const CHIP_DIRECTIVE = '.chip';

/**
 * The chip of a source: that of its `.chip`, else the given one, else the public design.
 * @param given the chip that the caller assembles for.
 */
export function designOfSource(
  name: string,
  text: string,
  given: Design | undefined,
  diagnostics: Diagnostics,
): Design {
  const place = placeOfChip(name, text);
  let design = given ?? REFERENCE;
  if (place)
    diagnostics.guard(place, () => {
      const named = readChip(place);
      if (given && named.hash !== given.hash)
        throw new Fault(
          `the source is for another chip than the one given: ${designDifference(named, given)}`,
          0,
          place.text.length,
        );
      design = given ?? named;
    });
  return design;
}

/** Line of `.chip` if it is the first that is neither blank nor a comment. */
export function placeOfChip(name: string, text: string): SourcePlace | undefined {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => !/^\s*($|;|#|\/\/)/.test(line));
  const line = lines[first]?.replace(/\r$/, '');
  return line !== undefined && /^\s*\.chip(\s|$)/.test(line)
    ? { file: name, line: first + 1, text: line }
    : undefined;
}

function readChip(place: SourcePlace): Design {
  const cursor = new Cursor(tokenize(place.text), place.text.length);
  const word = cursor.next(CHIP_DIRECTIVE);
  const given: { -readonly [key in keyof DesignParameters]?: number } = {};
  do {
    const key = cursor.expect('name', 'a parameter of the chip');
    if (!cursor.accept('=')) throw cursor.fault("'=' expected");
    const value = cursor.expect('number', 'a number');
    const spec = guarded(key, () => parameterNamed(key.text));
    if (given[spec.name] !== undefined) throw new Fault(`${spec.key} has two values`, key.column, key.length);
    given[spec.name] = guarded(value, () => checkParameter(spec, value.value));
  } while (cursor.accept(','));
  cursor.end();
  return guarded(word, () => designOf(given));
}

/** A design error as a fault at a token. */
function guarded<T>({ column, length }: Token, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof DesignError ? new Fault(error.message, column, length) : error;
  }
}

/** The directive that names a chip; nothing for the public design. */
export const chipLines = (design: Design): string[] =>
  design.isReference ? [] : [`${CHIP_DIRECTIVE} ${parameterText(design).replaceAll(',', ', ')}`];
