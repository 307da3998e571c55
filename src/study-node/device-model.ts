/** The version of the memristive devices: a hash of what they do to weights, so that another model gives other ids. */
import { REFERENCE } from '../design/design.js';
import { DEVICE_BANKS, weightsInDevices, type Devices } from '../faults/devices.js';
import { hashOf } from '../files/hash.js';

const PROBE: Devices = {
  programmingNoise: 1,
  drift: 1,
  readNoise: 1,
  age: 3600,
  deviceToDevice: 0.1,
  cycleToCycle: 0.05,
  banks: DEVICE_BANKS,
  seed: 'probe',
};
const { weightLeast, weightMost } = REFERENCE;
/** All weights that the public design has. */
const WEIGHTS = Int8Array.from({ length: weightMost - weightLeast + 1 }, (_, i) => weightLeast + i);

let measured: string | undefined;

/** Measures it once. @returns hexadecimal SHA-256. */
export const measureDeviceModel = (): string =>
  (measured ??= hashOf(
    new TextEncoder().encode(
      weightsInDevices(WEIGHTS, -weightLeast, PROBE, { bank: 'winp', programming: 3 }).join(),
    ),
  ));
