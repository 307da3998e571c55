/** Runs of committed scenarios with a trace attached, and traces read back. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Chip, type Engine } from '../../src/chip/chip.js';
import type { ChipState } from '../../src/chip/state.js';
import { Executor } from '../../src/host/executor.js';
import { parseOperation, type Operation } from '../../src/host/operations.js';
import type { LineBatch } from '../../src/text/lines.js';
import type { RecordedTrace } from '../../src/trace/recorded/model.js';
import type { WindowBounds } from '../../src/position/window.js';
import type { TraceMeta, TraceSink, WriteBytes } from '../../src/trace/sink.js';
import { Tracer } from '../../src/trace/tracer.js';
import { projectPath } from '../project.js';

/** Ten scenarios of different themes. */
export const SCENARIOS = [
  'learn_all_a1',
  'learn_stoch_a2',
  'raw_a1',
  'raw_halt_a1',
  'fuzz_a1',
  'regression_a1',
  'midconf_a1',
  'infer_edges_a1',
  'local_tick_a1',
  'timing_nohalt_a1',
] as const;

export const META: TraceMeta = { periodPs: 76_923, version: 'test', source: 'x.host' };

export const scenarioFile = (name: string): string => projectPath(`traces/golden/${name}`);
export const gunzipped = (name: string): string => gunzipSync(readFileSync(scenarioFile(name))).toString();

export function operationsOf(text: string): Operation[] {
  return text.split('\n').flatMap((line) => parseOperation(line) ?? []);
}

export interface Traced {
  chip: Chip;
  bytes: Uint8Array;
  text: string;
  tracer: Tracer;
  /** Calls of the engine with and without an observer. */
  observed: number;
  unobserved: number;
}

/** Runs a script with one sink over a selection. */
export async function traced(
  script: string,
  make: (write: WriteBytes, state: ChipState) => TraceSink | Promise<TraceSink>,
  selection: WindowBounds = {},
  engine: Engine = 'auto',
): Promise<Traced> {
  const chip = new Chip(undefined, { engine });
  const chunks: Uint8Array[] = [];
  const tracer = new Tracer([await make((chunk) => chunks.push(chunk), chip.state)], selection, chip.state);
  const count = { observed: 0, unobserved: 0 };
  const executor = new Executor(chip, {
    observer: {
      get observer() {
        const { observer } = tracer;
        count[observer ? 'observed' : 'unobserved']++;
        return observer;
      },
    },
    onEvent: tracer.onEvent,
    recordsRows: 'never',
  });
  for (const operation of operationsOf(script)) executor.run(operation);
  await tracer.finish(chip.cycle);
  const bytes = Buffer.concat(chunks);
  return { chip, bytes, text: bytes.toString('latin1'), tracer, ...count };
}

/** A text as the readers take files, in batches of a few lines. */
export async function* linesOf(text: string, size = 1000): AsyncGenerator<LineBatch, void> {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  for (let at = 0; at < lines.length; at += size) {
    await Promise.resolve();
    yield { first: at + 1, lines: lines.slice(at, at + size) };
  }
}

/** All steps of a trace. */
export async function readAll(trace: RecordedTrace): Promise<number> {
  let steps = 0;
  for await (const batch of trace.steps) steps += batch.length;
  return steps;
}
