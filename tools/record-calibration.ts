/** Writes the calibration programs and what they count: `npm run energy:record`, the only way these files change. */
import { CALIBRATION_PROGRAMS } from '../src/energy/calibration.js';
import { writeWhole } from '../src/files/output.js';
import { packagePath } from '../src/files/package-root.js';
import { calibrationFile, calibrationScript, measureCalibration } from './energy-calibration.js';

for (const name of CALIBRATION_PROGRAMS)
  writeWhole(packagePath('firmware', 'energy', `${name}.host`), calibrationScript(name));
writeWhole(
  packagePath('isa', 'energy', 'calibration.json'),
  `${JSON.stringify(calibrationFile(measureCalibration()), null, 2)}\n`,
);
