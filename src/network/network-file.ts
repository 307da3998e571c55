/** The description of a network on the chip, as a file. */
import type { ChipNetwork, NeuronOrigin } from './chip-network.js';
import { parameterText, REFERENCE, type Design } from '../design/design.js';
import { chipText, designFromPairs } from '../design/read-design.js';
import { readJson, type Members } from '../text/members.js';

const VERSION = 1;

/** The description of a network as JSON; its weights are in files of their own. */
export function networkJson(n: ChipNetwork): string {
  const { weights: _, design, origins, leak, threshold, scale, ...rest } = n;
  const data = {
    format: 'sextant-network',
    version: VERSION,
    ...(design.isReference ? {} : { chip: parameterText(design) }),
    ...rest,
    origins: origins.map((o) => o ?? { unused: 1 }),
    leak: [...leak],
    threshold: [...threshold],
    scale: [...scale],
  };
  return `${JSON.stringify(data, undefined, 1)}\n`;
}

/** Reads a description, which holds no weights. @throws DataError with the place at which it is wrong. */
export function readNetworkJson(text: string): Omit<ChipNetwork, 'weights'> {
  return readJson(text, readNetwork);
}

function readNetwork(m: Members): Omit<ChipNetwork, 'weights'> {
  m.exactly('format', 'sextant-network');
  m.exactly('version', VERSION);
  const design = m.has('chip') ? designFromPairs(m.parsed('chip', chipText)) : REFERENCE;
  const neurons = sizeOf(m, 'neurons', 2, design);
  const inputs = sizeOf(m, 'inputs', 1, design);
  const biasInput = m.has('biasInput') ? m.count('biasInput') : undefined;
  return {
    design,
    source: m.text('source'),
    sourceSha256: m.text('sourceSha256'),
    dt: m.number('dt', Number.MIN_VALUE, Number.MAX_VALUE),
    reset: m.oneOf('reset', ['zero', 'subtract-late']),
    inputs,
    neurons,
    outputs: sizeOf(m, 'outputs', 1, design),
    ...(biasInput === undefined ? {} : { biasInput }),
    outputNode: m.text('outputNode'),
    counts: m.flag('counts'),
    latency: m.count('latency'),
    origins: m.objects('origins', originOf),
    leak: Uint16Array.from(m.counts('leak', neurons)),
    threshold: Int16Array.from(m.counts('threshold', neurons)),
    kappa: m.count('kappa'),
    shifts: m.object('shifts', (s) => ({
      input: s.number('input', 0, 7),
      recurrent: s.number('recurrent', 0, 7),
      output: s.number('output', 0, 7),
    })),
    scale: Float64Array.from(m.numbers('scale', neurons)),
    outputScale: m.number('outputScale', Number.MIN_VALUE, Number.MAX_VALUE),
  };
}

function sizeOf(m: Members, name: 'inputs' | 'neurons' | 'outputs', least: number, design: Design): number {
  const size = m.count(name, least);
  if (size > design[name]) throw m.wrong(name, `${size}, but the chip has ${design[name]}`);
  return size;
}

function originOf(m: Members): NeuronOrigin | undefined {
  if (m.has('unused')) {
    m.exactly('unused', 1);
    return undefined;
  }
  return { node: m.text('node'), index: m.count('index'), delay: m.count('delay') };
}
