/** A change made to a chip on purpose at some point of a run: a bit flipped (`wrec[5][17].3@sample=30`), a value set. */
import type { ChipState } from '../chip/state.js';
import { REFERENCE, type Design } from '../design/design.js';
import { hasReached, parsePosition, type Position, type RunProgress } from '../position/position.js';
import { STORED_VALUES, storedValueNamed, type StoredValue } from '../signals/stored-value.js';
import { SelectionError } from '../text/selection-error.js';

const FLIP = /^(.+)\.(\d{1,2})@(.+)$/;

export class Intervention {
  private constructor(
    /** As the user writes it. */
    readonly text: string,
    private readonly at: Position,
    readonly apply: (s: ChipState) => void,
  ) {}

  /** Reads `VALUE.BIT@POSITION` of a chip. @throws SelectionError */
  static parseFlip(text: string, design: Design = REFERENCE): Intervention {
    const [, name = '', bit = '', at = ''] = FLIP.exec(text) ?? [];
    const value = storedValueNamed(name, design);
    if (!value || Number(bit) >= value.bits)
      throw new SelectionError(
        `'${text}' is not a bit: give NAME.BIT@POSITION, where NAME is ${STORED_VALUES}`,
      );
    const mask = 1 << Number(bit);
    return new Intervention(text, parsePosition(at), (s) => value.set(s, value.get(s) ^ mask));
  }

  /** Gives a stored value another content at a position. @param text as the user writes it. */
  static set(text: string, value: StoredValue, content: number, at: Position): Intervention {
    return new Intervention(text, at, (s) => value.set(s, content));
  }

  /** Whether a run has reached its position; it applies at the first point between host operations from there on. */
  isDue(run: RunProgress): boolean {
    return hasReached(this.at, run);
  }
}
