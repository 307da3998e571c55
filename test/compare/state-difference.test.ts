import { expect, it } from 'vitest';
import { Chip } from '../../src/chip/chip.js';
import { newWires } from '../../src/chip/wires.js';
import { stateDifference } from '../../src/compare/state-difference.js';
import { designOf } from '../../src/design/design.js';
import { neuronPanel } from '../../src/debug/commands/panels.js';
import { membraneTable } from '../../src/training/membrane-table.js';
import { META } from '../trace/runs.js';

const design = designOf({ membraneBits: 12 });

it('narrow membranes are compared, drawn and written down with their sign', () => {
  const [a, b] = [new Chip(design), new Chip(design)];
  a.state.config.NUM_REC = b.state.config.NUM_REC = 7;
  a.state.neur.membrane[3] = 0xffe;
  b.state.neur.membrane[3] = 5;
  expect(stateDifference(a.state, b.state)).toMatchObject({ name: 'membrane[3]', a: -2, b: 5 });
  expect(neuronPanel(a.state)[0]).toMatch(/@ = 2$/);
  const chunks: Uint8Array[] = [];
  const table = membraneTable([3], META, (chunk) => chunks.push(chunk));
  table.observe?.phases?.done?.(a.state, newWires(design));
  void table.finish(0);
  expect(Buffer.concat(chunks).toString()).toMatch(/,3,-2,0\n$/);
});

it('bits of a field that a narrow membrane does not use are compared, too', () => {
  const [a, b] = [new Chip(design), new Chip(design)];
  a.state.neur.membrane[3] = 0x1005;
  b.state.neur.membrane[3] = 5;
  expect(stateDifference(a.state, b.state)).toMatchObject({ name: 'membrane field[3]', a: 0x1005, b: 5 });
});
