/** Read-outs: what a chart shows at the cursor, as a line of text or in a box beside the pointer. */
import type { Reading } from '../../charts/marks/kind.js';

/** An element with a text. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  text = '',
  kind = '',
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  element.textContent = text;
  if (kind !== '') element.className = kind;
  return element;
}

/** A swatch of the colour in which something is drawn; empty if it has no colour. */
function key(colour: string | undefined): HTMLElement[] {
  if (colour === undefined) return [];
  const element = make('i', '', 'key');
  element.style.background = `var(--${colour})`;
  return [element];
}

/** Rows of a reading one after the other. */
export const readingLine = (rows: Reading['rows']): HTMLElement[] =>
  rows.map(({ name, value, colour }) => {
    const row = make('span');
    row.append(...key(colour), `${name} ${value}`.trim());
    return row;
  });

/** A box that follows the pointer. */
export class ReadingBox {
  private readonly element = make('div', '', 'box');

  constructor() {
    this.element.hidden = true;
    document.body.append(this.element);
  }

  show(reading: Reading, { clientX, clientY }: MouseEvent): void {
    const { element } = this;
    const rows = reading.rows.map(({ name, value, colour }) => {
      const row = make('div');
      row.append(...key(colour), `${name}: ${value}`);
      return row;
    });
    element.replaceChildren(make('b', reading.heading ?? ''), ...rows);
    element.hidden = false;
    // To the left of the pointer where there is no room at its right, above it where there is none below.
    const { width, height } = element.getBoundingClientRect();
    const left = clientX + 14 + width > innerWidth ? clientX - 14 - width : clientX + 14;
    const top = clientY + 14 + height > innerHeight ? clientY - 14 - height : clientY + 14;
    element.style.left = `${Math.max(0, left)}px`;
    element.style.top = `${Math.max(0, top)}px`;
  }

  hide(): void {
    this.element.hidden = true;
  }
}
