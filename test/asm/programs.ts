/** Random valid programs: every kind of section, instructions of every form, and words that are none. */
import { REFERENCE } from '../../src/design/design.js';
import fc from 'fast-check';
import { SYMBOL_TYPES } from '../../isa/image.js';
import { StreamBuilder, type EventStream } from '../../src/firmware/events.js';
import type { FirmwareImage, LineTable, MemorySection } from '../../src/firmware/image.js';
import { decode, FORMS, MAX_OPERANDS } from '../../src/isa/instructions.js';

const word = fc.integer({ min: 0, max: 0xffffffff });

/** Bits that decode, for most draws; the rest are undefined words. */
const instruction = fc
  .record({ form: fc.constantFrom(...FORMS), bits: word, mask: word })
  .map(({ form, bits, mask }) => {
    const operands = new Int32Array(MAX_OPERANDS);
    const full = ((bits & ~form.mask) | form.match) >>> 0;
    // Fewer bits set: small operands, which lie within their limits more often.
    return decode(full, operands, REFERENCE)
      ? full
      : ((bits & mask & 0xf0f3ff & ~form.mask) | form.match) >>> 0;
  });

const code = fc.array(fc.oneof({ weight: 9, arbitrary: instruction }, { weight: 1, arbitrary: word }), {
  minLength: 1,
  maxLength: 60,
});

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 90 }),
  fc.string({ maxLength: 40 }).map((s) => new TextEncoder().encode(`${s}\0`)),
);

/** Sections one behind the other, with gaps. */
const memory: fc.Arbitrary<MemorySection[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom('data' as const, 'weights' as const),
      bytes,
      gap: fc.nat(9),
      extra: fc.nat(50),
    }),
    { maxLength: 4 },
  )
  .map((drafts) => {
    let address = 0;
    return drafts.map(({ kind, bytes: contents, gap, extra }) => {
      const section = {
        kind,
        address: address + 4 * gap,
        bytes: contents,
        memoryBytes: contents.length + extra,
      };
      address = (section.address + section.memoryBytes + 3) & ~3;
      return section;
    });
  });

const item = fc.record({
  code: fc.constantFrom('spike' as const, 'label' as const, 'nothing' as const),
  tick: word,
  data: fc.nat(255),
});

const stream: fc.Arbitrary<EventStream> = fc
  .array(fc.record({ items: fc.array(item, { maxLength: 8 }), end: fc.option(word) }), { maxLength: 4 })
  .map((samples) => {
    const builder = new StreamBuilder();
    for (const s of samples) {
      builder.begin();
      for (const i of s.items) builder.add(i.code, i.tick, i.data);
      if (s.end !== null) builder.add('end', s.end);
    }
    return builder.build();
  });

const symbol = fc.record({
  type: fc.constantFrom(...SYMBOL_TYPES),
  name: fc.oneof(
    fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.]{0,8}$/),
    fc.constantFrom('r1', 'NEUR', 'KAPPA', 'wait', 'start'),
  ),
  value: fc.oneof(word, fc.nat(60)),
});

/** Runs in order, within the code. */
const lines = (instructions: number): fc.Arbitrary<LineTable | undefined> =>
  fc
    .array(
      fc.record({
        skip: fc.nat(3),
        count: fc.integer({ min: 1, max: 5 }),
        line: fc.integer({ min: 1, max: 0xffffffff }),
        file: fc.nat(1),
        step: fc.nat(65535),
      }),
      { maxLength: 8 },
    )
    .map((drafts) => {
      let at = 0;
      const runs = drafts.flatMap(({ skip, ...rest }) => {
        const first = at + skip;
        at = first + rest.count;
        return at <= instructions ? [{ first, ...rest }] : [];
      });
      return runs.length > 0 ? { files: ['main.s', 'päth "x"\n'], runs } : undefined;
    });

export const programs: fc.Arbitrary<FirmwareImage> = code.chain((words) =>
  fc.record({
    entry: fc.nat(words.length - 1),
    code: fc.constant(Uint32Array.from(words)),
    memory,
    streams: fc.array(stream, { maxLength: 3 }),
    symbols: fc.array(symbol, { maxLength: 8 }),
    lines: lines(words.length),
    metadata: fc.array(
      fc.tuple(fc.string({ maxLength: 9 }), fc.string({ maxLength: 9, unit: 'binary' })).filter(
        // Lone surrogates have no UTF-8.
        (texts) => texts.every((t) => !/\p{Cs}/u.test(t)),
      ),
      { maxLength: 3 },
    ),
    unknown: fc.array(
      fc.record({ kind: fc.integer({ min: 8, max: 0xffffffff }), bytes: fc.uint8Array({ maxLength: 80 }) }),
      { maxLength: 2 },
    ),
  }),
);
