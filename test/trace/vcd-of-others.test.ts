/** Value change dumps as other tools write them. */
import { describe, expect, it } from 'vitest';
import { formatToConvertTo, openTrace } from '../../src/trace/formats.js';
import { diffRecorded, type RecordedDiff } from '../../src/trace/recorded/diff.js';
import type { RecordedTrace, TraceStep, TraceValue } from '../../src/trace/recorded/model.js';
import { traceStatistics, type SignalStatistics } from '../../src/trace/recorded/statistics.js';
import { VcdWriter } from '../../src/trace/vcd/writer.js';
import { selectSignals } from '../../src/signals/selection.js';
import { Chip } from '../../src/chip/chip.js';
import { linesOf, META } from './runs.js';

const open = (text: string): Promise<RecordedTrace> => openTrace(linesOf(text));

/** Variables in scope `t`, then changes. */
const vcd = (variables: string, changes: string, scale = '1 ns'): string =>
  `$timescale ${scale} $end\n$scope module t $end\n${variables}\n$upscope $end\n$enddefinitions $end\n${changes}\n`;

async function stepsOf(text: string): Promise<{ trace: RecordedTrace; steps: TraceStep[] }> {
  const trace = await open(text);
  const steps: TraceStep[] = [];
  for await (const batch of trace.steps) steps.push(...batch);
  return { trace, steps };
}

/** By time: the values by their signals. */
async function changesOf(text: string): Promise<[number, Record<string, TraceValue>][]> {
  const { trace, steps } = await stepsOf(text);
  return steps.map(({ time, index, values }) => [
    time,
    Object.fromEntries(index.map((n, i) => [trace.signals[n]?.name ?? '?', values[i] ?? '?'])),
  ]);
}

async function converted(text: string, file: string): Promise<string> {
  const trace = await open(text);
  const chunks: Uint8Array[] = [];
  const meta = { periodPs: trace.periodPs ?? 10_000, version: 'test', source: 'x' };
  const convert = formatToConvertTo(file)?.convert.convert;
  await convert?.(
    trace,
    meta,
    (chunk) => chunks.push(chunk),
    () => undefined,
  );
  return Buffer.concat(chunks).toString();
}

async function statisticsOf(text: string, name: string): Promise<SignalStatistics> {
  const found = (await traceStatistics(await open(text))).signals.find((s) => s.name === name);
  if (!found) throw new Error(`no signal ${name}`);
  return found;
}

const diff = async (a: string, b: string): Promise<RecordedDiff> =>
  diffRecorded(await open(a), await open(b), 8);

describe('real variables', () => {
  const text = vcd(
    '$var real 64 ! v $end\n$var real 1 " w $end\n$var realtime 0 # u $end',
    '#0\nr10.5 !\nr1e+30 "\nrnan #\n#5\nr26.75 !\nr-2.5e-3 "\nr-inf #\n#6\nr-2.25 !',
  );

  it('are numbers', async () => {
    expect(await changesOf(text)).toEqual([
      [0, { 't.v': 10.5, 't.w': 1e30, 't.u': 'nan' }],
      [5, { 't.v': 26.75, 't.w': -0.0025, 't.u': '-inf' }],
      [6, { 't.v': -2.25 }],
    ]);
  });

  it('stay numbers in CSV and VCD', async () => {
    const csv = await converted(text, 'a.csv');
    expect(csv.split('\n').slice(0, 3)).toEqual([
      'stamp,time_us,signal,value',
      '0,0,t.v,10.5',
      '0,0,t.w,1e+30',
    ]);
    expect(csv).toContain('\n6,0.006,t.v,-2.25\n');
    const again = await converted(text, 'a.vcd');
    expect(again).toContain('$var real 64 ! v $end');
    expect(await changesOf(again)).toEqual(await changesOf(text));
  });

  it('have a range and a mean over the times in which they are numbers', async () => {
    expect(await statisticsOf(text, 't.v')).toMatchObject({
      min: -2.25,
      max: 26.75,
      mean: (5 * 10.5 + 26.75) / 6,
    });
    expect(await statisticsOf(text, 't.u')).not.toHaveProperty('mean');
  });

  it.each(['r1x !', 'b101 !', '1!', 'r !', 'sabc !', 'r0x10 !'])('refuse %s', async (change) => {
    await expect(stepsOf(vcd('$var real 64 ! v $end', `#0\n${change}`))).rejects.toThrow(
      /^line 7: '\S+' (is not a real number)/,
    );
  });
});

