/** Words over SPI without an observer go through the port many bits at a time, and leave the same as edge by edge. */
import seedrandom from 'seedrandom';
import { expect, test } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { REFERENCE } from '../../src/design/design.js';
import { Executor } from '../../src/host/executor.js';
import type { Operation } from '../../src/host/operations.js';
import { stateDifference } from '../chip/state-difference.js';

type Random = () => number;
const below = (random: Random, n: number): number => Math.floor(random() * n);
const word = (random: Random): number => below(random, 2 ** 32);

/** A transfer to or from any memory or register, or something between two transfers that the port sees, too. */
function operation(random: Random): Operation {
  const kind = random();
  if (kind < 0.1) return { op: 'sck', value: 1 + below(random, 4) };
  if (kind < 0.15) return { op: 'wait', value: below(random, 10) };
  // Edges apart from transfers move the port out of step with the words.
  if (kind < 0.2) return { op: 'pin', pin: random() < 0.7 ? 'SCK' : 'RST', value: below(random, 2) };
  if (kind < 0.25) return { op: 'sample', value: below(random, 2) };
  if (kind < 0.3) return { op: 'pulse' };
  const reads = kind < 0.4;
  const count = below(random, 6);
  const header =
    (reads ? 0x8000_0000 : 0) + below(random, 8) * 2 ** 28 + count * 2 ** 16 + below(random, 2 ** 16);
  if (reads) return { op: 'spir', header, count };
  const sent = random() < 0.9 ? count : below(random, 8);
  return { op: 'spiw', header, data: Array.from({ length: sent }, () => word(random)) };
}

test('transfers leave the same, with and without an observer of cycles', () => {
  let sentAtOnce = 0;
  for (let seed = 0; seed < 40; seed++) {
    const random = seedrandom(`transfers ${seed}`);
    const [chip, watched] = [new Chip(REFERENCE), new Chip(REFERENCE, { engine: 'cycle' })];
    chip.shiftIn = (...how) => {
      const bits = Chip.prototype.shiftIn.apply(chip, how);
      sentAtOnce += bits;
      return bits;
    };
    const records: string[][] = [[], []];
    const hosts = [chip, watched].map(
      (c, i) =>
        new Executor(c, {
          onEvent: (record) => records[i]!.push(JSON.stringify(record)),
          ...(c === watched ? { observer: () => undefined } : {}),
        }),
    );
    for (const host of hosts) host.run({ op: 'rst', value: 5 });
    for (let n = 0; n < 12; n++) {
      const o = operation(random);
      const slice = random() < 0.5 ? 1 + below(random, 300) : 1 << 16;
      for (const host of hosts) for (let done = host.start(o, slice); !done;) done = host.advance(slice);
      expect(stateDifference(chip, watched), `program ${seed}, operation ${n}: ${JSON.stringify(o)}`).toBe(
        undefined,
      );
    }
    expect(records[0]).toEqual(records[1]);
  }
  expect(sentAtOnce).toBeGreaterThan(10_000);
});
