/** Tables of what phases tell, made while the turbo engine runs, against those that the cycle engine makes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import type { CycleObserver } from '../../src/chip/cycle.js';
import { parseCondition } from '../../src/signals/expression.js';
import { parsePosition, type Position } from '../../src/position/position.js';
import type { WindowBounds } from '../../src/position/window.js';
import type { TableKind } from '../../src/trace/tables/kinds.js';
import { tableEncoder } from '../../src/trace/tables/encoder.js';
import { tableSink } from '../../src/trace/tables/table-sink.js';
import { Tracer } from '../../src/trace/tracer.js';
import { prepare, program, RandomHost } from '../chip/random-program.js';
import { gunzipped, META, SCENARIOS, traced, type Traced } from './runs.js';

const KINDS = ['spikes', 'outputs'] as const satisfies readonly TableKind[];

const at = parsePosition;
const WINDOWS: Record<string, WindowBounds> = {
  'the whole run': {},
  'from a tick on': { from: at('tick=3') },
  'a few ticks': { from: at('tick=2'), to: at('tick=7') },
  'some cycles': { from: at('20011'), to: at('150000') },
  'a sample': { from: at('sample=2'), to: at('sample=3') },
  'ticks of a sample': { from: at('sample=1.tick=2'), to: at('sample=2.tick=3') },
};

const table = (
  script: string,
  kind: TableKind,
  selection: WindowBounds,
  engine: 'auto' | 'cycle',
): Promise<Traced> =>
  traced(
    script,
    (write) => tableSink({ kind, format: 'csv', meta: META }, tableEncoder(write)),
    selection,
    engine,
  );

describe.each([...SCENARIOS, 'inp_gt_rec_a1', 'debug_flags_a1', 'local_tick_err_a1'])(
  'tables of %s',
  (name) => {
    const script = gunzipped(`${name}.host.gz`);
    it.each(Object.keys(WINDOWS))('are the same from both engines: %s', async (window) => {
      for (const kind of KINDS) {
        const selection = WINDOWS[window] ?? {};
        const { text } = await table(script, kind, selection, 'auto');
        expect(text).toBe((await table(script, kind, selection, 'cycle')).text);
      }
    });
  },
);

describe('a table of spikes', () => {
  const script = gunzipped('learn_all_a1.host.gz');

  it('lets the turbo engine run, and counts the cycles of its window', async () => {
    const { chip, tracer } = await table(script, 'spikes', {}, 'auto');
    expect(chip.cyclesByEngine.turbo).toBeGreaterThan(chip.cyclesByEngine.cycle);
    expect(tracer.cycles).toBe(chip.cycle);
  });

  it('has every cycle looked at where a condition asks for it', async () => {
    const when = parseCondition('state==STEP');
    const { chip, text } = await table(script, 'spikes', { when }, 'auto');
    expect(chip.cyclesByEngine.turbo).toBe(0);
    expect(text).toContain('recurrent');
    expect(text).not.toContain('input');
  });
});

/** A chip with an observer that is called whatever runs the chip. */
class WatchedChip extends Chip {
  watch: (() => CycleObserver | undefined) | undefined;
  override advance(limit: number, observer?: CycleObserver): number {
    return super.advance(limit, this.watch?.() ?? observer);
  }
}

const tick = fc.integer({ min: 1, max: 25 });
const position: fc.Arbitrary<Position | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({ cycle: fc.integer({ min: 0, max: 30_000 }) }),
  fc.record({ tick }),
  fc.record({ sample: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ sample: fc.integer({ min: 1, max: 4 }), tick: fc.integer({ min: 1, max: 8 }) }),
);

it('random programs, windows, disturbances: the same tables from both engines', async () => {
  const seen = { turbo: 0, cycle: 0, rows: 0 };
  const property = fc.asyncProperty(program(25), position, position, async (p, from, to) => {
    const run = async (engine: 'auto' | 'cycle'): Promise<string> => {
      const chip = new WatchedChip(undefined, { engine });
      const chunks: Uint8Array[] = [];
      const sinks = KINDS.map((kind) =>
        tableSink(
          { kind, format: 'csv', meta: META },
          tableEncoder((chunk) => chunks.push(chunk)),
        ),
      );
      const host = new RandomHost(chip);
      prepare(chip, p);
      const tracer = new Tracer(sinks, { ...(from ? { from } : {}), ...(to ? { to } : {}) }, chip.state);
      chip.watch = () => tracer.observer;
      for (const step of p.steps) for (const _ of host.take(step));
      await tracer.finish(chip.cycle);
      if (engine === 'auto') {
        seen.turbo += chip.cyclesByEngine.turbo;
        seen.cycle += chip.cyclesByEngine.cycle;
      }
      return Buffer.concat(chunks).toString();
    };
    const fast = await run('auto');
    expect(fast).toBe(await run('cycle'));
    seen.rows += fast.split('\n').length;
  });
  await fc.assert(property, { seed: 7106, numRuns: 70 });
  expect(seen.turbo).toBeGreaterThan(0);
  expect(seen.rows).toBeGreaterThan(5_000);
});
