import '../seed.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TraceFormatError } from '../../src/trace/recorded/model.js';
import { openTrace } from '../../src/trace/formats.js';
import { diffRecorded } from '../../src/trace/recorded/diff.js';
import { traceStatistics } from '../../src/trace/recorded/statistics.js';
import { VcdWriter } from '../../src/trace/vcd/writer.js';
import { selectSignals } from '../../src/signals/selection.js';
import { gunzipped, linesOf, META, readAll, traced } from './runs.js';

const HEADER =
  '$timescale 1 ns $end\n$scope module a $end\n$var wire 4 ! x [3:0] $end\n$var reg 1 " y $end\n$upscope $end\n$enddefinitions $end\n';
const read = async (text: string): Promise<number> => readAll(await openTrace(linesOf(text)));

describe('VCD reader', () => {
  it('takes values as other tools write them', async () => {
    const text =
      `${HEADER}#0\n$dumpvars\nb10 !\n0"\n$end\n#5 b1x0z !\n1"\n$comment any words $end\n#7\nxy\n`.replace(
        'xy',
        'x"',
      );
    const trace = await openTrace(linesOf(text, 2));
    const steps = [];
    for await (const batch of trace.steps) steps.push(...batch);
    expect(trace.signals.map((s) => s.name)).toEqual(['a.x', 'a.y']);
    expect(steps.map((s) => [s.time, ...s.values])).toEqual([
      [0, 2, 0],
      [5, '1x0z', 1],
      [7, 'x'],
    ]);
    expect(trace.periodPs).toBe(1000);
  });

  it.each([
    ['', /line 1: the file is empty/],
    [
      `$comment\n  chip neurons=64; SHA-256 ${'0'.repeat(64)}\n$end\n${HEADER}`,
      /header: the hash beside the chip neurons=64 is not that of its parameters/,
    ],
    [
      `$comment\n  chip neurons=15; SHA-256 ${'0'.repeat(64)}\n$end\n${HEADER}`,
      /header: neurons = 15: an even number/,
    ],
    ['hello\n', /line 1: 'hello' does not begin a trace/],
    ['$var wire 1 ! x $end\n', /ends within the VCD header/],
    ['$timescale 3 parsecs $end\n$enddefinitions $end\n', /line 1: '3 parsecs' is not a time scale/],
    ['$var wire x ! y $end\n$enddefinitions $end\n', /line 1: \$var .*width/],
    [`${HEADER}#0\n1?\n`, /line 8: no \$var has the code '\?'/],
    [`${HEADER}#0\nb12 !\n`, /line 8: 'b12' is not a value/],
    [`${HEADER}#0\nb10101 !\n`, /line 8: 'b10101' has more bits than its signal \(4\)/],
    [`${HEADER}#9\n#3\n`, /line 8: time goes back from 9 to 3/],
    [`${HEADER}#abc\n`, /line 7: '#abc' is not a time/],
    [`${HEADER}#0\nb1\n`, /line 8: 'b1' names no signal/],
    [`${HEADER}#0\n\u007f\u0080\n`, /line 8: '\?\?' is neither a time nor a change/],
  ])('refuses %j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
    await expect(read(text)).rejects.toBeInstanceOf(TraceFormatError);
  });
});

