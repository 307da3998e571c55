/** Options whose text is about a chip, which other options or the program name: they are read once the chip is known. */
import { InvalidArgumentError } from 'commander';
import { WIDEST, type Design } from '../design/design.js';
import { usageError } from '../text/errors.js';
import { SelectionError } from '../text/selection-error.js';

/** The value of a text for a chip. @throws UserError (exit code 2) if it has none for that chip. */
export type ForDesign<T> = (design: Design) => T;

/** Parser of such an option: a text that is wrong for every chip of the family is refused at once. */
export const forDesign =
  <T>(parse: (text: string, design: Design) => T) =>
  (text: string): ForDesign<T> => {
    try {
      parse(text, WIDEST);
    } catch (error) {
      throw error instanceof SelectionError ? new InvalidArgumentError(error.message) : error;
    }
    return (design) => {
      try {
        return parse(text, design);
      } catch (error) {
        throw error instanceof SelectionError ? usageError(`${error.message} (chip ${design.name})`) : error;
      }
    };
  };
