/** Listings: the source, and beside each line the code or data that it gave. */
import type { Assembly, Emitted } from './assembler.js';

/** Values shown of a line of data. */
const SHOWN = 8;

/** The listing as text: place in the image, words or bytes, line of the source. */
export function formatListing({ emitted }: Assembly): string {
  const lines: string[] = [];
  for (const e of emitted) {
    if (e.values.length === 0) continue;
    const text = `${e.place.file}:${e.place.line}`.padEnd(24) + e.place.text.trim();
    if (e.section === 'code')
      for (let i = 0; i < e.values.length; i++)
        lines.push(
          `${place(e, i)}  ${word(e.values[i]!)}                   ${i === 0 ? text : ''}`.trimEnd(),
        );
    else lines.push(`${place(e, 0)}  ${bytes(e.values)}  ${text}`);
  }
  return `${lines.join('\n')}\n`;
}

const place = (e: Emitted, i: number): string =>
  `${e.section[0]!} ${(e.at + i).toString(16).padStart(6, '0')}`;
const word = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

function bytes(values: ArrayLike<number>): string {
  const shown = Array.from({ length: Math.min(SHOWN, values.length) }, (_, i) =>
    values[i]!.toString(16).padStart(2, '0'),
  );
  return (shown.join(' ') + (values.length > SHOWN ? ' ..' : '')).padEnd(3 * SHOWN + 3);
}
