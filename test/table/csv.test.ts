/** Small CSV: written, and read by the names of the columns. */
import '../seed.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CsvReader, csvLine, type CsvRow } from '../../src/table/csv.js';

function rowsOf(text: string, expected?: readonly string[]): CsvRow[] {
  const reader = new CsvReader('t.csv', expected);
  return text.split('\n').flatMap((line, i) => reader.row(line, i + 1) ?? []);
}

describe('small CSV', () => {
  it('is read as it was written, whatever its texts hold', () => {
    const text = fc.string().map((cell) => cell.replace(/[\r\n#]/g, '').trim());
    fc.assert(
      fc.property(fc.tuple(text, text, fc.integer()), ([a, b, n]) => {
        const [row] = rowsOf(`a,b,n\n${csvLine([a, b, n])}`);
        expect([row!.text('a'), row!.text('b'), row!.number('n')]).toEqual([a, b, n]);
      }),
    );
  });

  it('is read by the names of the columns, in any order, or without a header in the expected one', () => {
    const expected = ['neuron', 'time'];
    for (const text of [
      'time,neuron\n4,3',
      'neuron, time\n3, 4\n',
      '3,4',
      '# made: today\n\nneuron,time\n3,4',
    ])
      expect(rowsOf(text, expected).map((row) => [row.number('neuron'), row.whole('time', 0, 9)])).toEqual([
        [3, 4],
      ]);
  });

  it('keeps what the lines before the header say', () => {
    const reader = new CsvReader('t.csv');
    for (const line of ['# clock_period_ps: 10', '# a remark', 'a,b']) reader.row(line, 1);
    expect([...reader.remarks]).toEqual([['clock_period_ps', '10']]);
  });

  it.each([
    ['a row of another length', 'a,b\n1,2,3', 't.csv:2: 3 columns, 2 expected'],
    ['open quotes', 'a,b\n1,"2', 't.csv:2: the quotes in column 2 are not closed'],
    ['a column that is missing', 'a,c\n1,2', "t.csv:2: the column 'b' is missing"],
    ['a cell that is not a number', 'a,b\n1,x', "t.csv:2: 'x' in column 'b' is not a number"],
    ['an empty cell', 'a,b\n1,', "t.csv:2: '' in column 'b' is not a number"],
  ])('%s is refused with its line', (_, text, message) => {
    expect(() => rowsOf(text).map((row) => row.number('b'))).toThrow(message);
  });

  it('a number that is not whole or out of range is refused', () => {
    const [row] = rowsOf('a,b\n1.5,12');
    expect(() => row!.whole('a', 0, 9)).toThrow("'1.5' in column 'a' is not a whole number from 0 to 9");
    expect(() => row!.whole('b', 0, 9)).toThrow("'12' in column 'b' is not a whole number from 0 to 9");
  });
});
