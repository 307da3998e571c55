import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { toRows } from '../../src/trace/rows/convert.js';
import { openTrace } from '../../src/trace/formats.js';
import { diffRecorded } from '../../src/trace/recorded/diff.js';
import { SaifWriter } from '../../src/trace/saif/writer.js';
import { selectSignals } from '../../src/signals/selection.js';
import { SIGNALS } from '../../src/signals/signals.js';
import { traceStatistics } from '../../src/trace/recorded/statistics.js';
import { identifier, timescale } from '../../src/trace/vcd/header.js';
import { VcdWriter } from '../../src/trace/vcd/writer.js';
import { temporaryDirectory, needing } from '../project.js';
import { gunzipped, linesOf, META, SCENARIOS, traced } from './runs.js';

const vcdOf = async (name: string, signals = SIGNALS): Promise<string> =>
  (await traced(gunzipped(`${name}.host.gz`), (write) => new VcdWriter(signals, META, write))).text;

const hasGtkwave = !spawnSync('vcd2fst', ['--help']).error && !spawnSync('fst2vcd', ['--help']).error;
const missingGtkwave = !hasGtkwave && 'vcd2fst is missing, apt-get install gtkwave';

describe.each(SCENARIOS)('VCD of %s', (name) => {
  it('read back, equals the recorded rows in every shared column, and gives the row file again', async () => {
    const vcd = await vcdOf(name);
    const rows = gunzipped(`${name}.rows.csv.gz`);
    const diff = await diffRecorded(await openTrace(linesOf(vcd)), await openTrace(linesOf(rows)), 5);
    expect(diff.differences).toEqual([]);
    expect(diff.shared).toBe(40);
    let again = '';
    const write = (chunk: Uint8Array): void => void (again += Buffer.from(chunk).toString());
    await toRows(await openTrace(linesOf(vcd)), META, write, () => undefined);
    expect(again === rows).toBe(true);
  });

  it.skipIf(!hasGtkwave)(
    needing('is accepted by vcd2fst, and comes back from fst2vcd with the same values', missingGtkwave),
    async () => {
      const dir = temporaryDirectory();
      const [vcd, fst, back] = ['a.vcd', 'a.fst', 'back.vcd'].map((file) => join(dir, file)) as [
        string,
        string,
        string,
      ];
      writeFileSync(vcd, await vcdOf(name));
      const made = spawnSync('vcd2fst', [vcd, fst], { encoding: 'utf8' });
      expect([made.status, made.stderr]).toEqual([0, '']);
      expect(spawnSync('fst2vcd', ['-f', fst, '-o', back]).status).toBe(0);
      // fst2vcd keeps times, not our note of the clock: one time unit a picosecond, 76923 of them a cycle.
      const text = readFileSync(back, 'latin1');
      expect(text).toContain('76923');
      const written = readFileSync(vcd, 'latin1');
      const diff = await diffRecorded(await openTrace(linesOf(text)), await openTrace(linesOf(written)), 5);
      expect(diff.differences).toEqual([]);
      expect(diff.shared).toBe(SIGNALS.length);
    },
  );
});

describe('VCD', () => {
  it('tells the states also as text, and every signal once', async () => {
    const vcd = await vcdOf('learn_all_a1');
    expect(vcd).toMatch(/\$var string 1 \S+ state_name \$end/);
    expect(vcd).toMatch(/^sEPROP \S+$/m);
    const names = [...vcd.matchAll(/^\$var \S+ \d+ (\S+) /gm)].map((m) => m[1]);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(SIGNALS.length + SIGNALS.filter((s) => s.labels).length);
    expect(new Set(SIGNALS.map((s) => s.name)).size).toBe(SIGNALS.length);
  });

  it('holds the chosen signals only', async () => {
    const vcd = await vcdOf('learn_all_a1', selectSignals('sram.wrec,learning.L[3],state'));
    const names = [...vcd.matchAll(/^\$var wire \d+ \S+ (\S+) /gm)].map((m) => m[1]);
    expect(names).toEqual(['state', 'L[3]', 'cs', 'we', 'addr', 'data', 'mask', 'q']);
  });

  it('has identifiers and time scales that are unique and exact', () => {
    const codes = Array.from({ length: 20_000 }, (_, i) => identifier(i));
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.every((c) => /^[!-~]{1,3}$/.test(c))).toBe(true);
    expect(timescale(10_000)).toEqual({ unit: '10 ns', units: 1 });
    expect(timescale(76_923)).toEqual({ unit: '1 ps', units: 76_923 });
    expect(timescale(20_000)).toEqual({ unit: '10 ns', units: 2 });
  });
});

describe('SAIF', () => {
  it('counts the toggles of the VCD, and times that add up to the duration', async () => {
    const signals = selectSignals('global,events.pre,aer,sram.neur.cs');
    const script = gunzipped('learn_all_a1.host.gz');
    const { text, chip } = await traced(script, (write) => new SaifWriter(signals, META, write));
    const duration = chip.cycle * META.periodPs;
    expect(text).toContain(`(DURATION ${duration})`);
    const nets = [...text.matchAll(/\((\S+) \(T0 (\d+)\) \(T1 (\d+)\) \(TX 0\) \(TC (\d+)\)\)/g)];
    expect(nets).toHaveLength(signals.reduce((bits, s) => bits + s.bits, 0));
    for (const [, , t0, t1] of nets) expect(Number(t0) + Number(t1)).toBe(duration);
    const stats = await traceStatistics(await openTrace(linesOf(await vcdOf('learn_all_a1', signals))));
    for (const signal of stats.signals.filter((s) => s.bits === 1)) {
      const net = nets.find((n) => n[1] === signal.name.split('.').at(-1));
      expect([signal.name, Number(net?.[4])]).toEqual([signal.name, signal.changes]);
      expect(Number(net?.[3]) / duration).toBeCloseTo(signal.mean ?? 0, 9);
    }
    expect((text.match(/\(/g) ?? []).length).toBe((text.match(/\)/g) ?? []).length);
  });
});
