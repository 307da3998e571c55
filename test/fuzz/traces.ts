/** Mutated recorded traces: each must be refused with a line, or read, converted and compared with itself rightly. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Chip } from '../../src/chip/chip.js';
import type { CycleObserver } from '../../src/chip/cycle.js';
import { readLines } from '../../src/files/lines.js';
import { packagePath } from '../../src/files/package-root.js';
import { Executor } from '../../src/host/executor.js';
import { parseOperation } from '../../src/host/operations.js';
import { selectSignals } from '../../src/signals/selection.js';
import { UserError } from '../../src/text/errors.js';
import { formatToConvertTo, openTrace } from '../../src/trace/formats.js';
import { diffRecorded } from '../../src/trace/recorded/diff.js';
import {
  hasUnknownBits,
  TraceFormatError,
  type RecordedSignal,
  type RecordedTrace,
  type TraceStep,
  type TraceValue,
} from '../../src/trace/recorded/model.js';
import { traceStatistics } from '../../src/trace/recorded/statistics.js';
import { VcdWriter } from '../../src/trace/vcd/writer.js';
import type { FuzzTarget } from './frame.js';
import { mutateText } from './mutations.js';
import { clearlyRefused, Scratch } from './scratch.js';

const OF_OTHERS = `$date today $end
$version some tool $end
$timescale 10 ps $end
$scope module tb $end
$var wire 1 ! clk $end
$var reg 8 " bus [7:0] $end
$var wire 1 # bit [3] $end
$var real 64 $ volts $end
$var integer 32 % count $end
$scope begin inner $end
$var string 1 & name $end
$var wire 40 ' wide [39:0] $end
$upscope $end
$upscope $end
$enddefinitions $end
#0
$dumpvars
0!
bxxxx0101 "
z#
r1.25 $
b11111111111111111111111111111110 %
sRESET &
b1010101010101010101010101010101010101010 '
$end
#10
1!
b00001111 " 1#
#25
0! r-3e-7 $
sRUN &
#1000
`;

/** The lines of a recorded file. */
const recorded = (name: string): string[] =>
  gunzipSync(readFileSync(packagePath(`traces/golden/${name}.gz`)))
    .toString()
    .split('\n');

/** A few ticks of a run in our own format. */
function vcdOfOurs(): string {
  const chip = new Chip(undefined, { engine: 'cycle' });
  const chunks: Uint8Array[] = [];
  const writer = new VcdWriter(
    selectSignals('global.state,global.step_cnt,events,learning.L[3],sram.neur'),
    { periodPs: 76_923, version: 'test', source: 'fuzz.host' },
    (chunk) => chunks.push(chunk),
  );
  let left = 60;
  const observe: CycleObserver = (s, w) => {
    left--;
    writer.observe(s, w);
  };
  const executor = new Executor(chip, {
    recordsRows: 'never',
    observer: {
      get observer() {
        return chip.cycle > 62_900 && left > 0 ? observe : undefined;
      },
    },
  });
  for (const line of recorded('learn_all_a1.host')) {
    const operation = parseOperation(line);
    if (operation && left > 0) executor.run(operation);
  }
  writer.finish(chip.cycle);
  return Buffer.concat(chunks).toString();
}

const head = (name: string, lines: number): string => recorded(name).slice(0, lines).join('\n');
/** Rows of some tick in which SRAMs are read and written. */
function rows(): string {
  const [header = '', ...all] = recorded('learn_all_a1.rows.csv');
  const first = all.findIndex((row) => row.includes('W'));
  return [header, ...all.slice(first, first + 25)].join('\n');
}

interface Kind {
  readonly name: string;
  readonly samples: () => string[];
  readonly words: readonly string[];
}

const VCD_WORDS =
  '$var $end $scope $upscope $timescale $comment $enddefinitions $dumpvars wire real string integer 1 ! " bx b1 r1e400 ' +
  'rnan sfoo #5 #99999999999999999999 [7:0] [3] top chip 1fs x z $dumpoff';

const KINDS: readonly Kind[] = [
  { name: 'VCD files', samples: () => [OF_OTHERS, OF_OTHERS, vcdOfOurs()], words: VCD_WORDS.split(' ') },
  {
    name: 'row files',
    samples: () => [rows(), head('learn_all_a1.rows.csv', 20)],
    words: [
      'IDLE',
      'EPROP',
      'W3:',
      'R4095',
      'R4096',
      '/',
      'cycle',
      'ffffffffffffffffffffffffffffffff',
      'WAIT',
    ],
  },
  {
    name: 'event files',
    samples: () => [head('learn_all_a1.events.jsonl', 4), head('raw_a1.events.jsonl', 4)],
    words: [
      '{',
      '}',
      '[[[[[[[[[[',
      ']',
      '"cycle":',
      'null',
      'true',
      '"__proto__":',
      '{"cycle":5}',
      '1e999',
      '"record":1,',
    ],
  },
];

