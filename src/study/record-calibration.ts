/** Writes the calibration programs and what they count: `npm run energy:record`, the only way these files change. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CALIBRATION_PROGRAMS } from '../energy/calibration.js';
import { writeWhole } from '../io/output.js';
import { calibrationFile, calibrationScript, measureCalibration } from './energy-calibration.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
for (const name of CALIBRATION_PROGRAMS)
  writeWhole(join(root, 'firmware', 'energy', `${name}.host`), calibrationScript(name));
writeWhole(
  join(root, 'isa', 'energy', 'calibration.json'),
  `${JSON.stringify(calibrationFile(measureCalibration()), null, 2)}\n`,
);
