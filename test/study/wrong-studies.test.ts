/** Wrong study files: each is refused with one clear line that has the file, the line and what to do. */
import { describe, expect, it } from 'vitest';
import { readStudy } from '../../src/study/file/read-study.js';
import { UserError } from '../../src/text/errors.js';
import { WRONG_MEMORIES, type Wrong } from './wrong-memories.js';

/** A right study, line by line; wrong ones replace lines of it. */
const LINES = [
  'format: sextant-study',
  'version: 1',
  'name: example',
  'task: { name: cue-accumulation, samples: 8, epochs: 2 }',
  'seeds: 3',
  'axes:',
  '  kappa: [100, 110]',
  '  rate: { range: [4, 8], step: 2 }',
  'registers:',
  '  KAPPA: kappa',
  '  LR_P_WINP: rate',
  'where: [kappa + rate < 200]',
  'objectives: { accuracy: maximise }',
  'require: [accuracy >= 0.5]',
] as const;

const WRONG: readonly Wrong[] = [
  ['another format', 1, 'format: sextant-studies', /:1: format: "sextant-study" is expected/],
  ['another version', 2, 'version: 2', /:2: version: 1 is expected, not 2; this build reads version 1/],
  ['no name', 3, 'question: why?', /name: missing/],
  ['an empty name', 3, 'name: ""', /:3: name: a text is expected/],
  ['a misspelt key', 5, 'seed: 3', /:5: seed: unknown key 'seed'; did you mean 'seeds'\?/],
  ['not YAML', 5, 'seeds: [3', /column \d+: not valid YAML/],
  ['a task without a source', 4, 'task: { samples: 8 }', /:4: task.name: missing/],
  [
    'two sources',
    4,
    'task: { name: cue-accumulation, data: cues }',
    /:4: task.data: give 'name' or 'data', not both/,
  ],
  [
    'a misspelt key of the task',
    4,
    'task: { name: x, sample: 8 }',
    /:4: task.sample: unknown key 'sample'; did you mean 'samples'\?/,
  ],
  ['a task that is a text', 4, 'task: cue-accumulation', /:4: task: an object is expected/],
  [
    'samples that are a list',
    4,
    'task: { name: x, samples: [8] }',
    /:4: task.samples: a text or a number is expected/,
  ],
  [
    'samples over an unknown axis',
    4,
    'task: { name: x, samples: 2 * n }',
    /:4: task.samples: '2 \* n': 'n' is not known here/,
  ],
  ['no seeds', 5, 'seeds: 0', /:5: seeds: a whole number from 1 is expected/],
  ['a seed twice', 5, 'seeds: [a, b, a]', /:5: seeds: a seed is there twice/],
  ['too many seeds', 5, 'seeds: 100000', /:5: seeds: 100000 seeds; at most 1000 are possible/],
  [
    'an axis without values',
    7,
    '  kappa: []',
    /:7: axes.kappa: a list of numbers or texts, at least one is expected/,
  ],
  ['a value twice', 7, '  kappa: [1, 2, 1]', /:7: axes.kappa: a value is there twice/],
  ['an axis of one number', 7, '  kappa: 100', /:7: axes.kappa: an object is expected, not 100/],
  [
    'an axis that no setting uses',
    7,
    '  kappa: [1, 2]\n  spare: [1, 2]',
    /:6: axes: no setting uses the axis 'spare'/,
  ],
  [
    'an axis with the name of an outcome',
    7,
    '  accuracy: [1, 2]',
    /:7: axes.accuracy: 'accuracy' cannot be the name of an axis/,
  ],
  [
    'an axis with a name that is not one',
    7,
    '  kappa-1: [1, 2]',
    /:7: axes.kappa-1: 'kappa-1' cannot be the name of an axis/,
  ],
  [
    'a range that falls',
    8,
    '  rate: { range: [8, 4], step: 2 }',
    /:8: axes.rate.range: a range begins below its end, not at 8 with the end 4/,
  ],
  [
    'a range of three',
    8,
    '  rate: { range: [8, 4, 2], step: 2 }',
    /:8: axes.rate.range: 3 numbers, 2 expected/,
  ],
  [
    'a logarithmic range from 0',
    8,
    '  rate: { log: [0, 4], points: 2 }',
    /:8: axes.rate.log: a range of equal ratios begins above 0/,
  ],
  [
    'a logarithmic range with a step',
    8,
    '  rate: { log: [1, 4], step: 2 }',
    /:8: axes.rate.step: .* has 'points' instead of 'step'/,
  ],
  [
    'step and points',
    8,
    '  rate: { range: [4, 8], step: 2, points: 3 }',
    /:8: axes.rate.points: give 'step' or 'points', not both/,
  ],
  [
    'a grid over a range without steps',
    8,
    '  rate: { range: [4, 8] }',
    /:6: axes: a grid needs the values of 'rate' one by one/,
  ],
  [
    'a step that is too small',
    8,
    '  rate: { range: [4, 8], step: 1e-9 }',
    /:8: axes.rate.step: more than 10000 values/,
  ],
  [
    'an axis of two kinds',
    8,
    '  rate: { range: [4, 8], list: [1] }',
    /:8: axes.rate: an axis has one of 'list', 'range' and 'log'/,
  ],
  [
    'a condition without an alternative',
    8,
    '  rate: { list: [4, 8], when: kappa > 100 }',
    /:8: axes.rate.otherwise: missing/,
  ],
  [
    'a condition over an axis below',
    7,
    '  kappa: { list: [1, 2], when: rate > 4, otherwise: 1 }',
    /:7: axes.kappa.when: .*'rate' is not known here.*axes above its own/,
  ],
  [
    'a register that there is not',
    10,
    '  KAPA: kappa',
    /:10: registers.KAPA: there is no register 'KAPA'; did you mean 'KAPPA'\?/,
  ],
  [
    'a register that only larger chips have',
    10,
    '  ALPHA_CONF_4: kappa',
    /:10: registers.ALPHA_CONF_4: no point is left: the chip reference has no register ALPHA_CONF_4/,
  ],
  [
    'a size as a register',
    10,
    '  NUM_REC: kappa',
    /:10: registers.NUM_REC: the sizes of the network come from the task/,
  ],
  [
    'an expression that ends',
    11,
    '  LR_P_WINP: rate +',
    /:11: registers.LR_P_WINP: 'rate \+' is not an expression/,
  ],
  [
    'a misspelt axis',
    11,
    '  LR_P_WINP: rtae',
    /:11: registers.LR_P_WINP: 'rtae': 'rtae' is not known here; did you mean 'rate'\?/,
  ],
  ['a function that there is not', 11, '  LR_P_WINP: sin(rate)', /:11: .*there is no function 'sin'/],
  [
    'code instead of an expression',
    11,
    '  LR_P_WINP: rate.constructor',
    /:11: .*this is not an expression over axes/,
  ],
  ['a condition that is not one', 12, 'where: [kappa &]', /:12: where\[0\]: 'kappa &' is not an expression/],
  [
    'a condition over an outcome before any run',
    12,
    'where: [accuracy > 0.5]',
    /:12: where\[0\]: .*'accuracy' is not known here/,
  ],
  ['no objectives', 13, 'objectives: {}', /:13: objectives: a study needs at least one objective/],
  [
    'an objective that there is not',
    13,
    'objectives: { acuracy: maximise }',
    /:13: .*'acuracy' is not an outcome; did you mean 'accuracy'\?/,
  ],
  [
    'a direction that there is not',
    13,
    'objectives: { accuracy: up }',
    /:13: objectives.accuracy: one of maximise, minimise is expected, not "up"/,
  ],
  [
    'another unit',
    13,
    'objectives: { inference_energy: { direction: minimise, unit: nJ } }',
    /:13: .*the unit of inference_energy is J/,
  ],
  [
    'an outcome that there is not',
    14,
    'require: [acc >= 0.5]',
    /:14: require\[0\]: .*'acc' is not known here/,
  ],
  [
    'a method that there is not',
    14,
    'search: { method: random, points: 4 }',
    /:14: search.method: one of grid, latin-hypercube, sobol, nsga2 is expected/,
  ],
  [
    'an odd population',
    14,
    'search: { method: nsga2, population: 7, generations: 3 }',
    /:14: search.population: an even number/,
  ],
  [
    'rungs that fall',
    14,
    'halving: { rungs: [4, 2], margins: {} }',
    /:14: halving.rungs: numbers of epochs in rising order/,
  ],
  [
    'epochs and rungs',
    14,
    'halving: { rungs: [1, 2], margins: {} }',
    /:4: task.epochs: the rungs of the halving say how many epochs/,
  ],
  [
    'a zip of an unknown axis',
    14,
    'zip: [[kappa, rat]]',
    /:14: zip\[0\]: there is no axis 'rat'; did you mean 'rate'\?/,
  ],
  [
    'a zip of unequal axes',
    14,
    'zip: [[kappa, rate]]',
    /:14: zip\[0\]: axes that go in step have equally many values/,
  ],
  [
    'a bank that there is not',
    14,
    'faults: { rate: 0.01, kind: stuck-at-0, banks: [wimp] }',
    /:14: faults.banks\[0\]: there is no bank 'wimp'; did you mean 'winp'\?/,
  ],
  [
    'no point that can be',
    7,
    '  kappa: [1000, 2000]',
    /:10: registers.KAPPA: no point is left: KAPPA = 1000/,
  ],
  [
    'a condition that no point meets',
    12,
    'where: [kappa > 1000]',
    /:12: where: no point is left: where kappa > 1000/,
  ],
  [
    'a number as a condition',
    12,
    'where: [kappa + 1]',
    /:12: where\[0\]: 'kappa \+ 1' is 101, a condition such as/,
  ],
  [
    'a text that is compared',
    14,
    'require: ["accuracy > \'a\'"]',
    /:14: require\[0\]: .*'a' is not a number/,
  ],
  ['a number that is not one', 7, '  kappa: [.nan, 1]', /:7: axes.kappa\[0\]: a number, a text.* not NaN/],
  [
    'an endless range',
    8,
    '  rate: { range: [4, .inf], step: 2 }',
    /:8: axes.rate.range\[1\]: a number is expected, not Infinity/,
  ],
  ['a negative number of seeds', 5, 'seeds: -3', /:5: seeds: a whole number from 1 is expected, not -3/],
  [
    'samples below 1',
    4,
    'task: { name: x, samples: -1 }',
    /:4: task.samples: no point is left: samples = -1/,
  ],
  [
    'more neurons than the chip',
    4,
    'task: { name: x, neurons: 1e9 }',
    /:4: task.neurons: no point is left: neurons = 1000000000/,
  ],
  [
    'a name that every object has',
    7,
    '  __proto__: [1, 2]',
    /:7: axes.__proto__: '__proto__' cannot be the name/,
  ],
  [
    'axes that go round',
    7,
    '  kappa: { list: [1, 2], when: kappa > 1, otherwise: 0 }',
    /:7: axes.kappa.when: .*axes above its own/,
  ],
  [
    'an endless expression',
    11,
    `  LR_P_WINP: "${'('.repeat(5000)}"`,
    /:11: .*5000 characters; at most 1000 are possible/,
  ],
  ['a deep expression', 11, `  LR_P_WINP: "${'-'.repeat(900)}rate"`, /:11: .*nested too deep/],
  ['deep YAML', 12, `where: ${'['.repeat(5000)}`, /:12: .*not valid YAML/],
  ['an anchor within itself', 12, 'where: &a [*a]', /:12: /],
  [
    'a grid of millions of points',
    9,
    '  b: { range: [0, 999], step: 1 }\n  c: { range: [0, 999], step: 1 }\nregisters:\n  LR_R_WREC: b + c',
    /:6: axes: .*the grid has \d+ points; at most 1000000 are possible/,
  ],
  ...WRONG_MEMORIES,
];

const messageOf = (text: string): string => {
  try {
    readStudy(text, 'study.yaml');
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return 'accepted';
};

describe('a study file', () => {
  it('is read when it is right', () => {
    const study = readStudy(LINES.join('\n'), 'study.yaml');
    expect(study.seeds).toEqual(['1', '2', '3']);
    expect(study.axes.map(({ values }) => values)).toEqual([
      [100, 110],
      [4, 6, 8],
    ]);
  });

  it.each(WRONG)('is refused with %s', (_name, line, text, message) => {
    const lines: string[] = [...LINES];
    lines[line - 1] = text;
    const found = messageOf(lines.join('\n'));
    expect(found).toMatch(message);
    expect(found).toMatch(/^study\.yaml:\d+: [^\n]*$/);
  });
});
