/** Which way a quantity is better. */
export type Direction = 'maximise' | 'minimise';
