/** Lines of wrong study files about faults, devices and the values of axes; see wrong-studies.test.ts. */

/** What replaces a line, and what the message says. */
export type Wrong = readonly [name: string, line: number, text: string, message: RegExp];

export const WRONG_MEMORIES: readonly Wrong[] = [
  [
    'a fault of a kind that there is not',
    14,
    'faults: { rate: 0.1, kind: stuck }',
    /:14: faults.kind: no point is left: kind = 'stuck'/,
  ],
  [
    'a text among the numbers of an axis',
    7,
    '  kappa: [100, many]',
    /:7: axes.kappa\[1\]: many is not a number, and a setting calculates with 'kappa'/,
  ],
  [
    'a name that commands a terminal',
    3,
    'name: "a\\e[31mb"',
    /:3: name: .*control characters are not possible/,
  ],
  ['an axis without values', 7, '  kappa: []', /:7: axes.kappa: .* is expected, not an empty array/],
  [
    'devices without an effect',
    14,
    'devices: { banks: [winp] }',
    /:14: devices: at least one of programming-noise, drift, .* is needed/,
  ],
  [
    'devices of a memory that cannot have them',
    14,
    'devices: { drift: 1, banks: [neurons] }',
    /:14: devices.banks\[0\]: there is no bank 'neurons'/,
  ],
  [
    'a variation that is not a fraction',
    14,
    'devices: { device-to-device: 5 }',
    /:14: devices.device-to-device: no point is left: device-to-device = 5: a number from 0 to 1 is needed/,
  ],
  [
    'faults and devices',
    14,
    'faults: { rate: 0.1, kind: stuck-at-0 }\ndevices: { drift: 1 }',
    /:15: devices: give 'faults' of SRAM cells or memristive 'devices', not both/,
  ],
  [
    'faults at a time that there is not',
    14,
    'faults: { rate: 0.1, kind: stuck-at-0, during: test }',
    /:14: faults.during: .*did you mean 'tests'/,
  ],
  [
    'rates that rise with the voltage',
    14,
    'faults: { kind: stuck-at-0, rate: { vdd: 0.5, errors: { 0.4: 0.1, 0.5: 0.2 }, source: x } }',
    /:14: faults.rate.errors.0.5: the rate of faults falls/,
  ],
  [
    'rates without a source',
    14,
    'faults: { kind: stuck-at-0, rate: { vdd: 0.5, errors: { 0.4: 0.2, 0.5: 0.1 } } }',
    /:14: faults.rate.source: missing/,
  ],
  [
    'nsga2 with halving',
    4,
    'task: { name: x }\nhalving: { rungs: [1, 2], margins: {} }\nsearch: { method: nsga2, population: 4, generations: 2 }',
    /:5: halving: nsga2 chooses its points itself/,
  ],
];
