import { describe, expect, it } from 'vitest';
import { Chip, type Engine } from '../../src/chip/chip.js';
import { runScript } from '../../src/run/run-script.js';
import { CsvEncoder } from '../../src/table/csv-encoder.js';
import { parseCondition } from '../../src/signals/expression.js';
import { RowWriter } from '../../src/trace/rows/writer.js';
import type { WindowBounds } from '../../src/position/window.js';
import { decoderOf } from '../../src/trace/tables/spike-words.js';
import { tableSink } from '../../src/trace/tables/table-sink.js';
import { Tracer } from '../../src/trace/tracer.js';
import type { TraceSink, WriteBytes } from '../../src/trace/sink.js';
import { gunzipped, linesOf, META, operationsOf, traced, type Traced } from '../trace/runs.js';
import { Executor } from '../../src/host/executor.js';

const NAME = 'learn_all_a1';
const script = gunzipped(`${NAME}.host.gz`);
/** The script, with many more ticks. */
const busyScript = script.replaceAll('tick\n', 'tick\naer 1\n'.repeat(20));
const rowsSink = (write: WriteBytes): TraceSink => {
  const rows = new RowWriter(write);
  return { observe: rows.observe, finish: () => rows.flush() };
};
const rowsOf = (selection: WindowBounds): Promise<Traced> => traced(script, rowsSink, selection);
const lines = (text: string): string[] => text.trim().split('\n');
const all = lines(gunzipped(`${NAME}.rows.csv.gz`)).slice(1);
const cycleOf = (row: string | undefined): number => parseInt(row ?? '-1');
const column = (row: string, index: number): string => row.split(',')[index] ?? '';

describe('a window', () => {
  it('by cycles holds the rows of these cycles, and needs an observer only around them', async () => {
    const { text, observed, tracer } = await rowsOf({ from: { cycle: 63_000 }, to: { cycle: 63_500 } });
    const within = all.filter((row) => cycleOf(row) >= 63_000 && cycleOf(row) < 63_500);
    // The first row of the window stands for what went on before it.
    expect(lines(text).slice(1)).toEqual(within.slice(within[0]?.startsWith('63000,') === true ? 1 : 0));
    expect(cycleOf(text)).toBe(63_000);
    expect(observed).toBeGreaterThan(0);
    expect(tracer.cycles).toBe(500);
  });

  it('by ticks begins and ends with the cycles of these ticks', async () => {
    const ticks = all.filter((row) => column(row, 3) === '1').map(cycleOf);
    const { text } = await rowsOf({ from: { tick: 3 }, to: { tick: 5 } });
    const got = lines(text);
    expect(cycleOf(got[0])).toBe(ticks[2]);
    expect(cycleOf(got.at(-1))).toBeLessThan(ticks[4] ?? 0);
    expect(got).toEqual(
      all.filter((row) => cycleOf(row) >= (ticks[2] ?? 0) && cycleOf(row) < (ticks[4] ?? 0)),
    );
  });

  it('by samples and ticks within them', async () => {
    const starts = all.flatMap((row, i) =>
      column(row, 1) === 'PROP' && column(all[i - 1] ?? '', 1) === 'IDLE' ? [i - 1] : [],
    );
    const second = starts[1] ?? 0;
    const { text, observed } = await rowsOf({ from: { sample: 2 } });
    expect(lines(text)).toEqual(all.slice(second));
    const later = await rowsOf({ from: { sample: 2, tick: 3 } });
    const ticks = all.slice(second).filter((row) => column(row, 3) === '1');
    expect(cycleOf(later.text)).toBe(cycleOf(ticks[2]));
    expect(later.observed).toBeLessThan(observed);
  });

  it('holds the cycles in which a condition does', async () => {
    const { text } = await rowsOf({ when: parseCondition('state==EPROP && blk==0') });
    expect(lines(text).map(cycleOf)).toEqual(
      all.filter((row) => column(row, 1) === 'EPROP' && column(row, 9) === '0').map(cycleOf),
    );
  });

  it.each<WindowBounds>([
    { from: { tick: 30 }, to: { tick: 36 } },
    { from: { sample: 2, tick: 3 } },
    { to: { tick: 30 } },
    {},
  ])('%j of a script that is played in lists holds the spikes of one that is not', async (selection) => {
    const spikes = async (engine: Engine): Promise<[text: string, played: boolean]> => {
      const chip = new Chip(undefined, { engine });
      const chunks: Uint8Array[] = [];
      const sink = tableSink({ kind: 'spikes', format: 'csv', meta: META }, (table) =>
        decoderOf(table, new CsvEncoder(table, (chunk) => chunks.push(chunk))),
      );
      const tracer = new Tracer([sink], selection, chip.state);
      const source = { name: NAME, lines: () => linesOf(`autosnap 0\n${busyScript}`) };
      await runScript(source, new Executor(chip, { observer: tracer }));
      await tracer.finish(chip.cycle);
      return [Buffer.concat(chunks).toString(), chip.cyclesByEngine.played > 0];
    };
    const [text, played] = await spikes('auto');
    expect(played).toBe(true);
    expect(lines(text).length).toBeGreaterThan(6);
    expect([text, false]).toEqual(await spikes('cycle'));
  });

  it('leaves the run as it is', async () => {
    const { chip } = await traced(script, (write) => ({ ...rowsSink(write), everyCycle: true }), {
      from: { tick: 2 },
    });
    const bare = new Chip();
    const executor = new Executor(bare);
    for (const operation of operationsOf(script)) executor.run(operation);
    chip.state.quiet = bare.state.quiet;
    expect(Buffer.compare(chip.snapshot(), bare.snapshot())).toBe(0);
  });
});
