import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, it } from 'vitest';
import { totalActivity } from '../../src/chip/activity.js';
import type { ChipState } from '../../src/chip/state.js';
import { toParquet } from '../../src/trace/recorded/signal-table.js';
import { openTrace } from '../../src/trace/formats.js';
import { SIGNALS } from '../../src/signals/signals.js';
import { TABLE_KINDS, type TableKind } from '../../src/trace/tables/kinds.js';
import { tableEncoder } from '../../src/trace/tables/encoder.js';
import { tableSink } from '../../src/trace/tables/table-sink.js';
import { gunzipped, linesOf, META, traced, type Traced } from './runs.js';

const script = gunzipped('learn_all_a1.host.gz');
const table = (kind: TableKind, format: 'csv' | 'parquet'): Promise<Traced> =>
  traced(script, (write) =>
    tableSink({ kind, format, meta: { ...META, sourceHash: 'ab12' } }, tableEncoder(write)),
  );

type Row = Record<string, string>;
async function csvRows(kind: TableKind): Promise<{ rows: Row[]; run: Traced }> {
  const run = await table(kind, 'csv');
  const [header = '', ...lines] = run.text
    .trim()
    .split('\n')
    .filter((l) => !l.startsWith('#'));
  const names = header.split(',');
  return {
    rows: lines.map((l) => Object.fromEntries(l.split(',').map((cell, i) => [names[i] ?? '', cell]))),
    run,
  };
}

describe.each(TABLE_KINDS)('table %s', (kind) => {
  it('is the same as CSV and as Parquet, read by hyparquet, and says where it comes from', async () => {
    const { rows } = await csvRows(kind);
    const { bytes } = await table(kind, 'parquet');
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
    const parquet = await parquetReadObjects({ file });
    expect(rows.length).toBeGreaterThan(0);
    expect(
      parquet.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, String(v)]))),
    ).toEqual(rows);
    const meta = Object.fromEntries(
      (parquetMetadata(file).key_value_metadata ?? []).map((m) => [m.key, m.value]),
    );
    expect(meta).toMatchObject({ 'sextant.table': kind, 'sextant.version': 'test', source_sha256: 'ab12' });
  });
});

describe('tables', () => {
  it('spikes agree with the activity counters', async () => {
    const { rows, run } = await csvRows('spikes');
    const activity = totalActivity(run.chip.state.activity);
    expect(rows.filter((r) => r['layer'] === 'recurrent')).toHaveLength(activity.spikes);
    expect(rows.filter((r) => r['layer'] === 'input')).toHaveLength(activity.aerHandshakes);
  });

  it('activity adds up to the counters', async () => {
    const { rows, run } = await csvRows('activity');
    const sum = (name: string): number => rows.reduce((total, r) => total + Number(r[name]), 0);
    const activity = totalActivity(run.chip.state.activity);
    for (const [name, count] of Object.entries(activity)) expect([name, sum(name)]).toEqual([name, count]);
  });

  it('weight changes lead from the weights before to those after', async () => {
    let state: ChipState | undefined;
    let before: Record<'winp' | 'wrec' | 'wout', Int8Array> | undefined;
    const start = (s: ChipState): void => {
      before ??= { winp: s.winp.bytes.slice(), wrec: s.wrec.bytes.slice(), wout: s.wout.bytes.slice() };
    };
    const { text, chip } = await traced(script, (write, s) => {
      state = s;
      const sink = tableSink({ kind: 'weights', format: 'csv', meta: META }, tableEncoder(write));
      return { ...sink, observe: (now, w) => (w.timeTick && start(now), sink.observe?.(now, w)) };
    });
    for (const line of text.trim().split('\n')) {
      const [, , , , bank, pre, post, old, value] = line.split(',');
      if (bank !== 'winp' && bank !== 'wrec' && bank !== 'wout') continue;
      const at = Number(pre) * (bank === 'wout' ? 16 : 256) + Number(post);
      expect(before?.[bank][at]).toBe(Number(old));
      if (before) before[bank][at] = Number(value);
    }
    expect(state).toBe(chip.state);
    for (const bank of ['winp', 'wrec', 'wout'] as const)
      expect(Buffer.compare(Buffer.from(before?.[bank] ?? []), Buffer.from(chip.state[bank].bytes))).toBe(0);
  });
});

describe('a recorded trace as a Parquet table', () => {
  const converted = async (name: string): Promise<ArrayBuffer> => {
    const chunks: Uint8Array[] = [];
    const trace = await openTrace(linesOf(gunzipped(name)));
    await toParquet(
      trace,
      META,
      (chunk) => chunks.push(chunk),
      () => undefined,
    );
    return new Uint8Array(Buffer.concat(chunks)).buffer;
  };

  it('has a row for every cycle with a change, and the values of the recorded rows', async () => {
    const file = await converted('learn_all_a1.rows.csv.gz');
    const table = await parquetReadObjects({ file });
    const [header = '', ...lines] = gunzipped('learn_all_a1.rows.csv.gz').trim().split('\n');
    const columns = header.split(',');
    expect(table).toHaveLength(lines.length);
    const shared = SIGNALS.filter((s) => s.row !== undefined);
    expect(shared.length).toBeGreaterThan(10);
    lines.forEach((line, i) => {
      const cells = line.split(',');
      expect(String(table[i]!['cycle'])).toBe(cells[0]);
      for (const { name, row } of shared)
        if (String(table[i]![name]) !== cells[columns.indexOf(row!)])
          expect([i, name, String(table[i]![name])]).toEqual([i, name, cells[columns.indexOf(row!)]]);
    });
    const meta = (parquetMetadata(file).key_value_metadata ?? []).map((m) => m.key);
    expect(meta).toContain('clock_period_ps');
  });

  it('refuses event records', async () => {
    await expect(converted('learn_all_a1.events.jsonl.gz')).rejects.toThrow(/no signals/);
  });
});
