/**
 * Memristive devices in place of a weight memory: a what-if, since the chip has SRAM. A weight is the difference of two
 * conductances, of which one is as large as the weight and the other is 0. Both are programmed, drift and are read, and the
 * difference is rounded to the weights that the datapath knows.
 *
 * Programming noise, drift and read noise are those measured on phase-change memories with a largest conductance of 25 uS
 * (Nandakumar et al., ICECS 2019), each to be scaled; conductances here are shares of the largest one.
 */
import seedrandom from 'seedrandom';
import { normal } from './normal.js';

/** What devices do to weights; 0 is a device without that imperfection. */
export interface DeviceEffects {
  /** Noise of programming, as a multiple of what was measured. */
  readonly programmingNoise: number;
  /** Drift of the conductance with its age, as a multiple of the measured exponents. */
  readonly drift: number;
  /** Noise of reading, as a multiple of what was measured. */
  readonly readNoise: number;
  /** Time from programming to reading, in s. */
  readonly age: number;
  /** Standard deviation of the gain of a device, as a fraction: the same at each programming. */
  readonly deviceToDevice: number;
  /** Standard deviation of the gain of a programming, as a fraction: another one each time. */
  readonly cycleToCycle: number;
}

/** Effects by their keys in study files, and the most of each that can be meant. */
export const DEVICE_EFFECTS: Readonly<
  Record<keyof DeviceEffects, { readonly key: string; readonly most: number }>
> = {
  programmingNoise: { key: 'programming-noise', most: 100 },
  drift: { key: 'drift', most: 100 },
  readNoise: { key: 'read-noise', most: 100 },
  age: { key: 'age', most: 1e10 },
  deviceToDevice: { key: 'device-to-device', most: 1 },
  cycleToCycle: { key: 'cycle-to-cycle', most: 1 },
};
/** Names of the effects. */
export const EFFECTS = Object.keys(DEVICE_EFFECTS) as readonly (keyof DeviceEffects)[];

/** Memories whose weights may be in devices. */
export const DEVICE_BANKS = ['winp', 'wrec', 'wout'] as const;
/** A memory whose weights may be in devices. */
export type DeviceBank = (typeof DEVICE_BANKS)[number];

/** The devices of a chip. */
export interface Devices extends DeviceEffects {
  readonly banks: readonly DeviceBank[];
  /** The chip: another seed has other devices. */
  readonly seed: string;
}

/** Conductance that noise is given for, in uS. */
const MEASURED_CONDUCTANCE = 25;
/** Age of a device at its first reading, in s. */
const FIRST_READING = 20;
/** Time that a reading takes, in s. */
const READING = 250e-9;
/** Least share of the conductance that logarithms are taken of. */
const LEAST = 1e-7;

const clip = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));

/** Standard deviation of programming a conductance. */
const programmingSigma = (g: number): number =>
  Math.max(0, -1.1731 * g * g + 1.965 * g + 0.26348) / MEASURED_CONDUCTANCE;

/** Exponent of the drift of a conductance. @param draw from the standard normal distribution, of the device. */
function driftExponent(g: number, draw: number): number {
  const log = Math.log(Math.max(LEAST, g));
  const mean = clip(-0.0155 * log + 0.0244, 0.049, 0.1);
  return Math.abs(mean + draw * clip(-0.0125 * log - 0.0059, 0.008, 0.045));
}

/** Standard deviation of reading a conductance, as a share of it. @param time since the device was programmed, in s. */
const readSigma = (g: number, time: number): number =>
  Math.min(0.0088 / Math.max(1e-3, g ** 0.65), 0.2) * Math.sqrt(Math.log((time + READING) / (2 * READING)));

/** Whether devices change any weight: age does so by drift and read noise only. */
export const haveEffect = (effects: DeviceEffects): boolean =>
  EFFECTS.some((name) => name !== 'age' && effects[name] > 0);

/**
 * The weights that are read from devices into which weights were programmed.
 * @param limit the weight of the largest conductance, 2 to the power of the bits of a weight less one.
 * @param programming which programming it is: another number draws other noise for the same devices.
 * @returns as many weights, from -limit to limit - 1.
 */
export function weightsInDevices(
  weights: Int8Array,
  limit: number,
  devices: Devices,
  { bank, programming }: { readonly bank: DeviceBank; readonly programming: number },
): Int8Array {
  const read = readings(devices, `${devices.seed}/${bank}`, programming);
  return weights.map((weight) => {
    const share = weight / limit;
    const difference = read(Math.max(0, share)) - read(Math.max(0, -share));
    return clip(Math.round(limit * difference), -limit, limit - 1);
  });
}

/** Reads devices one after the other: a conductance that is programmed in, the conductance that is read out. */
function readings(
  { programmingNoise, drift, readNoise, age, deviceToDevice, cycleToCycle }: DeviceEffects,
  seed: string,
  programming: number,
): (target: number) => number {
  // Each effect has draws of its own: changing one leaves those of the others as they were.
  const draws = (amount: number, name: string): (() => number) => {
    if (amount === 0) return () => 0;
    const random = seedrandom(`${seed}/${name}`);
    return () => amount * normal(random);
  };
  const device = draws(deviceToDevice, 'device to device');
  const exponent = draws(drift > 0 ? 1 : 0, 'drift');
  const cycle = draws(cycleToCycle, `cycle to cycle/${programming}`);
  const noise = draws(programmingNoise, `programming/${programming}`);
  const reading = draws(readNoise, `reading/${programming}`);
  const time = age + FIRST_READING;
  return (target) => {
    const gain = (1 + device()) * (1 + cycle());
    const programmed = Math.max(0, target * gain + noise() * programmingSigma(target));
    const aged = programmed * (time / FIRST_READING) ** (-drift * driftExponent(target, exponent()));
    return Math.max(0, aged * (1 + reading() * readSigma(programmed, time)));
  };
}
