/**
 * The activity record of a run, `activity.json`: all that pricing needs, and nothing that knows a price.
 *
 * Counts are columns: a name of state and counter ("PROP.cycles"), then one number a span or step.
 */
import * as v from 'valibot';
import { ACT, ACTIVITIES, ACTIVITY_LENGTH, activityBase, type Activity } from '../chip/activity.js';
import type { ChipState } from '../chip/state.js';
import { STATE_NAMES } from '../chip/states.js';
import type { Profile, SampleSum, StepRange, StepRecord } from './profile.js';

export const RECORD_FORMAT = 'sextant-activity';
export const RECORD_VERSION = 1;

/** Sizes a run used, as enabled at its end. */
export interface Sizes {
  inputs: number;
  neurons: number;
  outputs: number;
}

export interface ActivityRecord {
  /** Version of sextant that wrote it. */
  sextant: string;
  program: string;
  /** The run was stopped before its end. */
  interrupted: boolean;
  cycles: number;
  sizes: Sizes;
  /** Share of correct answers, 0..1, where the run knows it. */
  accuracy?: number;
  counts: Float64Array;
  profile?: Profile;
}

/** A record that cannot be used. */
export class RecordError extends Error {
  override name = 'RecordError';
}

/** What a chip did, as a record. */
export function recordOf(
  chip: ChipState,
  about: Pick<ActivityRecord, 'sextant' | 'program' | 'interrupted' | 'accuracy'>,
  profile?: Profile,
): ActivityRecord {
  const { NUM_INP, NUM_REC, NUM_OUT } = chip.config;
  return {
    ...about,
    cycles: chip.cycle,
    sizes: { inputs: NUM_INP + 1, neurons: NUM_REC + 1, outputs: NUM_OUT + 1 },
    counts: chip.activity.slice(),
    ...(profile ? { profile } : {}),
  };
}

const atLeast = (least: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(least));
const count = atLeast(0);
/** A record has tens of thousands of numbers in columns: checked as a whole, which takes no time to speak of. */
const column = v.custom<number[]>(
  (value) => Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0),
  'an array of whole numbers from 0 is expected',
);
const columns = v.record(v.string(), column);
const single = v.record(v.string(), count);
const step = v.strictObject({ tick: count, counts: single });
const range = v.optional(v.strictObject({ least: step, most: step }));
const sum = v.strictObject({ samples: count, counts: single });
const profileFile = v.strictObject({
  ticks: count,
  ticksPerSpan: atLeast(1),
  spans: v.strictObject({ cycle: column, counts: columns }),
  stepStride: atLeast(1),
  steps: v.strictObject({ tick: column, counts: columns }),
  inferenceSteps: range,
  learningSteps: range,
  inference: sum,
  learning: sum,
});
const schema = v.strictObject({
  format: v.literal(RECORD_FORMAT),
  version: v.literal(RECORD_VERSION),
  sextant: v.string(),
  program: v.string(),
  interrupted: v.boolean(),
  cycles: count,
  sizes: v.strictObject({ inputs: atLeast(1), neurons: atLeast(1), outputs: atLeast(1) }),
  accuracy: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  counts: single,
  profile: v.optional(profileFile),
});

/** The text of a record. */
export function writeRecord(record: ActivityRecord): string {
  const { profile, counts, ...rest } = record;
  const file: v.InferInput<typeof schema> = {
    format: RECORD_FORMAT,
    version: RECORD_VERSION,
    ...rest,
    counts: named(counts),
    ...(profile ? { profile: profileOut(profile) } : {}),
  };
  // A line a member; columns stay on one line.
  return `${JSON.stringify(file, null, 1).replace(/\[\s+([^\]]*?)\s+\]/g, (_, list: string) => `[${list.replace(/\s+/g, '')}]`)}\n`;
}