describe('row reader', () => {
  const rows = gunzipped('learn_all_a1.rows.csv.gz').split('\n').slice(0, 400);
  const damaged = (line: number, change: (row: string) => string): string =>
    rows.map((row, i) => (i === line - 1 ? change(row) : row)).join('\n');

  it.each([
    ['a missing column', damaged(9, (r) => r.replace(',', '')), /line 9: 24 columns, 25 expected/],
    [
      'an unknown state',
      damaged(20, (r) => r.replace('IDLE', 'IDEL')),
      /line 20: column state: 'IDEL' is not a state/,
    ],
    ['a wrong header', damaged(1, (r) => r.replace('state', 'stat')), /line 1: the header/],
    [
      'a cycle that goes back',
      damaged(30, (r) => r.replace(/^\d+/, '3')),
      /line 30: cycle 3 comes after cycle/,
    ],
    [
      'a port that is none',
      damaged(40, (r) => r.replace(/[^,]*$/, 'Q7')),
      /line 40: column wout: 'Q7' is not an SRAM access/,
    ],
    [
      'a number that does not fit',
      damaged(50, (r) => r.replace(/,0,0,/, ',0,999,')),
      /line 50: column .*999 does not fit/,
    ],
  ])('refuses %s', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('refuses events that are none', async () => {
    await expect(read('{"cycle":5,"out":1}\n{"cycle":3}\n')).rejects.toThrow(
      /line 2: cycle 3 comes after cycle 5/,
    );
    await expect(read('{"out":1}\n')).rejects.toThrow(/line 1: a record needs a whole number 'cycle'/);
    await expect(read('{"cycle":5,\n')).rejects.toThrow(/line 1: .* is not a JSON object/);
  });
});

describe('any damage', () => {
  it('ends in a trace or in one error that names a line', async () => {
    const script = gunzipped('raw_a1.host.gz').split('\n').slice(0, 60).join('\n');
    const signals = selectSignals('global,aer,sram.neur');
    const { text: vcd } = await traced(script, (write) => new VcdWriter(signals, META, write));
    const texts = [
      vcd.slice(0, 20_000),
      gunzipped('raw_a1.rows.csv.gz').slice(0, 8000),
      gunzipped('raw_a1.events.jsonl.gz').slice(0, 8000),
    ];
    const place = fc.double({ min: 0, max: 1, noNaN: true });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...texts),
        place,
        fc.string({ maxLength: 6 }),
        fc.nat(9),
        async (text, at, put, cut) => {
          const from = Math.floor(at * text.length);
          try {
            await read(text.slice(0, from) + put + text.slice(from + cut));
          } catch (error) {
            expect(error).toBeInstanceOf(TraceFormatError);
            expect((error as Error).message).toMatch(/^(line \d+|header): [\x20-\x7e]+$/);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('comparison of recorded traces', () => {
  const rows = gunzipped('learn_all_a1.rows.csv.gz');
  const open = (text: string) => openTrace(linesOf(text));

  it('finds the first difference and what follows', async () => {
    const lines = rows.split('\n');
    const at = lines.findIndex((line) => line.includes(',EPROP,'));
    const row = lines[at] ?? '';
    lines[at] = row.replace('EPROP', 'SEND');
    const cycle = parseInt(row);
    const diff = await diffRecorded(await open(rows), await open(lines.join('\n')), 5);
    expect(diff.differences[0]).toEqual({ time: cycle, signal: 'global.state', a: 6, b: 7 });
  });

  it('finds a trace that ends early', async () => {
    const short = rows.split('\n').slice(0, 500).join('\n');
    const diff = await diffRecorded(await open(rows), await open(short), 0);
    expect(diff.differences).toHaveLength(1);
    expect(diff.ends.b).toBeLessThan(diff.differences[0]?.time ?? 0);
  });

  it('refuses traces without a common signal', async () => {
    const events = gunzipped('learn_all_a1.events.jsonl.gz');
    await expect(diffRecorded(await open(rows), await open(events), 0)).rejects.toThrow(
      /no signal in common/,
    );
    expect((await diffRecorded(await open(events), await open(events), 0)).differences).toEqual([]);
  });

  it('counts what a trace holds', async () => {
    const stats = await traceStatistics(await open(rows));
    const state = stats.signals.find((s) => s.name === 'global.state');
    expect(stats.steps).toBe(rows.trim().split('\n').length - 1);
    expect(Object.values(state?.durations ?? {}).reduce((a, b) => a + b)).toBe(stats.last - stats.first);
    expect(Object.keys(state?.durations ?? {})).toContain('EPROP');
  });
});
