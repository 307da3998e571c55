/**
 * Prophesee DAT: text lines that begin with `%`, a byte for the kind of event and one for its size, then 8 bytes an
 * event, least significant first: the time in microseconds, and a word [13:0] x, [27:14] y, [31:28] polarity.
 */
import { badInput } from '../text/errors.js';
import { headerLines, viewOf, type Decoding } from './byte-feed.js';
import type { EventBuffer } from './events.js';

const RECORD = 8;
/** Events of a change of light; 0x00 and 0x0c are both in use for them. */
const KINDS: readonly number[] = [0x00, 0x0c];
const COORDINATE = 0x3fff;

export function* decodeProphesee(to: EventBuffer, file: string): Decoding {
  const header = yield* headerLines('%');
  const number = (name: string): number | undefined => {
    const line = header.find((l) => l.toLowerCase().startsWith(`% ${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length + 3));
  };
  const version = number('version') ?? 2;
  if (version !== 2)
    throw badInput(`DAT version ${version}; version 2 is read (14-bit coordinates)`, { file, byte: 0 });
  const [width, height] = [number('width'), number('height')];
  if (width !== undefined && height !== undefined && width > 0 && height > 0) to.sensor = { width, height };
  const kind = yield { exactly: 2 };
  if (!kind) throw badInput('the file ends after its header', { file, byte: 0 });
  const [type, size] = kind.bytes as unknown as [number, number];
  if (!KINDS.includes(type) || size !== RECORD)
    throw badInput(
      `events of kind ${type} with ${size} bytes; changes of light (kind 0 or 12, 8 bytes) are read`,
      { file, byte: kind.at },
    );
  for (;;) {
    const block = yield { records: RECORD };
    if (!block) return;
    const view = viewOf(block.bytes);
    for (let i = 0; i < view.byteLength; i += RECORD) {
      const word = view.getUint32(i + 4, true);
      to.push(view.getUint32(i, true), word & COORDINATE, (word >>> 14) & COORDINATE, (word >>> 28) & 1);
    }
  }
}