/** The text of a file, in the format that its name tells. */
async function converted(trace: RecordedTrace, ending: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  const meta = { periodPs: trace.periodPs ?? 10_000, version: 'test' };
  const convert = formatToConvertTo(`x${ending}`)?.convert.convert;
  await convert?.(
    trace,
    meta,
    (chunk) => chunks.push(chunk),
    () => undefined,
  );
  return Buffer.concat(chunks).toString('latin1');
}

interface Contents {
  /** Femtoseconds in a unit of time, or 1 if times count cycles. */
  readonly unit: number;
  readonly signals: readonly RecordedSignal[];
  readonly steps: readonly TraceStep[];
}

async function contentsOf(trace: RecordedTrace): Promise<Contents> {
  const steps: TraceStep[] = [];
  for await (const batch of trace.steps) steps.push(...batch);
  const unit = trace.timeUnit === 'stamp' ? (trace.periodPs ?? 1) * 1000 : 1;
  return { unit, signals: trace.signals, steps };
}

/** @throws Error for values that their signals cannot have, and times that do not ascend. */
function check({ signals, steps }: Contents): void {
  const names = new Set(signals.map(({ name, type }) => `${type} ${name}`));
  if (names.size !== signals.length) throw new Error('two signals of one name');
  let last = -1;
  for (const { time, index, values } of steps) {
    if (!Number.isSafeInteger(time) || time < last) throw new Error(`time ${time} after ${last}`);
    last = time;
    index.forEach((n, i) => checkValue(signals[n], values[i]));
  }
}

function checkValue(signal: RecordedSignal | undefined, value: TraceValue | undefined): void {
  const fail = (): Error => new Error(`${JSON.stringify(signal)} with the value ${value}`);
  if (!signal || value === undefined) throw fail();
  const { type, bits } = signal;
  if (type === 'text') {
    if (typeof value !== 'string') throw fail();
  } else if (type === 'real') {
    if (typeof value === 'string' && !/^(nan|-?inf)$/.test(value)) throw fail();
  } else if (hasUnknownBits(signal, value)) {
    if (!/^[01xz]+$/.test(String(value)) || String(value).length !== bits) throw fail();
  } else if (bits > 32) {
    if (!/^[0-9a-f]+$/.test(String(value)) || String(value).length > Math.ceil(bits / 4)) throw fail();
  } else if (!Number.isInteger(value) || Math.abs(Number(value)) >= 2 ** bits) throw fail();
}

/** Signals, times and values, whatever the unit of time and however the changes of a time are spread. */
function comparable({ unit, signals, steps }: Contents): string {
  const values: (TraceValue | undefined)[] = [];
  const lines = signals.map(({ name, type, bits }) => `${name} ${type} ${bits}`);
  for (const { time, index, values: changed } of steps) {
    index.forEach((n, i) => (values[n] = changed[i]));
    lines.push(`${Math.round(time * unit)}: ${values.map(String).join()}`);
  }
  return lines.join('\n');
}

class TraceJudge {
  private readonly scratch = new Scratch();

  /** @returns the outcome. @throws Error for a wrong result. */
  async judge(bytes: Uint8Array): Promise<'refused' | 'read'> {
    const file = this.scratch.write('input', bytes);
    const use = <T>(work: (trace: RecordedTrace) => Promise<T>): Promise<T | 'refused'> =>
      withTrace(file, work);
    const contents = await use(contentsOf);
    if (contents === 'refused') return contents;
    check(contents);
    await use(traceStatistics);
    const result = await use((a) => use((b) => diffRecorded(a, b, 0)));
    if (result !== 'refused' && result.differences.length > 0)
      throw new Error(`differs from itself: ${JSON.stringify(result)}`);
    for (const ending of ['.csv', '.pftrace', '.parquet']) await use((trace) => converted(trace, ending));
    for (const ending of ['.vcd', '.rows.csv']) {
      const text = await use((trace) => converted(trace, ending));
      if (text === 'refused') continue;
      const other = this.scratch.write('converted', Buffer.from(text, 'latin1'));
      const again = await withTrace(other, contentsOf);
      if (again === 'refused') throw new Error(`what was written as ${ending} cannot be read`);
      if (ending === '.vcd' && comparable(again) !== comparable(contents))
        throw new Error(`VCD reads back differently:\n${comparable(contents)}\n---\n${comparable(again)}`);
    }
    return 'read';
  }

  close(): void {
    this.scratch.close();
  }
}

async function withTrace<T>(
  file: string,
  work: (trace: RecordedTrace) => Promise<T>,
): Promise<T | 'refused'> {
  try {
    const trace = await openTrace(readLines(file));
    return await work(trace).finally(() => trace.close());
  } catch (error) {
    if (error instanceof TraceFormatError && !/^(line \d+|header|body)$/.test(error.where)) throw error;
    return clearlyRefused(error, TraceFormatError, UserError);
  }
}

export const traceTargets: readonly FuzzTarget[] = KINDS.map(({ name, samples, words }) => ({
  name,
  outcomes: ['refused', 'read'],
  prepare: () => {
    const texts = samples();
    const judge = new TraceJudge();
    return {
      mutate: (random) => mutateText(texts, words, random),
      judge: (input) => judge.judge(input),
      close: () => judge.close(),
    };
  },
}));
