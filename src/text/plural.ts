/** A count with its noun: `1 sample`, `2 samples`. */
export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