describe('names', () => {
  it('keep an index, and a range that is not the whole of the variable', async () => {
    const { trace } = await stepsOf(
      vcd(
        [
          '$var wire 1 ! data [0] $end',
          '$var wire 1 " data [1] $end',
          '$var wire 8 # mem[2] [7:0] $end',
          '$var wire 4 $ a[7:4] $end',
          '$var wire 4 % a[3:0] $end',
          '$var wire 2 & b [0:1] $end',
          '$var wire 14 ( addr [15:2] $end',
        ].join('\n'),
        '#0',
      ),
    );
    expect(trace.signals.map((s) => s.name)).toEqual([
      't.data[0]',
      't.data[1]',
      't.mem[2]',
      't.a[7:4]',
      't.a',
      't.b',
      't.addr[15:2]',
    ]);
  });

  it('that occur twice are kept apart', async () => {
    const text = vcd('$var wire 1 ! a $end\n$var wire 1 " a $end', '#0\n0!\n1"');
    expect(await changesOf(text)).toEqual([[0, { 't.a': 0, 't.a#2': 1 }]]);
  });

  it('are UTF-8', async () => {
    const bytes = Buffer.from(vcd('$var wire 1 ! µ $end', '#0')).toString('latin1');
    expect((await open(bytes)).signals[0]?.name).toBe('t.µ');
  });

  it('survive a conversion', async () => {
    const variables = '$var wire 4 ! a[7:4] $end\n$var wire 1 " d [3] $end\n$var wire 8 # m[2] [7:0] $end';
    const text = vcd(variables, '#0\nb101 !\n1"\nb11 #');
    expect(await changesOf(await converted(text, 'a.vcd'))).toEqual(await changesOf(text));
  });

  it('of one code are all given its values', async () => {
    const text = vcd('$var wire 1 ! a $end\n$var wire 1 ! b $end', '#0\n1!');
    expect(await changesOf(text)).toEqual([[0, { 't.a': 1, 't.b': 1 }]]);
  });
});

describe('the layout of a file', () => {
  const spread = [
    [0, { 't.a': 1, 't.x': 2 }],
    [5, { 't.a': 0 }],
  ];
  it.each([
    ['changes behind $enddefinitions on its line', '$enddefinitions $end #0 1! b10 " #5 0!\n'],
    ['several changes on a line', '$enddefinitions $end\n#0 $dumpvars 1! b10 " $end #5 0!\n'],
    ['a code on a line of its own', '$enddefinitions $end\n#0\n1!\nb10\n"\n#5\n0!\n'],
    ['CR line ends', '$enddefinitions $end\r#0\r1!\rb10 "\r#5\r0!\r'],
    ['CR LF line ends', '$enddefinitions $end\r\n#0\r\n1!\r\nb10 "\r\n#5\r\n0!\r\n'],
    [
      'comments between changes',
      '$enddefinitions $end\n#0\n$comment a #3 1! $end 1!\nb10 "\n#5 $date x\n$end\n0!\n',
    ],
    ['digits and states in capitals', '$enddefinitions $end\n#0\n1!\nB0010 "\n#5\n0!\n'],
  ])('%s', async (_, body) => {
    const header =
      '$timescale 1 ns $end $scope module t $end $var wire 1 ! a $end $var wire 4 " x [3:0] $end $upscope $end ';
    expect(await changesOf(header + body)).toEqual(spread);
  });

  it('has several commands on a line, and commands over several lines', async () => {
    const text =
      '$timescale\n  10\n  ps\n$end $scope\nmodule t $end $var wire\n1 ! a $end\n$enddefinitions\n$end\n#3 1!';
    const { trace, steps } = await stepsOf(text);
    expect([trace.signals[0]?.name, trace.periodPs, steps[0]?.time]).toEqual(['t.a', 10, 3]);
  });
});

