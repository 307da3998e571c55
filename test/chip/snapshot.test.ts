import { designOf } from '../../src/design/design.js';
import seedrandom from 'seedrandom';
import { describe, expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { SnapshotError } from '../../src/chip/snapshot.js';
import { lengthOf, Player, recordActions, SCENARIOS } from './recording.js';

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

describe.each(SCENARIOS)('snapshots of %s', (name) => {
  const actions = recordActions(name);
  const draw = seedrandom(name);

  it('restored at random cycles, the run goes on in the same rows to the same end', () => {
    for (let round = 0; round < 3; round++) {
      const cut = Math.floor(draw() * lengthOf(actions));
      const chip = new Chip();
      const player = new Player(actions, chip);
      player.play(cut);
      expect(chip.cycle).toBe(cut);
      const snapshot = chip.snapshot();
      const again = player.fork(chip);
      const elsewhere = new Chip();
      const fresh = player.fork(elsewhere);

      const rows = player.rows();
      const end = chip.snapshot();
      expect(rows.length).toBeGreaterThan(0);
      chip.restore(snapshot);
      expect(same(chip.snapshot(), snapshot)).toBe(true);
      expect(again.rows() === rows, `rows after cycle ${cut}, same chip`).toBe(true);
      expect(same(chip.snapshot(), end), `end, same chip, cut at ${cut}`).toBe(true);
      elsewhere.restore(snapshot);
      expect(fresh.rows() === rows, `rows after cycle ${cut}, another chip`).toBe(true);
      expect(same(elsewhere.snapshot(), end), `end, another chip, cut at ${cut}`).toBe(true);
    }
  });
});

describe('a snapshot', () => {
  const busyChip = (): Chip => {
    const chip = new Chip();
    new Player(recordActions('learn_all_a2'), chip).play(9000);
    return chip;
  };
  const edited = (snapshot: Uint8Array, at: number, value: number): Uint8Array => {
    const copy = snapshot.slice();
    new DataView(copy.buffer).setUint32(at, value, true);
    return copy;
  };

  it('does not change with the chip it was taken from', () => {
    const chip = busyChip();
    const snapshot = chip.snapshot();
    const copy = snapshot.slice();
    chip.setPin('RST', 1);
    chip.run(100);
    expect(same(snapshot, copy)).toBe(true);
  });

  it('is read where it lies in a larger buffer', () => {
    const chip = busyChip();
    const snapshot = chip.snapshot();
    const padded = new Uint8Array(snapshot.length + 7);
    padded.set(snapshot, 3);
    const other = new Chip();
    other.restore(padded.subarray(3, 3 + snapshot.length));
    expect(same(other.snapshot(), snapshot)).toBe(true);
  });

  it('that does not fit is refused with its place, and the chip is as it was', () => {
    const chip = busyChip();
    const good = new Chip().snapshot();
    const refused: [string, Uint8Array, RegExp][] = [
      ['empty', new Uint8Array(0), /not a snapshot.*byte 0/],
      ['text', new TextEncoder().encode('a text that is not a snapshot'), /not a snapshot.*byte 0/],
      ['magic', edited(good, 0, 0x12345678), /not a snapshot.*byte 0/],
      ['version', edited(good, 4, 99), /version 99.*byte 4/],
      ['layout', edited(good, 8, 0), /another layout.*byte 8/],
      ['count', edited(good, 12, 3), /another layout/],
      ['truncated in the header', good.slice(0, 15), /not a snapshot/],
      ['truncated', good.slice(0, good.length - 1), /bytes, \d+ expected/],
      ['too long', new Uint8Array([...good, 0]), /bytes, \d+ expected/],
      [
        'another chip',
        new Chip(designOf({ neurons: 64, weightBits: 4 })).snapshot(),
        /snapshot of another chip: neurons 64 instead of 256, weight_bits 4 instead of 8 \(byte 20\)/,
      ],
    ];
    const before = chip.snapshot();
    for (const [what, bytes, message] of refused) {
      expect(() => chip.restore(bytes), what).toThrow(SnapshotError);
      expect(() => chip.restore(bytes), what).toThrow(message);
      expect(same(chip.snapshot(), before), what).toBe(true);
    }
  });
});
