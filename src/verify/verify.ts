/**
 * Verifies the chip against a recorded scenario: the host script is run, every row and event compared.
 */
import { Chip, type Engine } from '../chip/chip.js';
import { checkSameDesign, type Design } from '../design/design.js';
import { DesignError } from '../design/parameters.js';
import { UserError } from '../text/errors.js';
import { eventLine, type EventRecord } from '../trace/events/record.js';
import { ROW_COLUMNS, ROWS_HEADER, RowWriter } from '../trace/rows/writer.js';
import { Executor } from '../host/executor.js';
import { ExpectedLines } from './expected-lines.js';
import { firstDifference } from './event-diff.js';
import { runScript } from '../run/run-script.js';
import { designOfScript } from '../run/script-design.js';
import type { LineSource } from '../text/lines.js';

/** A recorded scenario: a host script, and what the reference gave when it was run. */
export interface Scenario {
  readonly name: string;
  readonly host: LineSource;
  readonly events: LineSource;
  readonly rows?: LineSource;
}

/** The first difference between a run and its recording. */
export interface Divergence {
  /** Recorded file and line (from 1) that differs. */
  file: string;
  line: number;
  cycle: number | string;
  state: string;
  /** Column of a row, or path of a field in an event. */
  where: string;
  expected: string;
  actual: string;
  /** Rows, or events, right before it. */
  before: string[];
}

/** The result of a verification: passed, or the first divergence. */
export interface VerifyResult {
  name: string;
  passed: boolean;
  /** Cycles run. */
  cycles: number;
  divergence?: Divergence;
  /** Why it could not be run or compared. */
  error?: string;
}

/** What a verification compares. */
export interface VerifyOptions {
  /** Longest single wait, in cycles. */
  timeout?: number;
  /** `turbo` compares events alone, their CRC of the rows left out: it has no rows. */
  engine?: Engine;
  /** The chip of scripts that name none; absent: the public design. */
  design?: Design;
}

/**
 * Runs a scenario, on the chip that its first line names, else on the given one, and compares. Never throws: what goes wrong
 * is in the result.
 */
export async function verifyScenario(scenario: Scenario, options: VerifyOptions = {}): Promise<VerifyResult> {
  const { name } = scenario;
  let chip: Chip | undefined;
  try {
    const named = await designOfScript(scenario.host);
    if (named && options.design) checkSameDesign(named, options.design, 'the script');
    chip = new Chip(named ?? options.design, options.engine === undefined ? {} : { engine: options.engine });
    const divergence = await compare(chip, scenario, options);
    return { name, cycles: chip.cycle, passed: !divergence, ...(divergence ? { divergence } : {}) };
  } catch (error) {
    if (!(error instanceof UserError || error instanceof DesignError)) throw error;
    return { name, cycles: chip?.cycle ?? 0, passed: false, error: error.message };
  }
}

const text = new TextDecoder();

async function compare(
  chip: Chip,
  scenario: Scenario,
  { timeout, engine }: VerifyOptions,
): Promise<Divergence | undefined> {
  const turbo = engine === 'turbo';
  const withRows = !turbo && (await recordsRows(scenario.events));
  const events = new ExpectedLines(scenario.events, turbo ? withoutRowsCrc : undefined);
  const rows = scenario.rows === undefined || turbo ? undefined : new ExpectedLines(scenario.rows);
  let found: Divergence | undefined;
  try {
    rows?.offer(ROWS_HEADER);
    const writer =
      rows || withRows
        ? new RowWriter(rows ? (bytes) => rows.offer(text.decode(bytes)) : undefined)
        : undefined;
    const executor = new Executor(chip, {
      ...(timeout === undefined ? {} : { timeout }),
      ...(writer ? { observer: writer.observe, rowsCrc: () => writer.rowsCrc() } : {}),
      recordsRows: withRows ? 'always' : 'never',
      onEvent: (record: EventRecord) => events.offer(eventLine(record)),
    });
    const check = async (): Promise<void> => {
      found ??= rowDivergence(await rows?.compare(), rows);
      if (found === undefined) {
        found = eventDivergence(await events.compare(), events);
        // Rows are more to the point than the event that follows from them.
        if (found && rows && writer) {
          writer.flush();
          found = rowDivergence(await rows.compare(), rows) ?? found;
        }
      }
    };
    const drain = (): Promise<void> | undefined => (events.pending || rows?.pending ? check() : undefined);
    const end = await runScript(scenario.host, executor, { drain, stopped: () => found !== undefined });
    if (end.kind === 'failed') throw end.error;
    writer?.flush();
    if (found === undefined) await check();
    found ??= rowDivergence(await rows?.end(), rows) ?? eventDivergence(await events.end(), events);
  } finally {
    await rows?.close();
    await events.close();
  }
  return found;
}

const withoutRowsCrc = (line: string): string => line.replace(/,"rows":"[0-9a-f]{8}"/, '');

/** Whether a recording holds CRCs of the rows in its snapshots. */
async function recordsRows(events: LineSource): Promise<boolean> {
  const lines = new ExpectedLines(events);
  try {
    for (let line = await lines.next(); line !== undefined; line = await lines.next())
      if (line.includes('"tag"')) return line.includes('"rows"');
    return false;
  } finally {
    await lines.close();
  }
}

type Mismatch = { line: number; expected: string | undefined; actual: string | undefined };

function rowDivergence(m: Mismatch | undefined, rows: ExpectedLines | undefined): Divergence | undefined {
  if (!m || !rows) return undefined;
  const expected = m.expected?.split(',') ?? [];
  const actual = m.actual?.split(',') ?? [];
  const column = ROW_COLUMNS.findIndex((_, i) => expected[i] !== actual[i]);
  const row = actual.length > 0 ? actual : expected;
  const whole = m.expected === undefined || m.actual === undefined || column < 0;
  return {
    file: rows.name,
    line: m.line,
    cycle: row[0] ?? '',
    state: row[1] ?? '',
    where: whole ? 'row' : ROW_COLUMNS[column]!,
    expected: m.expected === undefined ? 'no more rows' : whole ? m.expected : (expected[column] ?? ''),
    actual: m.actual === undefined ? 'no more rows' : whole ? m.actual : (actual[column] ?? ''),
    before: rows.before,
  };
}

function eventDivergence(m: Mismatch | undefined, events: ExpectedLines): Divergence | undefined {
  if (!m) return undefined;
  const difference = firstDifference(m.expected, m.actual);
  return { file: events.name, line: m.line, ...difference, before: events.before };
}
