/**
 * The turbo engine's phases in 128-bit SIMD (AssemblyScript). They work in place on the arrays of a chip's state; where
 * those are, and what else a phase needs, is in the parameter block (src/chip/turbo/parameter-block.ts).
 *
 * Vectors may reach past the end of an array by less than 64 bytes, which belong to no other array.
 */
export { learn } from './learn';
export { play } from './play';
export { propagate, propagationCycles } from './propagate';
export { prepareStep, step } from './step';
