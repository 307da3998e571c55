/** What the granularity of a value promises, held against runs of the recorded scenarios. */
import { describe, expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { REFERENCE } from '../../src/design/design.js';
import type { ChipState } from '../../src/chip/state.js';
import { Executor } from '../../src/host/executor.js';
import { GRANULARITIES, type Granularity } from '../../src/signals/granularity.js';
import { SIGNALS } from '../../src/signals/signals.js';
import { storedValueNamed } from '../../src/signals/stored-value.js';
import { gunzipped, operationsOf } from '../trace/runs.js';
import { designOf } from '../../src/design/design.js';

interface Value {
  readonly name: string;
  readonly read: (s: ChipState) => number;
}

/** Signals that need not be looked at in every cycle are read from the state alone: these wires are never read. */
const NO_WIRES = undefined as never;

const names = (array: string, ...indices: number[]): string[] => indices.map((i) => `${array}[${i}]`);
const STORED = [
  ...[0, 3, 7, 12].flatMap((pre) => names(`wrec[${pre}]`, 0, 3, 5, 7)),
  ...[0, 7, 16].flatMap((pre) => names(`winp[${pre}]`, 0, 3, 5, 7)),
  ...[0, 1, 2, 3, 7, 12, 15].flatMap((pre) => names(`wout[${pre}]`, 0, 1, 2)),
  ...names('threshold', 0, 5, 9),
  ...names('alphaLow', 0, 5, 9),
];

function valuesOf(granularity: Granularity): Value[] {
  const signals = SIGNALS.flatMap(({ name, changes, get }): Value[] => {
    if (changes !== granularity) return [];
    if (get) return [{ name, read: (s) => get(s, NO_WIRES) }];
    throw new Error(`${name} has a granularity, but cannot be read`);
  });
  const stored = STORED.flatMap((name): Value[] => {
    const value = storedValueNamed(name, REFERENCE);
    if (!value) throw new Error(`there is no ${name}`);
    return value.changes === granularity ? [{ name, read: (s) => value.get(s) }] : [];
  });
  return [...signals, ...stored];
}

/** Counts the changes of values between two points at which they are looked at. */
class Changes {
  readonly most = new Map<string, number>();
  total = 0;
  private readonly last: number[];
  private readonly since: number[];

  constructor(
    private readonly values: readonly Value[],
    private readonly state: ChipState,
  ) {
    this.last = values.map(({ read }) => read(state));
    this.since = values.map(() => 0);
  }

  see(): void {
    this.values.forEach(({ name, read }, i) => {
      const now = read(this.state);
      if (now === this.last[i]) return;
      this.last[i] = now;
      this.total++;
      this.most.set(name, Math.max(this.most.get(name) ?? 0, ++this.since[i]!));
    });
  }

  lookedAt(): void {
    this.since.fill(0);
  }
}

const SCENARIOS = ['learn_all_a1', 'inp_gt_rec_a1', 'local_tick_err_a1'];

describe.each(SCENARIOS)('in %s', (scenario) => {
  const operations = [...operationsOf(gunzipped(`${scenario}.host.gz`))];

  it.each(['operation', 'tick'] as const)(
    'values of the granularity %s change once between two looks',
    (granularity) => {
      const chip = new Chip(undefined, { engine: 'cycle' });
      const changes = new Changes(valuesOf(granularity), chip.state);
      const executor = new Executor(chip, {
        recordsRows: 'never',
        observer: (_, w) => {
          changes.see();
          if (granularity === 'tick' && w.timeTick) changes.lookedAt();
        },
      });
      for (const operation of operations) {
        executor.run(operation);
        changes.see();
        // A word of data after another is the same as an operation for each.
        changes.lookedAt();
      }
      expect(Math.max(0, ...changes.most.values())).toBeLessThanOrEqual(1);
    },
  );

  it('values of the granularity phase take all their values at stops of the turbo engine', () => {
    const values = valuesOf('phase');
    const sequences = (['cycle', 'auto'] as const).map((engine) => {
      const seen = values.map(() => [] as number[]);
      class Watched extends Chip {
        override advance(...args: Parameters<Chip['advance']>): number {
          const passed = super.advance(...args);
          values.forEach(({ read }, i) => {
            const now = read(this.state);
            if (now !== seen[i]!.at(-1)) seen[i]!.push(now);
          });
          return passed;
        }
      }
      const executor = new Executor(new Watched(undefined, { engine }), { recordsRows: 'never' });
      for (const operation of operations) executor.run(operation);
      return Object.fromEntries(values.map(({ name }, i) => [name, seen[i]]));
    });
    expect(sequences[1]).toEqual(sequences[0]);
  });
});

it('every granularity but that of cycles has values to hold it against', () => {
  for (const granularity of GRANULARITIES.filter((g) => g !== 'cycle'))
    expect(valuesOf(granularity).length).toBeGreaterThan(3);
});

it('the range of a narrow membrane begins at its value, sign included', () => {
  const { state } = new Chip(designOf({ membraneBits: 12 }));
  state.neur.membrane[3] = 0xffe;
  const membrane = storedValueNamed('membrane[3]', state.design)!;
  expect(membrane.get(state)).toBe(-2);
  expect(membrane.range!(state, false)).toEqual([-2, -2]);
});
