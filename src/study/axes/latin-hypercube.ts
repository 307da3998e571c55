/** Latin hypercube: along each axis every one of `count` equal parts holds exactly one point. */
import seedrandom from 'seedrandom';

/** @returns `count` points, each with `dimensions` numbers from 0, below 1. */
export function latinHypercube(count: number, dimensions: number, seed: string): number[][] {
  const random = seedrandom(`${seed}/latin-hypercube`);
  const columns = Array.from({ length: dimensions }, () => {
    const parts = shuffled(count, random);
    return parts.map((part) => (part + random()) / count);
  });
  return Array.from({ length: count }, (_, i) => columns.map((column) => column[i]!));
}

/** The numbers from 0 below `count` in a random order. */
function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
