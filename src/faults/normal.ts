/** A number from the standard normal distribution (Box and Muller). @param random gives numbers from 0, below 1. */
export const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
