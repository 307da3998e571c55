/**
 * AEDAT 2 and 3: text lines that begin with `#`, then events.
 *
 * AEDAT 2 is most significant byte first: a 32-bit address and a time in microseconds. What an address means depends
 * on the camera. AEDAT 3 comes in packets of one kind of event, least significant byte first; events of light have
 * [31:17] x, [16:2] y, [1] polarity, [0] valid, and 31 bits of time that the packet's overflow counter extends.
 */
import { badInput } from '../text/errors.js';
import { headerLines, viewOf, type Decoding } from './byte-feed.js';
import type { EventBuffer, SensorSize } from './events.js';

/** Cameras of AEDAT 2 files, by the chip's name in the header. */
export const CAMERAS = ['dvs128', 'davis240', 'davis346', 'davis640'] as const;
export type Camera = (typeof CAMERAS)[number];

const SENSORS: Readonly<Record<Camera, SensorSize>> = {
  dvs128: { width: 128, height: 128 },
  davis240: { width: 240, height: 180 },
  davis346: { width: 346, height: 260 },
  davis640: { width: 640, height: 480 },
};

/** DAVIS addresses with this bit are frames or motion, not changes of light; with the next one, triggers. */
const NOT_LIGHT = 0x80000000;
const TRIGGER = 1 << 10;
/** DVS128 addresses with this bit come from the synchronisation pin. */
const EXTERNAL = 1 << 15;

/** The camera that the header of an AEDAT 2 file names. */
function cameraOf(lines: readonly string[]): Camera | undefined {
  const chip = lines.find((l) => l.startsWith('# AEChip:'))?.toLowerCase() ?? '';
  return CAMERAS.find((camera) => chip.includes(camera));
}

/** @param camera absent: the header names it. */
export function* decodeAedat2(to: EventBuffer, file: string, camera?: Camera): Decoding {
  const found = camera ?? cameraOf(yield* headerLines('#'));
  if (camera !== undefined) yield* headerLines('#');
  if (found === undefined)
    throw badInput(`the header does not name the camera: give --camera ${CAMERAS.join(', ')}`, {
      file,
      byte: 0,
    });
  const sensor = SENSORS[found];
  to.sensor = sensor;
  for (;;) {
    const block = yield { records: 8 };
    if (!block) return;
    const view = viewOf(block.bytes);
    for (let i = 0; i < view.byteLength; i += 8) {
      const address = view.getUint32(i);
      const time = view.getUint32(i + 4);
      // Rows count from below in these files, and from above here.
      if (found === 'dvs128') {
        if ((address & EXTERNAL) === 0)
          to.push(time, (address >>> 1) & 127, 127 - ((address >>> 8) & 127), address & 1);
        continue;
      }
      if ((address & (NOT_LIGHT | TRIGGER)) !== 0) continue;
      const x = (address >>> 12) & 0x3ff;
      const y = sensor.height - 1 - ((address >>> 22) & 0x1ff);
      if (x >= sensor.width || y < 0)
        throw badInput(`pixel outside the ${sensor.width} x ${sensor.height} of a ${found}`, {
          file,
          byte: block.at + i,
        });
      to.push(time, x, y, (address >>> 11) & 1);
    }
  }
}

const PACKET_HEADER = 28;
const LIGHT = 1;
const LIGHT_BYTES = 8;
/** A larger packet is a damaged header. */
const MAX_PACKET = 1 << 26;
const TIME_OVERFLOW = 2 ** 31;

export function* decodeAedat3(to: EventBuffer, file: string): Decoding {
  yield* headerLines('#');
  for (;;) {
    const head = yield { exactly: PACKET_HEADER };
    if (!head) return;
    const fields = viewOf(head.bytes);
    const place = { file, byte: head.at };
    const kind = fields.getUint16(0, true);
    const size = fields.getUint32(4, true);
    const overflows = fields.getUint32(12, true);
    const capacity = fields.getUint32(16, true);
    const count = fields.getUint32(20, true);
    if (size === 0 || size * capacity > MAX_PACKET || count > capacity)
      throw badInput(`packet of ${count} in ${capacity} events of ${size} bytes: a damaged header`, place);
    if (kind === LIGHT && size !== LIGHT_BYTES)
      throw badInput(`events of light with ${size} bytes, ${LIGHT_BYTES} expected`, place);
    if (capacity === 0) continue;
    const body = yield { exactly: size * capacity };
    if (!body) throw badInput('the file ends before the events of this packet', place);
    if (kind !== LIGHT) continue;
    const view = viewOf(body.bytes);
    for (let i = 0; i < count * LIGHT_BYTES; i += LIGHT_BYTES) {
      const word = view.getUint32(i, true);
      if ((word & 1) === 0) continue;
      const time = overflows * TIME_OVERFLOW + (view.getUint32(i + 4, true) & 0x7fffffff);
      to.push(time, word >>> 17, (word >>> 2) & 0x7fff, (word >>> 1) & 1);
    }
  }
}