describe('times', () => {
  const body = (t: number): string => `#0\n0!\n#${t}\n1!\n#${2 * t}\n0!`;
  const wire = '$var wire 1 ! a $end';

  it.each([
    ['1 ns', 10, '1 ps', 10_000],
    ['100 fs', 35, '10 fs', 350],
    ['1 fs', 7_000_000, '1 ns', 7],
    ['1 us', 3, '10 ns', 300],
    ['1 s', 1, '100 ms', 10],
  ])('agree in %s and %s', async (scaleA, a, scaleB, b) => {
    const result = await diff(vcd(wire, body(a), scaleA), vcd(wire, body(b), scaleB));
    expect([result.differences, result.timeUnit]).toEqual([[], 'ps']);
  });

  it('differ where the same stamps are other times', async () => {
    const result = await diff(vcd(wire, body(10), '1 ns'), vcd(wire, body(10), '1 ps'));
    expect(result.differences[0]).toEqual({ time: 10, signal: 't.a', a: 0, b: 1 });
  });

  it('are those of cycles in a file of ours', async () => {
    const chunks: Uint8Array[] = [];
    const writer = new VcdWriter(selectSignals('global.step_cnt'), { ...META, periodPs: 10_000 }, (c) =>
      chunks.push(c),
    );
    const chip = new Chip(undefined, { engine: 'cycle' });
    chip.run(3, writer.observe);
    writer.finish(7);
    const ours = Buffer.concat(chunks).toString('latin1');
    const theirs =
      '$timescale 1 ps $end $scope module top $end $scope module chip $end $scope module global $end ' +
      '$var wire 8 ! step_cnt [7:0] $end $enddefinitions $end #0 b0 ! #70000';
    const result = await diff(ours, theirs);
    expect([result.differences, result.timeUnit, result.to]).toEqual([[], 'ps', 70_000]);
  });

  it('cannot be compared with cycles of unknown length', async () => {
    const rows =
      'cycle,state,evt,time_tick,step,pre,upd,supp,e_pre,e_blk,e_lsb,e_post,tgt_cnt,send_cnt,aer_ack,out_req,out_data,rdy,spi_rdy,timing_error,miso,neur,winp,wrec,wout\n';
    await expect(diff(rows, vcd(wire, body(1)))).rejects.toThrow(
      /one trace counts cycles \(rows\) and the other time/,
    );
  });

  it.each(['1 fs', '10 fs', '100 fs', '10 ps', '100 ns', '1 ms', '100 s'])(
    'of %s are kept in a conversion',
    async (scale) => {
      const text = vcd(wire, body(13), scale);
      const again = await converted(text, 'a.vcd');
      expect(again).toContain(`$timescale ${scale} $end`);
      expect(await changesOf(again)).toEqual(await changesOf(text));
      expect((await diff(text, again)).differences).toEqual([]);
    },
  );

  it.each(['#0x10', '#1e3', '#', '#-5', '#1.5', '#99999999999999999'])('refuse %s', async (time) => {
    await expect(stepsOf(vcd(wire, `${time}\n1!`))).rejects.toThrow(/^line 6: '\S+' is not a time/);
  });

  it.each(['1 parsec', '0 ns', 'ns', '-1 ns', '1 as'])('refuse the scale %s', async (scale) => {
    await expect(stepsOf(vcd(wire, '#0', scale))).rejects.toThrow(/^line 1: .* is not a time scale/);
  });
});

