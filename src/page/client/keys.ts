/** Keys and buttons that move along linked charts. */
import type { SharedRange } from './shared-range.js';
import { make } from './reading.js';

interface Action {
  readonly keys: readonly string[];
  /** Text of its button; absent: it has keys only. */
  readonly button?: string;
  readonly title: string;
  readonly act: (range: SharedRange) => void;
}

const ACTIONS: readonly Action[] = [
  { keys: ['ArrowLeft'], button: '\u25c0', title: 'earlier (left arrow)', act: (range) => range.move(-0.25) },
  { keys: ['ArrowRight'], button: '\u25b6', title: 'later (right arrow)', act: (range) => range.move(0.25) },
  { keys: ['+', '='], button: '+', title: 'zoom in (+)', act: (range) => range.zoom(0.5) },
  { keys: ['-'], button: '\u2212', title: 'zoom out (-)', act: (range) => range.zoom(2) },
  { keys: ['0', 'Home'], button: 'all', title: 'show everything (0)', act: (range) => range.showAll() },
  { keys: [','], title: 'cursor one position back (,)', act: (range) => range.step(-1) },
  { keys: ['.'], title: 'cursor one position on (.)', act: (range) => range.step(1) },
  { keys: ['Escape'], title: 'remove the cursor (Escape)', act: (range) => range.mark(undefined) },
];

export const KEYS_TEXT =
  'Drag over a chart to zoom in, double click to see everything. Ctrl and the wheel zoom, Shift and the wheel move. ' +
  'Keys: arrows move, + and - zoom, 0 shows everything, comma and full stop move the cursor.';

/** The buttons, in order. */
export function rangeButtons(range: SharedRange): HTMLButtonElement[] {
  return ACTIONS.filter(({ button }) => button !== undefined).map(({ button, title, act }) => {
    const element = make('button', button);
    element.type = 'button';
    element.title = title;
    element.setAttribute('aria-label', title);
    element.addEventListener('click', () => act(range));
    return element;
  });
}

export function listenToKeys(range: SharedRange): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = ACTIONS.find(({ keys }) => keys.includes(event.key));
    if (!action) return;
    event.preventDefault();
    action.act(range);
  });
}
