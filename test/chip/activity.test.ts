import { describe, expect, it } from 'vitest';
import {
  ACTIVITIES,
  ACTIVITY_LENGTH,
  activityByState,
  sumByActivity,
  totalActivity,
} from '../../src/chip/activity.js';
import { Chip } from '../../src/chip/chip.js';
import { STATE_NAMES } from '../../src/chip/states.js';
import { ROW_COLUMNS } from '../../src/trace/rows/writer.js';
import { lengthOf, Player, recordActions, SCENARIOS } from './recording.js';

/** Set bits of hexadecimal digits. */
const ones = (hex: string): number => BigInt(`0x${hex}`).toString(2).replaceAll('0', '').length;

/** Counts of what the rows show, a row standing for the cycles to the next one. */
function countRows(text: string, end: number): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (name: string, n: number): number => (counts[name] = (counts[name] ?? 0) + n);
  const rows = text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const column = (row: string[], name: string): string => row[ROW_COLUMNS.indexOf(name)]!;
  rows.forEach((row, i) => {
    const next = rows[i + 1];
    const cycles = (next ? Number(next[0]) : end) - Number(row[0]);
    add(`cycles ${column(row, 'state')}`, cycles);
    if (column(row, 'evt') === 'CNT') add('scanCycles', cycles);
    if (column(row, 'time_tick') === '1') add('ticks', cycles);
    for (const bank of ['neur', 'winp', 'wrec', 'wout']) {
      const access = column(row, bank);
      if (access.startsWith('R')) add(`${bank}Reads`, cycles);
      if (!access.startsWith('W')) continue;
      add(`${bank}Writes`, cycles);
      add(`${bank}BitsWritten`, cycles * ones(access.slice(access.indexOf('/') + 1)));
    }
  });
  return counts;
}

it('sums over states are those of all states', () => {
  const counts = Float64Array.from({ length: ACTIVITY_LENGTH }, (_, i) => 2 ** 20 * i + 3);
  const sums = new Float64Array(ACTIVITIES.length + 2);
  sumByActivity(counts, sums, 2);
  expect([...sums.subarray(2)]).toEqual(Object.values(totalActivity(counts)));
});

describe.each(SCENARIOS)('activity counters of %s', (name) => {
  const actions = recordActions(name);
  const chip = new Chip();
  const rows = new Player(actions, chip).rows();
  const total = totalActivity(chip.state.activity);
  const byState = activityByState(chip.state.activity);
  const seen = countRows(rows, chip.cycle);

  it('agree with the rows: cycles, ticks, accesses, bits written', () => {
    expect(total.cycles).toBe(chip.cycle);
    expect(total.cycles).toBe(lengthOf(actions));
    for (const state of STATE_NAMES)
      expect(byState[state]?.cycles ?? 0, state).toBe(seen[`cycles ${state}`] ?? 0);
    const visible = ACTIVITIES.filter((a) => /Reads$|Writes$|BitsWritten$|^scanCycles$|^ticks$/.test(a));
    expect(visible.length).toBe(14);
    for (const activity of visible) expect(total[activity], activity).toBe(seen[activity] ?? 0);
  });

  it('agree with the pins: bits of SPI', () => {
    let rises = 0;
    let sck = 0;
    for (const action of actions)
      if ('pin' in action && action.pin === 'SCK') {
        if (action.value === 1 && sck === 0) rises++;
        sck = action.value;
      }
    expect(total.spiBits).toBe(rises);
  });

  it('agree with each other', () => {
    const learningWrites = total.winpWrites + total.wrecWrites + total.woutWrites;
    expect(total.lanesEvaluated).toBeLessThanOrEqual(16 * learningWrites);
    expect(total.lanesEvaluated % 16).toBe(0);
    expect(total.lanesChanged).toBeLessThanOrEqual(total.lanesEvaluated);
    expect(total.advancesWinp).toBeGreaterThanOrEqual(byState['EPROP']?.winpWrites ?? 0);
    expect(total.scanCycles).toBeGreaterThanOrEqual(Math.max(total.inputEvents, total.recurrentEvents));
    expect(total.eventUpdates % 2).toBe(0);
    expect(total.spikes).toBeLessThanOrEqual(2 * (byState['STEP']?.neurWrites ?? 0));
  });

  it('and the whole state do not depend on skipping quiet cycles', () => {
    const restless = new Chip();
    new Player(actions, restless).play(Infinity, undefined, true);
    const bare = new Chip();
    new Player(actions, bare).play();
    restless.state.quiet = bare.state.quiet = chip.state.quiet;
    expect(Buffer.compare(restless.snapshot(), chip.snapshot())).toBe(0);
    expect(Buffer.compare(bare.snapshot(), chip.snapshot())).toBe(0);
  });
});
