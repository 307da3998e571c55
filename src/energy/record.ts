/**
 * The activity record of a run, `activity.json`: everything that pricing needs, without any price.
 *
 * Counts are columns: a name of state and counter ("PROP.cycles"), then one number a span or step.
 */
import { ACTIVITIES, ACTIVITY_LENGTH } from '../chip/activity.js';
import type { ChipState } from '../chip/state.js';
import { STATE_NAMES } from '../chip/states.js';
import { parameterText, REFERENCE, type Design } from '../design/design.js';
import { chipText, designFromPairs } from '../design/read-design.js';
import { readJson, type Members } from '../text/members.js';
import type { Profile, SampleSum, StepRange, StepRecord } from './profile.js';
import { quote } from '../text/quote.js';

export const RECORD_FORMAT = 'sextant-activity';
export const RECORD_VERSION = 1;

/** Sizes a run used, as enabled at its end. */
export interface Sizes {
  inputs: number;
  neurons: number;
  outputs: number;
}

/** The activity of a finished run, from which it can be priced under any table. */
export interface ActivityRecord {
  /** Version of sextant that wrote it. */
  sextant: string;
  program: string;
  /** SHA-256 of the program's file, hexadecimal; absent where there is none. */
  programSha256?: string;
  /** Whether the run was stopped before its end. */
  interrupted: boolean;
  cycles: number;
  /** The parameters of the chip, as `--chip` takes them; absent: the public design. */
  chip?: string;
  sizes: Sizes;
  /** Share of correct answers, 0..1, if the run knows it. */
  accuracy?: number;
  counts: Float64Array;
  profile?: Profile;
}

/** The record of what a chip did. */
export function recordOf(
  chip: ChipState,
  about: Pick<ActivityRecord, 'sextant' | 'program' | 'programSha256' | 'interrupted' | 'accuracy'>,
  profile?: Profile,
): ActivityRecord {
  const { NUM_INP, NUM_REC, NUM_OUT } = chip.config;
  return {
    ...about,
    cycles: chip.cycle,
    ...(chip.design.isReference ? {} : { chip: parameterText(chip.design) }),
    sizes: { inputs: NUM_INP + 1, neurons: NUM_REC + 1, outputs: NUM_OUT + 1 },
    counts: chip.activity.slice(),
    ...(profile ? { profile } : {}),
  };
}

/** The chip of a record. */
export const designOfRecord = ({ chip }: ActivityRecord): Design =>
  chip === undefined ? REFERENCE : designFromPairs(chip);

/** The text of a record. */
export function writeRecord(record: ActivityRecord): string {
  const { profile, counts, ...rest } = record;
  const file = {
    format: RECORD_FORMAT,
    version: RECORD_VERSION,
    ...rest,
    counts: named(counts),
    ...(profile ? { profile: profileOut(profile) } : {}),
  };
  // A line a member; columns stay on one line.
  return `${JSON.stringify(file, null, 1).replace(/\[\s+([^\]]*?)\s+\]/g, (_, list: string) => `[${list.replace(/\s+/g, '')}]`)}\n`;
}

function profileOut({ spans, steps, inferenceSteps, learningSteps, inference, learning, ...rest }: Profile) {
  const stepOut = (s: StepRecord) => ({ tick: s.tick, counts: named(s.counts) });
  const rangeOut = (r: StepRange | undefined) => r && { least: stepOut(r.least), most: stepOut(r.most) };
  const sumOut = (s: SampleSum) => ({ samples: s.samples, counts: named(s.counts) });
  return {
    ticks: rest.ticks,
    ticksPerSpan: rest.ticksPerSpan,
    spans: { cycle: spans.map((s) => s.cycle), counts: namedColumns(spans.map((s) => s.counts)) },
    stepStride: rest.stepStride,
    steps: { tick: steps.map((s) => s.tick), counts: namedColumns(steps.map((s) => s.counts)) },
    inferenceSteps: rangeOut(inferenceSteps),
    learningSteps: rangeOut(learningSteps),
    inference: sumOut(inference),
    learning: sumOut(learning),
  };
}

/**
 * Reads a record.
 * @throws DataError that says what is wrong and where; the caller adds the file.
 */
