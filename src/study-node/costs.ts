/** Measured costs of simulations: what they took, by machine and process. They estimate what is left. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SimulationSettings } from '../study/points/settings.js';

/** Time of a tick of a network of some hundred neurons on a processor of 2020, in s: used until something is measured. */
const SECONDS_PER_TICK = 5e-6;
/** Power of a busy core and its share of the machine, in W: an assumption, to tell a joule from a kilowatt-hour. */
export const WATTS_PER_CORE = 12;

/** Mean time of a simulation of a store, in s; undefined if nothing was measured. */
export function measuredSeconds(store: string): number | undefined {
  let sum = 0;
  let count = 0;
  for (const line of costLines(join(store, 'costs'))) {
    const seconds = secondsOf(line);
    if (seconds === undefined) continue;
    sum += seconds;
    count++;
  }
  return count > 0 ? sum / count : undefined;
}

/** Neurons of a task that does not say how many. */
const USUAL_NEURONS = 100;
/** How much slower a chip is simulated that learns with faulty neurons: clock by clock. */
const CLOCK_BY_CLOCK = 15;

/** Work of a simulation without faults, to be compared with that of others of the same task. */
export const networkCost = ({ epochs, samples, neurons = USUAL_NEURONS }: SimulationSettings): number =>
  epochs * samples * neurons;

/** Work of a simulation, on the same scale. */
export function relativeCost(simulation: SimulationSettings): number {
  const { faults } = simulation;
  const learnsWithFaults = faults !== undefined && faults.rate > 0 && faults.during !== 'tests';
  const isSlow = learnsWithFaults && faults.banks.includes('neurons');
  return networkCost(simulation) * (isSlow ? CLOCK_BY_CLOCK : 1);
}

/** Estimated time of a training, in s. @param ticks of all its samples. */
export const estimatedSeconds = (ticks: number): number => ticks * SECONDS_PER_TICK;

function costLines(directory: string): string[] {
  try {
    return readdirSync(directory).flatMap((name) => readFileSync(join(directory, name), 'utf8').split('\n'));
  } catch {
    return [];
  }
}

/** Undefined for a line that was cut off. */
function secondsOf(line: string): number | undefined {
  try {
    const { seconds } = JSON.parse(line) as { seconds?: unknown };
    return typeof seconds === 'number' ? seconds : undefined;
  } catch {
    return undefined;
  }
}
