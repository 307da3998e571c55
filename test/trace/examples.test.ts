/** The recorded examples. What their page shows is run by the tests of the documentation. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectPath, sextant, temporaryDirectory } from '../project.js';

describe('the page of recorded traces', () => {
  it('has waveforms that are those of its scripts', () => {
    for (const name of ['good', 'event-at-tick', 'wrong-register']) {
      const file = projectPath(`traces/examples/${name}`);
      const out = join(temporaryDirectory(), 'again.vcd');
      const args = ['--from', 'sample=1', '--signals', 'global,events,learning.L,out,aer,sram', '--quiet'];
      expect(sextant('run', `${file}.host`, '--trace', `vcd:${out}`, ...args).status).toBe(0);
      expect(sextant('trace', 'diff', `${file}.vcd.gz`, out).stdout).toMatch(/^the traces agree/);
    }
  });
});
