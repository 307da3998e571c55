/**
 * The programs that energy is calibrated on, and their measurement.
 *
 * All are host scripts without files of weights: only the amount of activity matters, and a few drive inputs produce it.
 * Marks (`snap begin`, `snap end`) enclose the part that is measured.
 */
import { NEURON_FIELDS, NEURON_WORD_BITS, type MemoryName } from '../isa/memories.js';
import type { RegisterName } from '../isa/registers.js';
import type { FieldSpec } from '../isa/types.js';
import { Chip } from '../src/chip/chip.js';
import {
  CALIBRATION_FORMAT,
  CALIBRATION_PROGRAMS,
  CALIBRATION_VERSION,
  type CalibrationCounts,
  type CalibrationProgram,
} from '../src/energy/calibration.js';
import { Profiler, type StepRange } from '../src/energy/profile.js';
import { named } from '../src/energy/record.js';
import { Executor } from '../src/host/executor.js';
import { formatOperation, parseOperation } from '../src/host/operations.js';
import { REFERENCE } from '../src/design/design.js';
import { writeField } from '../src/isa/codec.js';
import { registerAddress } from '../src/isa/registers.js';
import { memoryWrite, registerWrite } from '../src/isa/spi.js';
import type { EventRecord } from '../src/trace/events/record.js';

/** Text of a program. */
export function calibrationScript(program: CalibrationProgram): string {
  return SCRIPTS[program]();
}

const SCRIPTS: Record<CalibrationProgram, () => string> = { propagation, inference, learning, silent };

/** Writes one register over SPI. */
const set = (name: RegisterName, value: number): string =>
  formatOperation({ op: 'spiw', ...registerWrite(registerAddress(name), value) });

/** Writes words to the beginning of a memory over SPI. */
const load = (memory: MemoryName, words: number[]): string =>
  formatOperation({ op: 'spiw', ...memoryWrite(memory, 0, words) });

type Settings = Partial<Record<RegisterName, number>>;

function begin(title: string, settings: Settings): string[] {
  const defaults: Settings = {
    ERROR_HALT: 1,
    RST_MODE: 0,
    DO_EPROP: 0,
    KAPPA: 0x79,
    ALPHA_CONF_0: 0xffffffff,
    ALPHA_CONF_1: 0xffffffff,
    ALPHA_CONF_2: 0xffffffff,
    ALPHA_CONF_3: 0xffffffff,
    NUM_INP: 255,
    NUM_REC: 255,
    NUM_OUT: 15,
    SEND_LABEL_ONLY: 1,
    SINGLE_LABEL: 1,
  };
  const all = Object.entries({ ...defaults, ...settings }) as [RegisterName, number][];
  return [`# ${title}`, 'sck 2', 'rst 5', 'wait 10', set('EN_CONF', 1), ...all.map(([n, v]) => set(n, v))];
}

const neuronField = (name: string): FieldSpec => NEURON_FIELDS.find((field) => field.name === name)!;

/** The whole neuron SRAM: alpha 0 (ALPHA_CONF makes it 1), one threshold, membranes by neuron. */
function neurons(threshold: number, membrane: (neuron: number) => number): string {
  const words: number[] = [];
  for (let pair = 0; pair < REFERENCE.neuronWords; pair++) {
    const word = new Uint32Array(NEURON_WORD_BITS / 32);
    writeField(word, neuronField('membrane0'), membrane(2 * pair));
    writeField(word, neuronField('membrane1'), membrane(2 * pair + 1));
    writeField(word, neuronField('threshold'), threshold);
    words.push(...word);
  }
  return load('neur', words);
}

/** A sample around its ticks; the label counts only once the first tick has left IDLE. */
const sample = (body: readonly string[]): string[] => [
  set('EN_CONF', 0),
  'infer 1',
  'sample 1',
  'tick',
  'tgt 3',
  ...body,
  'sample 0',
  'pulse',
  'out',
];

const repeat = (n: number, body: (i: number) => readonly string[]): string[] =>
  Array.from({ length: n }, (_, i) => body(i)).flat();

/** Every neuron spikes in every step: nothing but events, 256 x 256 a tick. */
function propagation(): string {
  return lines([
    ...begin('Event propagation at full size: each of 256 neurons spikes in each step, no learning.', {
      RST_MODE: 1,
    }),
    neurons(-0x8000, () => 0),
    ...sample(['tick', 'tick', 'snap begin', ...repeat(4, () => ['tick']), 'snap end']),
  ]);
}

/** Four drive inputs whose weights make some 12 neurons spike in a step; the others take turns, and have no weights. */
const DRIVES = 4;
const OTHERS = 8;
const DRIVE_WEIGHT = 3;
const THRESHOLD = 256;