export function readRecord(text: string): ActivityRecord {
  return readJson(text, (file) => {
    file.exactly('format', RECORD_FORMAT);
    file.exactly('version', RECORD_VERSION, `; this build reads version ${RECORD_VERSION}`);
    return {
      sextant: file.text('sextant'),
      program: file.text('program'),
      ...(file.has('programSha256') ? { programSha256: file.text('programSha256') } : {}),
      interrupted: file.flag('interrupted'),
      cycles: file.count('cycles'),
      ...(file.has('chip') ? { chip: file.parsed('chip', chipText) } : {}),
      sizes: file.object('sizes', sizesOf),
      ...(file.has('accuracy') ? { accuracy: file.number('accuracy', 0, 1) } : {}),
      counts: file.object('counts', unnamed),
      ...(file.has('profile') ? { profile: file.object('profile', profileIn) } : {}),
    };
  });
}

/** Sizes from a file. */
export const sizesOf = (sizes: Members): Sizes => ({
  inputs: sizes.count('inputs', 1),
  neurons: sizes.count('neurons', 1),
  outputs: sizes.count('outputs', 1),
});

function profileIn(file: Members): Profile {
  const stepIn = (step: Members): StepRecord => ({
    tick: step.count('tick'),
    counts: step.object('counts', unnamed),
  });
  const rangeIn = (name: string): StepRange | undefined =>
    file.has(name)
      ? file.object(name, (range) => ({
          least: range.object('least', stepIn),
          most: range.object('most', stepIn),
        }))
      : undefined;
  const sumIn = (sum: Members): SampleSum => ({
    samples: sum.count('samples'),
    counts: sum.object('counts', unnamed),
  });
  return {
    ticks: file.count('ticks'),
    ticksPerSpan: file.count('ticksPerSpan', 1),
    spans: file.object('spans', (spans) => {
      const cycle = spans.counts('cycle');
      const counts = spans.object('counts', (columns) => unnamedColumns(columns, cycle.length));
      return cycle.map((last, i) => ({ cycle: last, counts: counts[i]! }));
    }),
    stepStride: file.count('stepStride', 1),
    steps: file.object('steps', (steps) => {
      const tick = steps.counts('tick');
      const counts = steps.object('counts', (columns) => unnamedColumns(columns, tick.length));
      return tick.map((first, i) => ({ tick: first, counts: counts[i]! }));
    }),
    inferenceSteps: rangeIn('inferenceSteps'),
    learningSteps: rangeIn('learningSteps'),
    inference: file.object('inference', sumIn),
    learning: file.object('learning', sumIn),
  };
}

/** Names of all counters, as they are laid out. */
const NAMES: readonly string[] = STATE_NAMES.flatMap((state) => ACTIVITIES.map((a) => `${state}.${a}`));
const INDEX: ReadonlyMap<string, number> = new Map(NAMES.map((name, i) => [name, i]));

/** Counts by name, zeros left out. */
export function named(counts: Float64Array): Record<string, number> {
  const table: Record<string, number> = {};
  NAMES.forEach((name, i) => {
    if (counts[i]! !== 0) table[name] = counts[i]!;
  });
  return table;
}

function namedColumns(rows: readonly Float64Array[]): Record<string, number[]> {
  const table: Record<string, number[]> = {};
  NAMES.forEach((name, i) => {
    if (rows.some((row) => row[i]! !== 0)) table[name] = rows.map((row) => row[i]!);
  });
  return table;
}

/** @throws DataError for a name this build does not count. */
function indexOf(table: Members, name: string): number {
  const index = INDEX.get(name);
  if (index !== undefined) return index;
  throw table.wrong(
    name,
    `${quote(name, 60)} is not a counter of this build; was the file written by another version?`,
  );
}

/** Counts from their names. */
export function unnamed(table: Members): Float64Array {
  const counts = new Float64Array(ACTIVITY_LENGTH);
  for (const name of table.names) counts[indexOf(table, name)] = table.count(name);
  return counts;
}

/** Rows of counts from their columns: views of one array. */
function unnamedColumns(table: Members, rows: number): Float64Array[] {
  const all = new Float64Array(rows * ACTIVITY_LENGTH);
  for (const name of table.names) {
    const column = indexOf(table, name);
    const values = table.counts(name, rows);
    for (let row = 0; row < rows; row++) all[row * ACTIVITY_LENGTH + column] = values[row]!;
  }
  return Array.from({ length: rows }, (_, row) =>
    all.subarray(row * ACTIVITY_LENGTH, (row + 1) * ACTIVITY_LENGTH),
  );
}
