/** The list of trace formats, and what users read about it. */
import { describe, expect, it } from 'vitest';
import type { LineBatch } from '../../src/text/lines.js';
import { CONVERTED_ENDINGS, formatToConvertTo, openTrace, TRACE_FORMATS } from '../../src/trace/formats.js';
import { linesOf } from './runs.js';

describe('the list of trace formats', () => {
  it('has one format of a name and one of an ending', () => {
    const names = TRACE_FORMATS.map((f) => f.name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(CONVERTED_ENDINGS).size).toBe(CONVERTED_ENDINGS.length);
  });

  it('tells readable formats apart by their first line', () => {
    const lines = ['$date', 'cycle,state', '12,IDLE,WAIT', '{"cycle":1}'];
    for (const line of lines)
      expect(TRACE_FORMATS.filter((f) => f.read?.begins.test(line) === true)).toHaveLength(1);
  });

  it.each([
    ['a.vcd', 'vcd'],
    ['a.vcd.gz', 'vcd'],
    ['a.fst', 'fst'],
    ['a.rows.csv', 'rows'],
    ['a.csv', 'changes'],
    ['a.parquet', 'signal table'],
    ['a.pftrace', 'perfetto'],
    ['a.txt', undefined],
    ['vcd', undefined],
  ])('converts to %s as %s', (file, name) => {
    expect(formatToConvertTo(file)?.name).toBe(name);
  });
});

describe('the lines of a trace', () => {
  const opened = (text: string): { lines: AsyncGenerator<LineBatch, void>; closed: () => boolean } => {
    let closed = false;
    async function* lines(): AsyncGenerator<LineBatch, void> {
      try {
        yield* linesOf(text, 1);
      } finally {
        closed = true;
      }
    }
    return { lines: lines(), closed: () => closed };
  };

  it('are closed with the trace, read or not', async () => {
    const { lines, closed } = opened('{"cycle":1}\n{"cycle":2}\n');
    const trace = await openTrace(lines);
    expect(closed()).toBe(false);
    await trace.close();
    expect(closed()).toBe(true);
  });

  it.each(['hello\nworld\n', '$var x $end\n$end\n'])('are closed when %j is refused', async (text) => {
    const { lines, closed } = opened(text);
    await expect(openTrace(lines)).rejects.toThrow();
    expect(closed()).toBe(true);
  });
});