function network(title: string, settings: Settings): string[] {
  const weight = DRIVE_WEIGHT * 0x01010101;
  const row = new Array<number>(DRIVES * 64).fill(weight);
  const outputs = Array.from({ length: 1024 }, (_, i) => Math.imul(i + 1, 0x9e3779b1) & 0x1f1f1f1f);
  return [...begin(title, settings), neurons(THRESHOLD, (i) => i), load('winp', row), load('wout', outputs)];
}

/** Events of a tick: the drives, and the next of the others. */
function events(tick: number): string[] {
  const others = Array.from({ length: OTHERS }, (_, n) => DRIVES + ((tick * OTHERS + n) % (256 - DRIVES)));
  return [...repeat(DRIVES, (n) => [`aer ${n}`]), ...others.map((i) => `aer ${i}`), 'tick'];
}

/** Some 24 events a step, as the most active published step has. */
function inference(): string {
  return lines([
    ...network('Continuous inference at full size: 12 input events and some 12 spikes a step.', {}),
    ...sample([...repeat(4, events), 'snap begin', ...repeat(32, (t) => events(4 + t)), 'snap end']),
  ]);
}

/** The same with a learning pass in each step, once every input and every neuron has a trace. */
function learning(): string {
  return lines([
    ...network(
      'Continuous learning at full size: as inference, with a learning pass over all weights a step.',
      {
        DO_EPROP: 7,
        LEARN_SIG_SCALE: 6,
        THR_H_0: 0,
        THR_H_1: 64,
        THR_H_2: 128,
        THR_H_3: 256,
        H_0: 1,
        H_1: 2,
        H_2: 3,
        H_3: 2,
        H_4: 1,
        LR_P_WINP: 3,
        LR_P_WREC: 3,
        LR_P_WOUT: 14,
        SEED_INP: 0xf0f0,
        SEED_REC: 0xf1f1,
        SEED_OUT: 0xf2f2,
      },
    ),
    ...sample([
      ...repeat(32, events),
      'tvalid 1',
      ...events(32),
      'snap begin',
      ...repeat(8, (t) => events(33 + t)),
      'snap end',
      'tvalid 0',
    ]),
  ]);
}

/** The least a step can cost in a network of the benchmark's size: no events, without and with learning. */
function silent(): string {
  return lines([
    ...begin(
      'A network of 40, 100 and 2 in which nothing happens: the least a step costs, without and with learning.',
      {
        DO_EPROP: 7,
        NUM_INP: 39,
        NUM_REC: 99,
        NUM_OUT: 1,
      },
    ),
    neurons(0x7fff, () => 0),
    ...sample([
      'tick',
      'tick',
      'snap begin',
      ...repeat(4, () => ['tick']),
      'tvalid 1',
      ...repeat(4, () => ['tick']),
      'snap end',
      'tvalid 0',
    ]),
  ]);
}

const lines = (all: readonly string[]): string => all.join('\n') + '\n';

/** Runs a program on the cycle engine and counts. */
function measure(program: CalibrationProgram): CalibrationCounts[CalibrationProgram] {
  const chip = new Chip();
  const profiler = new Profiler(chip.state);
  chip.watcher = profiler;
  const marks = new Map<string, Float64Array>();
  const onEvent = (record: EventRecord): void => {
    if ('tag' in record) marks.set(record.tag, chip.state.activity.slice());
  };
  const executor = new Executor(chip, { onEvent });
  for (const line of calibrationScript(program).split('\n')) {
    const operation = parseOperation(line);
    if (operation) executor.run(operation);
  }
  const { inferenceSteps, learningSteps } = profiler.finish();
  const [from, to] = [marks.get('begin')!, marks.get('end')!];
  const both = (range: StepRange | undefined): Float64Array[] =>
    range ? [range.least.counts, range.most.counts] : [];
  return {
    window: to.map((n, i) => n - from[i]!),
    inferenceSteps: both(inferenceSteps),
    learningSteps: both(learningSteps),
  };
}

/** Measures all programs. */
export function measureCalibration(): CalibrationCounts {
  return Object.fromEntries(CALIBRATION_PROGRAMS.map((name) => [name, measure(name)])) as CalibrationCounts;
}

/** Contents of isa/energy/calibration.json. */
export function calibrationFile(measured: CalibrationCounts) {
  const out = (name: CalibrationProgram) => ({
    window: named(measured[name].window),
    inferenceSteps: measured[name].inferenceSteps.map(named),
    learningSteps: measured[name].learningSteps.map(named),
  });
  return {
    format: CALIBRATION_FORMAT,
    version: CALIBRATION_VERSION,
    programs: {
      propagation: out('propagation'),
      inference: out('inference'),
      learning: out('learning'),
      silent: out('silent'),
    },
  };
}
