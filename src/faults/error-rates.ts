/** How many cells fail at a voltage: a table of measured or estimated rates, and what lies between its points. */

/** Rates of faulty bits by voltage, in V; voltages rise, and rates fall. */
export type ErrorRates = readonly (readonly [vdd: number, rate: number])[];

/**
 * The rate of faulty bits at a voltage. Between two points its logarithm is a straight line, because the rate falls
 * exponentially with the voltage (Stutz et al., MLSys 2021); above the last point nothing fails.
 * @throws RangeError below the first voltage.
 */
export function errorRateAt(rates: ErrorRates, vdd: number): number {
  const [lowest] = rates[0]!;
  if (vdd < lowest)
    throw new RangeError(`${vdd} V is below the ${lowest} V that the table of faults begins with`);
  const above = rates.findIndex(([voltage]) => voltage >= vdd);
  if (above < 0) return 0;
  const [high, least] = rates[above]!;
  if (high === vdd) return least;
  const [low, most] = rates[above - 1]!;
  return most * (least / most) ** ((vdd - low) / (high - low));
}
