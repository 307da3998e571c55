/** Mutated descriptions of tasks: each must be refused in one line, or give a task that fits its network. */
import { formatEvents } from '../../src/data/event-files.js';
import { streamOf } from '../../src/data/sample-stream.js';
import { formatTargets } from '../../src/data/targets-file.js';
import { settingsOf, type Sample, type Task } from '../../src/data/task.js';
import { loadTask } from '../../src/data/tasks/load-task.js';
import { REFERENCE } from '../../src/design/design.js';
import { registerNamed } from '../../src/isa/registers.js';
import { UserError } from '../../src/text/errors.js';
import type { FuzzTarget } from './frame.js';
import { mutateText } from './mutations.js';
import { clearlyRefused, Scratch } from './scratch.js';

const HEAD = 'format: sextant-task\nversion: 1\nname: tones\n';
const TEXTS = [
  `${HEAD}sizes: { inputs: 3, neurons: 4, outputs: 2 }
data: { train: samples.csv, test: samples.csv, label-tick: 3 }
weights: { inp: 20, rec: 2, out: 9 }
neurons: { threshold: 200, alpha-low: 0xfef }
settings: { KAPPA: 0x70, THR_H_0: -70 }
like: gesture
`,
  `${HEAD}kind: classification
sizes:
  inputs: 3
  neurons: 4
  outputs: 2
data:
  samples: samples.csv
  split: { train: 0.5, validation: 0.25, test: 0.25 }
weights:
  inp: 20
  rec: 2
  out: 9
`,
  `${HEAD}kind: regression
sizes: { inputs: 3, neurons: 4, outputs: 2 }
data: { train: samples.csv, targets: { train: targets.csv } }
weights: { inp: 20, rec: 2, out: 9 }
`,
];
const WORDS =
  'kind: like: data: network: program: samples: split: train: ticks: -1 256 1e9 .nan {} [] & * ~ null " | samples.csv none.csv ../x NUM_REC';
const TICKS = 8;
const OUTPUTS = 2;

const samples: readonly Sample[] = [0, 1, 0, 1].map((label) => ({
  events: [
    { neuron: label, tick: 1 },
    { neuron: 2, tick: 4 },
  ],
  label,
  labelTick: 3,
  ticks: TICKS,
  targets: Int16Array.from({ length: (TICKS - 1) * OUTPUTS }, (_, i) => 10 * i),
}));

/** @throws Error for a task that no reader may give. */
function check(task: Task): void {
  const { inputs, neurons, outputs } = task.sizes;
  const { inp, rec, out } = task.weights;
  if (inp.length !== inputs * neurons || rec.length !== neurons ** 2 || out.length !== neurons * outputs)
    throw new Error('weights of another shape');
  for (const { events, label, labelTick, ticks, targets } of [
    ...task.train,
    ...(task.validation ?? []),
    ...task.test,
  ]) {
    if (events.some(({ neuron, tick }) => !(neuron < inputs && tick < ticks))) throw new Error('an event');
    if (!(label >= 0 && label < outputs && labelTick < ticks)) throw new Error(`label ${label}`);
    if (task.kind === 'regression' && targets?.length !== (ticks - 1) * outputs) throw new Error('targets');
  }
  for (const [name, value] of settingsOf(task)) {
    const { bits, signed } = registerNamed(REFERENCE, name)!;
    const least = signed ? -(2 ** (bits - 1)) : 0;
    if (!(Number.isInteger(value) && value >= least && value < least + 2 ** bits))
      throw new Error(`${name} = ${value}`);
  }
}

export const taskTarget: FuzzTarget = {
  name: 'task descriptions',
  outcomes: ['refused', 'read'],
  prepare: () => {
    const scratch = new Scratch();
    scratch.write('samples.csv', formatEvents(streamOf(samples), 'csv'));
    scratch.write('targets.csv', new TextEncoder().encode(formatTargets(samples, OUTPUTS)));
    return {
      mutate: (random) => mutateText(TEXTS, WORDS.split(' '), random),
      judge: async (bytes) => {
        try {
          check((await loadTask(scratch.write('task.yaml', bytes))).task);
          return 'read';
        } catch (error) {
          return clearlyRefused(error, UserError);
        }
      },
      close: () => {
        scratch.close();
      },
    };
  },
};
