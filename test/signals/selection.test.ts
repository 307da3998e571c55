import { describe, expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { selectSignals } from '../../src/signals/selection.js';
import { openTrace } from '../../src/trace/formats.js';
import { VcdWriter } from '../../src/trace/vcd/writer.js';
import { linesOf, META } from '../trace/runs.js';

const names = (globs: string): string[] => selectSignals(globs).map((s) => s.name);

describe('globs', () => {
  it('choose signals', () => {
    expect(names('learning.L[3],state')).toEqual(['global.state', 'learning.L[3]']);
    expect(names('sram.w*.cs')).toEqual(['sram.winp.cs', 'sram.wrec.cs', 'sram.wout.cs']);
    expect(names('sram')).toHaveLength(24);
    expect(names('err[?]')).toHaveLength(10);
  });

  it('choose stored values, which follow the signals', () => {
    expect(names('membrane[3],wrec[17][5],state,membrane[3]')).toEqual([
      'global.state',
      'memory.membrane[3]',
      'memory.wrec[17][5]',
    ]);
  });

  it.each([
    ['laerning', /no signal matches 'laerning'; did you mean/],
    ['state,', /no signal matches ''/],
    ['membrane[999]', /no signal matches 'membrane\[999\]'/],
  ])('%j are refused', (globs, message) => {
    expect(() => names(globs)).toThrow(message);
  });
});

it('stored values in a waveform have their sign', async () => {
  const chunks: Uint8Array[] = [];
  const signals = selectSignals('membrane[3],wrec[17][5],outputTrace[2]');
  const writer = new VcdWriter(signals, META, (chunk) => chunks.push(chunk));
  const chip = new Chip(undefined, { engine: 'cycle' });
  chip.state.neur.membrane[3] = -2000;
  chip.state.wrec.bytes[17 * 256 + 5] = -3;
  chip.state.neur.outputTrace[2] = 1023;
  chip.run(1, writer.observe);
  writer.finish(1);
  const trace = await openTrace(linesOf(Buffer.concat(chunks).toString('latin1')));
  const steps = [];
  for await (const batch of trace.steps) steps.push(...batch);
  expect(trace.signals.map((s) => s.name)).toEqual(signals.map((s) => s.name));
  expect(steps[0]?.values).toEqual([-2000, -3, 1023]);
});
