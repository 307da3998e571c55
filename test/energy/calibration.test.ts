import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { calibrate, CALIBRATION_PROGRAMS, readCalibration } from '../../src/energy/calibration.js';
import { calibrationFile, calibrationScript, measureCalibration } from '../../tools/energy-calibration.js';
import { projectPath } from '../project.js';
import { builtIn } from './tables.js';

const kept = readFileSync(projectPath('isa/energy/calibration.json'), 'utf8');
const rows = calibrate(builtIn('fdsoi28'), readCalibration(kept));
const row = (figure: string): (typeof rows)[0] => rows.find((r) => r.figure.startsWith(figure))!;

describe('calibration', () => {
  it.each(CALIBRATION_PROGRAMS)('the kept program %s is what the generator writes', (name) => {
    expect(readFileSync(projectPath(`firmware/energy/${name}.host`), 'utf8')).toBe(calibrationScript(name));
  });

  it('the kept counts are what the programs count', () => {
    expect(calibrationFile(measureCalibration())).toEqual(JSON.parse(kept));
  });

  it.each(rows.map((r) => [r.figure, r] as const))('default table: %s', (_, r) => {
    expect(r.meets, `published ${r.published}, modelled ${r.modelled.join(' to ')} ${r.unit}`).toBe(true);
  });

  it('the default table meets the published figures as closely as it says', () => {
    expect(Math.abs(row('energy of a synaptic').modelled[0] / 5.3 - 1)).toBeLessThan(0.03);
    expect(Math.abs(row('learning pass').modelled[0] / 136 - 1)).toBeLessThan(0.1);
    expect(row('static power').modelled[0]).toBeGreaterThanOrEqual(10);
    expect(row('static power').modelled[0]).toBeLessThanOrEqual(12);
    expect(row('continuous inference').modelled[0]).toBeGreaterThanOrEqual(70);
    expect(row('continuous inference').modelled[0]).toBeLessThanOrEqual(80);
    expect(row('continuous learning').modelled[0]).toBeGreaterThanOrEqual(100);
    expect(row('continuous learning').modelled[0]).toBeLessThanOrEqual(150);
  });

  it('the literature table is compared, not fitted', () => {
    const literature = calibrate(builtIn('literature28'), readCalibration(kept));
    expect(literature.some((r) => !r.meets)).toBe(true);
    // Of the same order nevertheless.
    for (const r of literature) expect(Math.abs(r.deviation)).toBeLessThan(2);
  });
});