describe('values', () => {
  it('that are partly unknown have every bit, extended as VCD says', async () => {
    const text = vcd('$var wire 4 ! a $end', '#0 bx !\n#1 bz1 !\n#2 b1x !\n#3 b0000x1 !\n#4 bUH !');
    expect((await changesOf(text)).map(([, values]) => values['t.a'])).toEqual([
      'xxxx',
      'zzz1',
      '001x',
      '00x1',
      'xxx1',
    ]);
  });

  it('that are written with more or fewer digits are the same', async () => {
    const wire = '$var wire 4 ! a $end';
    expect((await diff(vcd(wire, '#0 bx !'), vcd(wire, '#0 bxxxx !'))).differences).toEqual([]);
  });

  it('have means over the times in which they are known', async () => {
    const text = vcd('$var wire 8 ! a $end', '#0 bx !\n#10 b100 !\n#20 bx !\n#30 b110 !\n#40 bz !\n#100');
    expect(await statisticsOf(text, 't.a')).toMatchObject({ min: 4, max: 6, mean: 5 });
  });

  it('of signed types have their sign', async () => {
    const text = vcd(
      '$var integer 32 ! i $end\n$var byte 8 " b $end',
      `#0 b${'1'.repeat(32)} !\nb10000000 "`,
    );
    expect(await changesOf(text)).toEqual([[0, { 't.i': -1, 't.b': -128 }]]);
    expect(await changesOf(await converted(text, 'a.vcd'))).toEqual(await changesOf(text));
  });

  it('may be missing: the signal is listed without one', async () => {
    const text = vcd('$var wire 1 ! clk $end\n$var wire 8 " bus [7:0] $end', '#0\nb1 "\n#5\nb10 "');
    expect(await statisticsOf(text, 't.clk')).toEqual({
      name: 't.clk',
      type: 'bits',
      bits: 1,
      changes: 0,
      durations: {},
    });
    expect(await statisticsOf(text, 't.bus')).toMatchObject({ changes: 1, min: 1, max: 2 });
    expect((await converted(text, 'a.csv')).includes('clk')).toBe(false);
  });

  it('of text are kept', async () => {
    const text = vcd('$var string 1 ! s $end', '#0 sIDLE !\n#4 sconstructor !\n#9 s !\n#10');
    expect((await changesOf(text)).map(([, v]) => v['t.s'])).toEqual(['IDLE', 'constructor', '', undefined]);
    expect((await statisticsOf(text, 't.s')).durations).toEqual({ IDLE: 4, constructor: 5, '': 1 });
    expect((await diff(text, text.replace('sIDLE', 'sBUSY'))).differences[0]).toMatchObject({
      a: 'IDLE',
      b: 'BUSY',
    });
  });
});

describe('files of ours', () => {
  it.each(['x $end y/b.s', '$end', 'a\n$end\nb', 'clock period 5 ps, 3 time units; x'])(
    'can be read back when they come from %j',
    async (source) => {
      const chunks: Uint8Array[] = [];
      const writer = new VcdWriter(selectSignals('global.step_cnt'), { ...META, source }, (c) =>
        chunks.push(c),
      );
      new Chip(undefined, { engine: 'cycle' }).run(2, writer.observe);
      writer.finish(3);
      const { trace, steps } = await stepsOf(Buffer.concat(chunks).toString('latin1'));
      expect([trace.timeUnit, trace.periodPs, steps.at(-1)?.time]).toEqual(['cycle', META.periodPs, 3]);
    },
  );

  it('count time when another tool changed their time scale', async () => {
    const text = `$comment clock period 10 ps, 10 time units; first cycle 0 $end\n${vcd('$var wire 1 ! a $end', '#15 1!', '1 ns')}`;
    const { trace, steps } = await stepsOf(text);
    expect([trace.timeUnit, trace.periodPs, steps[0]?.time]).toEqual(['stamp', 1000, 15]);
  });
});
