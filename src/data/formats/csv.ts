/**
 * `csv`: columns neuron, time and label, in the order of the header, or in this one without a header. Neuron -2 marks where
 * the label begins, -1 the end of a sample; the label -1 is none. Without these rows the label holds from `labelTick` (0)
 * on, and samples of `ticks` ticks begin where the time goes back or the label changes.
 */
import { EVENT_CODE } from '../../../isa/image.js';
import { codeOf, dataOf, labelOf, sampleEnd, type EventStream } from '../../firmware/events.js';
import { badInput, type Place } from '../../text/errors.js';
import { csvLine, CsvReader } from '../../table/csv.js';
import { CODES } from './codes.js';
import { SampleCollector, type SampleDefaults } from '../sample-collector.js';
import type { EventDefaults, EventFormatSpec } from './format.js';
import { encodeText, textLines } from './text.js';

const COLUMNS = ['neuron', 'time', 'label'] as const;
const LARGEST = 999_999_999;
/** The label in files of a sample that has none. */
const NO_LABEL = -1;

interface Row {
  readonly neuron: number;
  readonly time: number;
  readonly label: number;
  readonly place: Place;
}

export const csv: EventFormatSpec = {
  endings: ['.csv'],
  read: (file, bytes, defaults) => {
    const rows = rowsOf(file, textLines(bytes));
    const hasEnds = rows.some((row) => row.neuron === CODES.end);
    const place = rows.at(-1)?.place ?? { file, line: 1 };
    if (!hasEnds && defaults.ticks === undefined && rows.length > 0)
      throw badInput(
        'no end of sample (a row of neuron -1): say how many ticks a sample has (--ticks)',
        place,
      );
    const samples = new SampleCollector(defaults.limits);
    collect(samples, rows, defaults, hasEnds);
    return samples.finish(place, { labelTick: 0, ...definedOf(defaults) });
  },
  write: (stream) => encodeText(format(stream)),
};

const definedOf = ({ labelTick, label }: EventDefaults): SampleDefaults => ({
  ...(labelTick === undefined ? {} : { labelTick }),
  ...(label === undefined ? {} : { label }),
});

/** Rows with their places. @throws UserError for a header without the columns, and a row that is not numbers. */
function rowsOf(file: string, lines: readonly string[]): Row[] {
  const reader = new CsvReader(file, COLUMNS);
  return lines.flatMap((text, i) => {
    const row = reader.row(text, i + 1);
    if (!row) return [];
    return [
      {
        neuron: row.whole('neuron', CODES.label, LARGEST),
        time: row.whole('time', 0, LARGEST),
        label: row.whole('label', NO_LABEL, LARGEST),
        place: { file, line: i + 1 },
      },
    ];
  });
}

function collect(
  samples: SampleCollector,
  rows: readonly Row[],
  { ticks }: EventDefaults,
  hasEnds: boolean,
): void {
  let label: number | undefined;
  let marked = false;
  const end = (at: number, place: Place): void => {
    if (!marked && label !== NO_LABEL) samples.label(label!, place);
    samples.end(at, place);
    label = undefined;
    marked = false;
  };
  for (const row of rows) {
    const changes = label !== undefined && row.label !== label;
    if (!hasEnds && samples.open && (changes || row.time < samples.lastTick)) end(ticks!, row.place);
    else if (changes)
      throw badInput(`label ${row.label} after label ${label!}: one label a sample`, row.place);
    label = row.label;
    if (row.neuron === CODES.label) {
      samples.label(label, row.place, row.time);
      marked = true;
    } else if (row.neuron === CODES.end) end(row.time, row.place);
    else samples.event(row.neuron, row.time, row.place);
  }
  const last = rows.at(-1);
  if (!hasEnds && last && samples.open) end(ticks!, last.place);
}

function format(stream: EventStream): string {
  const lines = [csvLine(COLUMNS)];
  for (let k = 0; k < stream.samples; k++) {
    const label = labelOf(stream, k);
    for (let i = stream.first[k]!; i < sampleEnd(stream, k); i++) {
      const word = stream.words[i]!;
      const code = codeOf(word);
      if (code === EVENT_CODE.nothing) continue;
      const neuron =
        code === EVENT_CODE.label ? CODES.label : code === EVENT_CODE.end ? CODES.end : dataOf(word);
      lines.push(csvLine([neuron, stream.ticks[i]!, label]));
    }
  }
  return lines.join('');
}