function profileOut(profile: Profile): v.InferInput<typeof profileFile> {
  const { ticks, ticksPerSpan, spans, stepStride, steps, inference, learning } = profile;
  const stepOut = (s: StepRecord): v.InferInput<typeof step> => ({ tick: s.tick, counts: named(s.counts) });
  const rangeOut = (r: StepRange | undefined): v.InferInput<typeof range> =>
    r && { least: stepOut(r.least), most: stepOut(r.most) };
  const sumOut = (s: SampleSum): v.InferInput<typeof sum> => ({
    samples: s.samples,
    counts: named(s.counts),
  });
  return {
    ticks,
    ticksPerSpan,
    spans: { cycle: spans.map((s) => s.cycle), counts: namedColumns(spans.map((s) => s.counts)) },
    stepStride,
    steps: { tick: steps.map((s) => s.tick), counts: namedColumns(steps.map((s) => s.counts)) },
    inferenceSteps: rangeOut(profile.inferenceSteps),
    learningSteps: rangeOut(profile.learningSteps),
    inference: sumOut(inference),
    learning: sumOut(learning),
  };
}

/**
 * Reads a record.
 * @throws RecordError that says what is wrong and where; the caller adds the file.
 */
export function readRecord(text: string): ActivityRecord {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new RecordError(`no JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  }
  const result = v.safeParse(schema, data, { abortEarly: true });
  if (!result.success) {
    const issue = result.issues[0];
    const place = v.getDotPath(issue) ?? 'top level';
    const version = place === 'version' ? `; this build reads version ${RECORD_VERSION}` : '';
    throw new RecordError(`${place}: ${issue.message}${version}`);
  }
  const { profile, accuracy, ...record } = result.output;
  return {
    sextant: record.sextant,
    program: record.program,
    interrupted: record.interrupted,
    cycles: record.cycles,
    sizes: record.sizes,
    ...(accuracy === undefined ? {} : { accuracy }),
    counts: unnamed(record.counts),
    ...(profile ? { profile: profileIn(profile) } : {}),
  };
}

function profileIn(file: v.InferOutput<typeof profileFile>): Profile {
  const spans = unnamedColumns(file.spans.counts, file.spans.cycle.length);
  const steps = unnamedColumns(file.steps.counts, file.steps.tick.length);
  const stepIn = (s: v.InferOutput<typeof step>): StepRecord => ({ tick: s.tick, counts: unnamed(s.counts) });
  const rangeIn = (r: v.InferOutput<typeof range>): StepRange | undefined =>
    r && { least: stepIn(r.least), most: stepIn(r.most) };
  const sumIn = (s: v.InferOutput<typeof sum>): SampleSum => ({
    samples: s.samples,
    counts: unnamed(s.counts),
  });
  return {
    ticks: file.ticks,
    ticksPerSpan: file.ticksPerSpan,
    spans: file.spans.cycle.map((cycle, i) => ({ cycle, counts: spans[i]! })),
    stepStride: file.stepStride,
    steps: file.steps.tick.map((tick, i) => ({ tick, counts: steps[i]! })),
    inferenceSteps: rangeIn(file.inferenceSteps),
    learningSteps: rangeIn(file.learningSteps),
    inference: sumIn(file.inference),
    learning: sumIn(file.learning),
  };
}

const NAMES: readonly string[] = STATE_NAMES.flatMap((state) => ACTIVITIES.map((a) => `${state}.${a}`));

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

/** @throws RecordError for a name this build does not count. */
function indexOf(name: string): number {
  const [state = '', activity = ''] = name.split('.');
  const s = (STATE_NAMES as readonly string[]).indexOf(state);
  const i = Object.hasOwn(ACT, activity) ? ACT[activity as Activity] : undefined;
  if (s < 0 || i === undefined)
    throw new RecordError(`'${name.slice(0, 60)}' is no counter of this build: written by another version?`);
  return activityBase(s) + i;
}

/** Counts from their names. */
export function unnamed(table: Record<string, number>): Float64Array {
  const counts = new Float64Array(ACTIVITY_LENGTH);
  for (const [name, n] of Object.entries(table)) counts[indexOf(name)] = n;
  return counts;
}

function unnamedColumns(table: Record<string, number[]>, rows: number): Float64Array[] {
  const all = Array.from({ length: rows }, () => new Float64Array(ACTIVITY_LENGTH));
  for (const [name, values] of Object.entries(table)) {
    const i = indexOf(name);
    if (values.length !== rows)
      throw new RecordError(`'${name.slice(0, 60)}' has ${values.length} numbers, ${rows} expected`);
    values.forEach((value, row) => (all[row]![i] = value));
  }
  return all;
}
