import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PerfettoStream } from '../../src/trace/perfetto/stream.js';
import { loadEncoder } from '../../src/trace/perfetto/schema.js';
import { PacketWriter } from '../../src/trace/perfetto/packet-writer.js';

const time = fc.integer({ min: 0, max: 2 ** 52 });
const id = fc.integer({ min: 1, max: 2 ** 31 });
const value = fc.oneof(
  fc.integer(),
  fc.integer({ min: -(2 ** 52), max: 2 ** 52 }),
  fc.constantFrom(0, -1, 127),
);
const shared = { trustedPacketSequenceId: 1, sequenceFlags: 2 };

test('packets have the bytes that a general encoder gives them', async () => {
  const encode = await loadEncoder();
  fc.assert(
    fc.property(
      time,
      id,
      id,
      fc.array(fc.tuple(id, value), { maxLength: 3 }),
      value,
      fc.stringMatching(/^[a-z 0-9]{1,30}$/),
      (timestamp, trackUuid, nameIid, values, counterValue, text) => {
        const writer = new PacketWriter(16, 1, 2);
        const expected: Uint8Array[] = [];
        writer.end(timestamp, 2, trackUuid);
        expected.push(encode({ timestamp, trackEvent: { type: 2, trackUuid }, ...shared }));
        writer.begin(timestamp, 1, trackUuid, nameIid, 7);
        expected.push(
          encode({ timestamp, trackEvent: { type: 1, trackUuid, nameIid, categoryIids: [7] }, ...shared }),
        );
        writer.counter(timestamp, 4, trackUuid, counterValue);
        expected.push(encode({ timestamp, trackEvent: { type: 4, trackUuid, counterValue }, ...shared }));
        writer.named(
          { time: timestamp, type: 3, track: trackUuid },
          nameIid,
          7,
          values.map(([name]) => name),
          values.map(([, number]) => number),
        );
        const debugAnnotations = values.map(([name, intValue]) => ({ nameIid: name, intValue }));
        const trackEvent = { type: 3, trackUuid, nameIid, categoryIids: [7], debugAnnotations };
        expected.push(encode({ timestamp, trackEvent, ...shared }));
        writer.beginOnce(timestamp, 1, trackUuid, text, 7);
        expected.push(
          encode({ timestamp, trackEvent: { type: 1, trackUuid, name: text, categoryIids: [7] }, ...shared }),
        );
        expect(Buffer.from(writer.take()).toString('hex')).toBe(Buffer.concat(expected).toString('hex'));
      },
    ),
  );
});

test('names that are long or not ASCII reach the file, too', async () => {
  const chunks: Uint8Array[] = [];
  const stream = await PerfettoStream.open((chunk) => chunks.push(chunk));
  for (const name of ['short', 'schön', 'long '.repeat(20)]) stream.instant(1, 1, name, 'kind', { value: 3 });
  stream.flush();
  const text = Buffer.concat(chunks).toString();
  for (const name of ['short', 'schön', 'long '.repeat(20)]) expect(text).toContain(name);
});
