/** Pieces of SVG as text. */
import { escapeHtml } from '../text/html.js';
import { paint } from './theme.js';

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A number with one digit after the point, which is finer than a screen. */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

/** An element; attributes that are undefined are left out. @param body SVG, not text. */
export function element(name: string, attributes: Attributes, body = ''): string {
  const list = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? px(value) : escapeHtml(value)}"`],
  );
  return body === '' ? `<${name}${list.join('')}/>` : `<${name}${list.join('')}>${body}</${name}>`;
}

/** A text. */
export const textElement = (attributes: Attributes, text: string): string =>
  element('text', attributes, escapeHtml(text));

/** Mean width of a character as a share of the font size; a little more than system fonts need. */
const CHARACTER_WIDTH = 0.58;

/** Estimated width of a text in pixels: without a screen it cannot be measured. */
export const textWidth = (text: string, fontSize: number): number => text.length * fontSize * CHARACTER_WIDTH;

/** A text cut into lines that are about `width` pixels wide at most. */
export function wrapText(text: string, fontSize: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, fontSize) <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Default size of the font, in pixels. */
export const FONT_SIZE = 11;

/** An SVG of its own. @param label what it shows, for screen readers. @param body its elements. */
export const svgDocument = (label: string, width: number, height: number, body: string): string =>
  element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width: String(width),
      height: String(height),
      role: 'img',
      'aria-label': label,
      'font-family': 'system-ui, sans-serif',
      'font-size': String(FONT_SIZE),
      fill: paint('ink'),
    },
    body,
  );
