/** What is done to a chip on purpose at some point of a run: a bit flipped (`wrec[5][17].3@sample=30`), a value set. */
import type { ChipState } from '../chip/state.js';
import { SelectionError } from '../text/selection-error.js';
import { hasReached, parsePosition, type Position, type RunProgress } from '../position/position.js';
import { PLACES, placeNamed, type Place } from './place.js';

const FLIP = /^(.+)\.(\d{1,2})@(.+)$/;

export class Intervention {
  private constructor(
    /** As the user writes it. */
    readonly text: string,
    private readonly at: Position,
    readonly apply: (s: ChipState) => void,
  ) {}

  /** `PLACE.BIT@POSITION`. @throws SelectionError saying what is meant. */
  static parseFlip(text: string): Intervention {
    const [, name = '', bit = '', at = ''] = FLIP.exec(text) ?? [];
    const place = placeNamed(name);
    if (!place || Number(bit) >= place.bits)
      throw new SelectionError(`'${text}' is no bit: PLACE.BIT@POSITION, where PLACE is ${PLACES}`);
    return new Intervention(text, parsePosition(at), (s) => place.set(s, place.get(s) ^ (1 << Number(bit))));
  }

  /** A place takes a value at a position. @param text as the user writes it. */
  static set(text: string, place: Place, value: number, at: Position): Intervention {
    return new Intervention(text, at, (s) => place.set(s, value));
  }

  /** Whether a run has reached its position; it applies at the first point between host operations from there on. */
  isDue(run: RunProgress): boolean {
    return hasReached(this.at, run);
  }
}
