/** What the benchmark runs: host operations, the loading apart from what is timed. */
import { existsSync } from 'node:fs';
import seedrandom from 'seedrandom';
import type { RegisterName } from '../isa/registers.js';
import { generateCueAccumulation } from '../src/data/tasks/cue-accumulation.js';
import { loadOperations, phaseOperations, sampleOperations } from '../src/data/protocol.js';
import type { InputEvent, Task } from '../src/data/task.js';
import { parseOperation, type Operation } from '../src/host/operations.js';
import { readLines } from '../src/files/lines.js';

export interface Workload {
  name: string;
  /** Not timed. */
  setup: Operation[];
  timed: Operation[];
}

export const REFERENCE = '../shared/golden/cueacc-reference/cueacc-reference-1.host.gz';
/** Ten epochs of the reference benchmark, where they are at hand. */
export const TEN_EPOCHS = '../shared/golden/cueacc-reference/cueacc-reference-10.host.gz';
export const OWN = 'traces/golden/cueacc-own/cueacc-own.host.gz';
const SEED = 'sextant bench';

/** All workloads whose files are there. */
export async function workloads(): Promise<Workload[]> {
  const found: Workload[] = [];
  if (existsSync(REFERENCE)) {
    const script = await readScript(REFERENCE);
    const start = script.findIndex((o) => o.op === 'sample');
    // The last setting of DO_EPROP starts the test samples.
    const test = script.findLastIndex((o) => o.op === 'spiw');
    found.push({ name: 'reference epoch', setup: script.slice(0, start), timed: script.slice(start) });
    found.push({
      name: 'reference test epoch',
      setup: script.slice(0, test + 1),
      timed: script.slice(test + 1),
    });
  }
  const own = await readScript(OWN);
  const start = own.findIndex((o) => o.op === 'sample');
  found.push({ name: 'own epoch', setup: own.slice(0, start), timed: own.slice(start) });
  found.push(fullSize('full-size inference', 0, 1500), fullSize('full-size learning', 7, 600));
  return found;
}

/** Ticks from which on a rate is well known. */
const MANY_TICKS = 500_000;

/** Ten epochs of the reference benchmark, or else our own epoch again and again: long enough for a rate. */
export async function longWorkload(): Promise<Workload> {
  const file = existsSync(TEN_EPOCHS) ? TEN_EPOCHS : OWN;
  const script = await readScript(file);
  const start = script.findIndex((o) => o.op === 'sample');
  const once = script.slice(start);
  const times = Math.ceil(MANY_TICKS / once.filter((o) => o.op === 'tick').length);
  return {
    name: file,
    setup: script.slice(0, start),
    timed: Array.from({ length: times }, () => once).flat(),
  };
}

async function readScript(file: string): Promise<Operation[]> {
  const script: Operation[] = [];
  for await (const { lines } of readLines(file))
    for (const line of lines) {
      const operation = parseOperation(line);
      if (operation) script.push(operation);
    }
  return script;
}

const FULL: Partial<Record<RegisterName, number>> = {
  NUM_INP: 255,
  NUM_REC: 255,
  NUM_OUT: 15,
  THR_H_0: 0x40,
};
const EVENTS_PER_TICK = 4;

/** 256 inputs, 256 neurons, 16 outputs, with the settings of the evidence-accumulation task, supervised all along. */
function fullSize(name: string, doEprop: number, ticks: number): Workload {
  const random = seedrandom(`${SEED}/${name}`);
  const below = (n: number): number => Math.floor(random() * n);
  const weights = (length: number, spread: number): Int8Array =>
    Int8Array.from({ length }, () => below(2 * spread + 1) - spread);
  const events: InputEvent[] = [];
  for (let tick = 0; tick < ticks; tick++)
    for (let i = 0; i < EVENTS_PER_TICK; i++) events.push({ neuron: below(256), tick });
  const sample = { events, label: 3, labelTick: 1, ticks };
  const task: Task = {
    ...generateCueAccumulation(0, SEED),
    name,
    sizes: { inputs: 256, neurons: 256, outputs: 16 },
    weights: { inp: weights(65536, 20), rec: weights(65536, 3), out: weights(4096, 12) },
  };
  task.settings = task.settings.map(([register, value]) => [register, FULL[register] ?? value]);
  return {
    name,
    setup: [...loadOperations(task), ...phaseOperations(doEprop)],
    timed: [...sampleOperations(sample, doEprop !== 0)],
  };
}
